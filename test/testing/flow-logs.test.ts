import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/testing/index.ts';

type Body = Record<string, unknown>;
const REGION = 'cn-hangzhou';
const VERSIONS = { vpc: '2016-04-28', cbn: '2017-09-12' };

function caller(cloud: Simulator) {
  return (
    product: keyof typeof VERSIONS,
    action: string,
    params: Record<string, string>,
  ): { readonly status: number; readonly body: Body } => {
    const url = `http://simulator/?${new URLSearchParams({ RegionId: REGION, ...params }).toString()}`;
    const answer = cloud.handle({ method: 'POST', url, headers: { 'x-acs-action': action, 'x-acs-version': VERSIONS[product] }, body: '' });
    if (answer.kind !== 'answer') throw new Error(answer.kind);
    return { status: answer.status, body: JSON.parse(answer.body) as Body };
  };
}
const account = () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: '2026-03-01T12:00:00Z',
    credentials: 'any',
    connections: [{ id: 'vco-1', transitRouterId: 'tr-1' }, { id: 'vco-2', transitRouterId: 'tr-2' }, { id: 'vco-3' }],
  });
  return { cloud, call: caller(cloud) };
};
const VPC = {
  ResourceType: 'VPC',
  ResourceId: 'vpc-1',
  TrafficType: 'All',
  ProjectName: 'network-logs',
  LogStoreName: 'vpn_flow',
  FlowLogName: 'vpn',
};
const CEN = {
  CenId: 'cen-simulated0000000000',
  TransitRouterAttachmentId: 'tr-attach-1',
  ProjectName: 'network-logs',
  LogStoreName: 'tr_flow',
};

describe('flow logs of VPCs', () => {
  it('become active after a while, and are listed with numbers as texts', () => {
    const { cloud, call } = account();
    const { body } = call('vpc', 'CreateFlowLog', { ...VPC, 'TrafficPath.1': 'vpnGateway', 'Tag.1.Key': 'a', AggregationInterval: '1' });
    expect(body).toMatchObject({ FlowLogId: expect.stringMatching(/^fl-/) as string, Success: 'true' });
    const row = {
      FlowLogId: body['FlowLogId'],
      Status: 'Activating',
      AggregationInterval: 1,
      TrafficPath: { TrafficPathList: ['vpnGateway'] },
      CreationTime: '2026-03-01T12:00:00Z',
      Tags: { Tag: [{ Key: 'a', Value: '' }] },
    };
    expect(call('vpc', 'DescribeFlowLogs', {}).body).toMatchObject({
      PageNumber: '1',
      PageSize: '20',
      TotalCount: '1',
      Success: 'true',
      FlowLogs: { FlowLog: [row] },
    });
    expect(call('vpc', 'DescribeFlowLogs', { Status: 'Active' }).body).toMatchObject({ TotalCount: '0' });
    cloud.advance('10s');
    expect(call('vpc', 'DescribeFlowLogs', { Status: 'Active', FlowLogName: 'vpn' }).body).toMatchObject({ TotalCount: '1' });
  });

  it.each([
    [{ ResourceType: 'VpnGateway' }, 'InvalidParameter.ResourceType'],
    [{ ResourceId: 'eni-1' }, 'InvalidResourceId.NotFound'],
    [{ TrafficType: 'all' }, 'InvalidParameter.TrafficType'],
    [{ AggregationInterval: '60' }, 'InvalidParameter.AggregationInterval'],
    [{ 'TrafficPath.1': 'vpn-gateway' }, 'InvalidTrafficPath'],
    [{ ProjectName: 'Network' }, 'InvalidProjectName'],
    [{ LogStoreName: 'x' }, 'InvalidLogStoreName'],
    [{ LogStoreName: '' }, 'MissingLogStoreName'],
    [{ FlowLogName: 'http://x' }, 'InvalidFlowLogName.Malformed'],
    [{ 'Tag.1.Key': 'acs:x' }, 'InvalidTagKey.Malformed'],
    [{ RegionId: 'cn-beijing' }, 'InvalidRegionId.NotFound'],
  ])('refuse %j', (wrong, Code) => {
    const { call } = account();
    expect(call('vpc', 'CreateFlowLog', { ...VPC, ...wrong }).body).toMatchObject({ Code });
    expect(call('vpc', 'DescribeFlowLogs', {}).body).toMatchObject({ TotalCount: '0' });
  });

  it('are refused twice of one resource, and while they are worked on', () => {
    const { cloud, call } = account();
    const { FlowLogId } = call('vpc', 'CreateFlowLog', VPC).body as { FlowLogId: string };
    expect(call('vpc', 'CreateFlowLog', VPC).body).toMatchObject({ Code: 'ResourceAlreadyExist.FlowLog' });
    expect(call('vpc', 'DeleteFlowLog', { FlowLogId })).toMatchObject({ status: 400, body: { Code: 'IncorrectStatus.flowlog' } });
    cloud.advance('10s');
    expect(call('vpc', 'DeleteFlowLog', { FlowLogId })).toMatchObject({ status: 200, body: { Success: 'true' } });
    cloud.advance('10s');
    expect(call('vpc', 'ActiveFlowLog', { FlowLogId })).toMatchObject({ status: 404, body: { Code: 'InvalidFlowLogId.NotFound' } });
  });
});

describe('flow logs of transit routers', () => {
  it('go through states of their own', () => {
    const { cloud, call } = account();
    const { FlowLogId } = call('cbn', 'CreateFlowlog', { ...CEN, Interval: '60' }).body as { FlowLogId: string };
    expect(FlowLogId).toMatch(/^flowlog-/);
    const state = () =>
      (call('cbn', 'DescribeFlowlogs', { FlowLogId }).body as { FlowLogs: { FlowLog: Body[] } }).FlowLogs.FlowLog.map(
        (row) => row['Status'],
      );
    const states = [state()];
    for (const action of ['', 'DeactiveFlowLog', 'ActiveFlowLog', 'DeleteFlowlog']) {
      if (action !== '') expect(call('cbn', action, { FlowLogId, CenId: CEN.CenId }).status).toBe(200);
      states.push(state());
      cloud.advance('10s');
      states.push(state());
    }
    expect(states.map((one) => one.join())).toEqual([
      'Creating',
      'Creating',
      'Active',
      'Modifying',
      'Inactive',
      'Modifying',
      'Active',
      'Deleting',
      '',
    ]);
  });

  it('are of an attachment in a CEN instance', () => {
    const { call } = account();
    expect(call('cbn', 'CreateFlowlog', { ...CEN, TransitRouterAttachmentId: 'tr-attach-3' }).body).toMatchObject({
      Code: 'InvalidTransitRouterAttachmentId.NotFound',
    });
    expect(call('cbn', 'CreateFlowlog', { ...CEN, CenId: 'cen-2' }).body).toMatchObject({ Code: 'ParameterCenInstanceId.NotFound' });
    expect(call('cbn', 'CreateFlowlog', { ...CEN, CenId: '' }).body).toMatchObject({ Code: 'MissingCenId' });
    expect(call('cbn', 'CreateFlowlog', { ...CEN, Interval: '300' }).body).toMatchObject({ Code: 'InvalidParameter.Interval' });
    const { FlowLogId } = call('cbn', 'CreateFlowlog', CEN).body as { FlowLogId: string };
    expect(call('cbn', 'CreateFlowlog', CEN).body).toMatchObject({ Code: 'FlowlogAlreadyExist' });
    expect(call('cbn', 'DeleteFlowlog', { FlowLogId, CenId: 'cen-2' }).body).toMatchObject({ Code: 'InvalidFlowlogId.NotFound' });
    expect(call('cbn', 'DeleteFlowlog', { FlowLogId }).body).toMatchObject({ Code: 'MissingCenId' });
  });

  it('find their attachments page by page', () => {
    const { call } = account();
    const ids = (params: Record<string, string>) =>
      (call('cbn', 'ListTransitRouterVpnAttachments', params).body as { TransitRouterAttachments: Body[] }).TransitRouterAttachments.map(
        (row) => row['VpnId'],
      );
    expect(ids({ CenId: CEN.CenId })).toEqual(['vco-1', 'vco-2']);
    expect(ids({ TransitRouterId: 'tr-2' })).toEqual(['vco-2']);
    expect(ids({})).toEqual([]);
    const first = call('cbn', 'ListTransitRouterVpnAttachments', { CenId: CEN.CenId, MaxResults: '1' }).body;
    expect(first).toMatchObject({ NextToken: '1', TotalCount: 2 });
    expect(ids({ CenId: CEN.CenId, MaxResults: '1', NextToken: '1' })).toEqual(['vco-2']);
  });
});

it('a listening simulator is the CEN API as well', async () => {
  const { cloud } = account();
  await using server = await cloud.listen();
  expect(server.endpoint).toEqual({ cms: server.endpoint.cms, vpc: server.endpoint.cms, cbn: server.endpoint.cms, protocol: 'http' });
});
