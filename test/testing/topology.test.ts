import { describe, expect, it } from 'vitest';
import { createSimulator, SIMULATED_SECRET, type Simulator } from '../../src/testing/index.ts';
import { ask, type Body, DAY, NOW } from './support.ts';

const rows = (body: Body, ...path: string[]): Body[] => path.reduce<unknown>((value, key) => (value as Body)[key], body) as Body[];
const connectionRows = (cloud: Simulator, params = {}): Body[] =>
  rows(ask(cloud, 'DescribeVpnConnections', { PageSize: 50, ...params }).body, 'VpnConnections', 'VpnConnection');
const tunnels = (row: Body): Body[] => rows(row, 'TunnelOptionsSpecification', 'TunnelOptions');

describe('VPC operations', () => {
  it('need the region, and the right one', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    const missing = ask(cloud, 'DescribeVpnGateways', { RegionId: '' });
    expect([missing.status, missing.body['Code']]).toEqual([400, 'MissingRegionId']);
    expect(ask(cloud, 'DescribeVpnGateways', { RegionId: 'eu-central-1' }).status).toBe(404);
  });

  it('page by ten, fifty at most, with a total', () => {
    const cloud = createSimulator.fleet({ connections: 60, attachments: 0 });
    const page = (params: object): [number, unknown] => {
      const { body } = ask(cloud, 'DescribeVpnConnections', params as Record<string, number>);
      return [rows(body, 'VpnConnections', 'VpnConnection').length, body['TotalCount']];
    };
    expect(page({})).toEqual([10, 60]);
    expect(page({ PageSize: 50, PageNumber: 2 })).toEqual([10, 60]);
    expect(ask(cloud, 'DescribeVpnConnections', { PageSize: 51 }).status).toBe(400);
  });

  it('filter by gateway, id and tags', () => {
    const cloud = createSimulator.fleet();
    const [gateway] = cloud.gateways;
    expect(connectionRows(cloud, { VpnGatewayId: gateway!.id }).map((row) => row['VpnConnectionId'])).toEqual(gateway!.connectionIds);
    expect(connectionRows(cloud, { VpnConnectionId: gateway!.connectionIds[0]! })).toHaveLength(1);
    expect(connectionRows(cloud, { 'Tag.1.Key': 'team', 'Tag.1.Value': 'core' })).toHaveLength(8);
    expect(connectionRows(cloud, { 'Tag.1.Key': 'nobody' })).toHaveLength(0);
  });

  it('describe dual tunnels: no status of its own, texts where connections have numbers', () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW });
    const [, second] = cloud.connections[0]!.tunnelIds;
    cloud.tunnel(second!).down({ phase: 'phase2' });
    const [row] = connectionRows(cloud);
    expect(row).toMatchObject({ AttachType: 'VPNGW', VpnGatewayId: cloud.gateways[0]!.id, Status: '', State: 'active' });
    expect(tunnels(row!).map((one) => [one['TunnelId'], one['State'], one['Status'], one['Role']])).toEqual([
      [cloud.connections[0]!.tunnelIds[0], 'active', 'ipsec_sa_established', 'master'],
      [second, 'active', 'ipsec_sa_not_established', 'slave'],
    ]);
    expect(
      tunnels(row!).map((one) => [
        one['EnableDpd'],
        (one['TunnelBgpConfig'] as Body)['BgpStatus'],
        (one['TunnelIkeConfig'] as Body)['IkeLifetime'],
      ]),
    ).toEqual([
      ['true', 'success', '86400'],
      ['true', 'false', '86400'],
    ]);
    expect(tunnels(row!)[0]).not.toHaveProperty('TunnelIndex');
  });

  it('describe single tunnels: status, BGP and health check at the top', () => {
    const cloud = createSimulator.preset('single-tunnel', { now: NOW });
    const { id } = cloud.connections[0]!;
    cloud.connection(id).down().healthFailed();
    const [listed] = connectionRows(cloud);
    expect(listed).toMatchObject({
      Status: 'ike_sa_not_established',
      VcoHealthCheck: { Enable: 'true', Status: 'failed' },
      VpnBgpConfig: { Status: 'false' },
    });
    expect(tunnels(listed!)).toEqual([]);
    const { body } = ask(cloud, 'DescribeVpnConnection', { VpnConnectionId: id });
    expect(body).toMatchObject({
      VpnConnectionId: id,
      Status: 'ike_sa_not_established',
      VpnBgpConfig: { Status: 'failed', EnableBgp: 'true' },
      Tags: { Tag: [] },
    });
  });

  it('describe transit-router connections, and list them as attachments too', () => {
    const cloud = createSimulator.preset('transit-router');
    const [dual, single] = connectionRows(cloud);
    expect(dual).toMatchObject({ AttachType: 'CEN', TransitRouterId: cloud.connections[0]!.transitRouterId, State: 'attached' });
    expect(tunnels(dual!).map((one) => one['TunnelIndex'])).toEqual([1, 2]);
    expect(single).not.toHaveProperty('TunnelOptionsSpecification');
    const attachments = ask(cloud, 'DescribeVpnAttachments', { AttachType: 'CEN' }).body;
    expect(rows(attachments, 'VpnAttachments').map((one) => one['InstanceId'])).toEqual(cloud.connections.map((one) => one.id));
    expect(ask(createSimulator.preset('dual-tunnel'), 'DescribeVpnAttachments').body['TotalCount']).toBe(0);
  });

  it('write the bandwidth with a unit in the list and without one in the single answer', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    const [gateway] = rows(ask(cloud, 'DescribeVpnGateways').body, 'VpnGateways', 'VpnGateway');
    expect([gateway!['Spec'], ask(cloud, 'DescribeVpnGateway', { VpnGatewayId: cloud.gateways[0]!.id }).body['Spec']]).toEqual([
      '200M',
      '200',
    ]);
  });

  it('answer 404 in the service’s codes', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    const code = (action: string, params: Record<string, string>): unknown[] => {
      const { status, body } = ask(cloud, action, params);
      return [status, body['Code']];
    };
    expect(code('DescribeVpnConnection', { VpnConnectionId: 'vco-x' })).toEqual([404, 'InvalidVpnConnectionInstanceId.NotFound']);
    expect(code('DescribeVpnGateway', { VpnGatewayId: 'vpn-x' })).toEqual([404, 'InvalidVpnGatewayInstanceId.NotFound']);
    expect(code('DescribeEverything', {})).toEqual([404, 'InvalidAction.NotFound']);
  });

  it('give certificates a status that time changes', () => {
    const cloud = createSimulator({
      regionId: 'cn-hangzhou',
      now: NOW,
      certificates: [{ endTime: NOW + 30 * DAY }, { endTime: NOW + 3 * DAY }],
    });
    const status = (): unknown[] =>
      rows(ask(cloud, 'DescribeSslVpnClientCerts').body, 'SslVpnClientCertKeys', 'SslVpnClientCertKey').map((one) => one['Status']);
    expect(status()).toEqual(['normal', 'expiring-soon']);
    cloud.advance('25d');
    expect(status()).toEqual(['expiring-soon', 'expired']);
  });

  it('hold secrets wherever the service does', () => {
    const cloud = createSimulator.preset('single-tunnel');
    const text = JSON.stringify([connectionRows(cloud), connectionRows(createSimulator.preset('dual-tunnel'))]);
    const holders = [...text.matchAll(new RegExp(`"(\\w+)":"[^"]*${SIMULATED_SECRET}`, 'g'))].map((match) => match[1]);
    expect(holders.sort()).toEqual([
      'AuthKey',
      'Psk',
      'Psk',
      'Psk',
      'Psk',
      'RemoteCaCertificate',
      'RemoteCaCertificate',
      'RemoteCaCertificate',
      'RemoteCaCertificate',
    ]);
  });

  it('are the same ids for the same seed, and look like the service’s', () => {
    const ids = (seed: number): string[] =>
      createSimulator.preset('dual-tunnel', { seed }).connections.flatMap((one) => [one.gatewayId!, one.id, ...one.tunnelIds]);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(ids(1).every((id) => /^(vpn|vco|tun)-[a-z0-9]{20}$/.test(id))).toBe(true);
  });
});

describe('logs and diagnosis', () => {
  it('show an outage in the log lines of its time, in seconds', () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW });
    const { id: VpnConnectionId, tunnelIds } = cloud.connections[0]!;
    cloud.tunnel(tunnelIds[0]!).down({ at: NOW - 60_000 });
    const lines = (params: object): string[] =>
      rows(
        ask(cloud, 'DescribeVpnConnectionLogs', { VpnConnectionId, PageSize: 50, ...params }).body,
        'Data',
        'Logs',
      ) as unknown as string[];
    expect(lines({ MinutePeriod: 10 }).filter((line) => line.includes('negotiation failed'))).toEqual([
      expect.stringContaining(tunnelIds[0]!),
    ]);
    expect(lines({ From: NOW / 1_000 - 7_200, To: NOW / 1_000 - 3_600 }).some((line) => line.includes('failed'))).toBe(false);
    expect(lines({ From: NOW / 1_000 - 7_200, To: NOW / 1_000 - 3_600, TunnelId: tunnelIds[1]! })).toHaveLength(13);
    expect(ask(cloud, 'DescribeVpnConnectionLogs', { VpnConnectionId, TunnelId: 'tun-x' }).status).toBe(400);
  });

  it.each([
    ['DhGroupMismatch', '2048-bit MODP group', '1024-bit MODP group'],
    ['LifetimeMismatch', '3600', '86400'],
    ['PeerIdMismatch', undefined, undefined],
  ])('say what the two ends disagree about: %s', (reason, local, remote) => {
    const cloud = createSimulator.preset('single-tunnel', { now: NOW });
    const { id } = cloud.connections[0]!;
    cloud.connection(id).down({ reason });
    const [row = {}] = rows(ask(cloud, 'DiagnoseVpnConnections', { 'VpnConnectionIds.1': id }).body, 'VpnConnections');
    expect([row['FailedReasonCode'], row['MismatchLocalParam'], row['MismatchRemoteParam']]).toEqual([reason, local, remote]);
  });

  it('say why a link is down, keys included', () => {
    const cloud = createSimulator.preset('single-tunnel', { now: NOW });
    const { id } = cloud.connections[0]!;
    const diagnose = (): Body => rows(ask(cloud, 'DiagnoseVpnConnections', { 'VpnConnectionIds.1': id }).body, 'VpnConnections')[0]!;
    expect(diagnose()).toMatchObject({ Severity: 'Normal', FailedReasonCode: 'NoExceptionFound' });
    cloud.connection(id).down({ reason: 'PskMismatch' });
    expect(diagnose()).toMatchObject({ Severity: 'Critical', FailedReasonCode: 'PskMismatch', FailedTime: NOW });
    expect(diagnose()['MismatchLocalParam']).toContain(SIMULATED_SECRET);
    expect(ask(cloud, 'DiagnoseVpnConnections', { 'TunnelIds.1': 'tun-x' }).status).toBe(404);
    expect(ask(cloud, 'DiagnoseVpnConnections').status).toBe(400);
  });
});

describe('what the service refuses of logs and diagnoses', () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-2', gatewayId: 'vpn-1', mode: 'single' },
    ],
  });
  const code = (action: string, params: Record<string, string | number>): unknown => ask(cloud, action, params).body['Code'];

  it('takes tunnels of dual-tunnel connections, and no connection that has two', () => {
    expect(code('DiagnoseVpnConnections', { 'VpnConnectionIds.1': 'vco-1' })).toBe('MissingTunnelIds');
    expect(code('DiagnoseVpnConnections', { 'VpnConnectionIds.1': 'vco-9' })).toBe('InvalidVpnConnectionInstanceId.NotFound');
    expect(code('DiagnoseVpnConnections', { 'TunnelIds.1': 'tun-1', VpnGatewayId: 'vpn-9' })).toBe('InvalidVpnGatewayInstanceId.NotFound');
    expect(code('DiagnoseVpnConnections', { 'TunnelIds.1': 'tun-1', VpnGatewayId: 'vpn-2' })).toBe(
      'InvalidVpnConnectionInstanceId.NotFound',
    );
    expect(code('DiagnoseVpnConnections', { 'TunnelIds.1': 'tun-1', VpnGatewayId: 'vpn-1', PageSize: 51 })).toBe('ParameterInvalid');
    expect(
      ask(cloud, 'DiagnoseVpnConnections', {
        'TunnelIds.1': 'tun-1',
        'TunnelIds.2': 'tun-2',
        VpnGatewayId: 'vpn-1',
        PageSize: 1,
        PageNumber: 2,
      }).body,
    ).toMatchObject({ TotalCount: 2, VpnConnections: [{ TunnelId: 'tun-2' }] });
  });

  it('takes ranges of ten minutes or more, within what is kept', () => {
    const now = NOW / 1_000;
    const logs = (From: number, To: number): unknown => code('DescribeVpnConnectionLogs', { VpnConnectionId: 'vco-2', From, To });
    expect([logs(now - 600, now), logs(now - 599, now), logs(now, now - 600), logs(now - 181 * 86_400, now - 180 * 86_400)]).toEqual([
      undefined,
      'ParameterInvalid',
      'InvalidParameter',
      'ParameterInvalid',
    ]);
  });

  it('says now and then that the newest lines are not complete, and never of older ones', () => {
    const late = createSimulator.preset('single-tunnel', { now: NOW, logs: { incompleteAnswers: 2 } });
    const VpnConnectionId = late.connections[0]!.id;
    const isCompleted = (params: object): unknown =>
      ask(late, 'DescribeVpnConnectionLogs', { VpnConnectionId, ...params }).body['IsCompleted'];
    expect(isCompleted({ From: NOW / 1_000 - 7_200, To: NOW / 1_000 - 3_600 })).toBe(true);
    expect([1, 2, 3].map(() => isCompleted({ MinutePeriod: 10 }))).toEqual([false, false, true]);
  });

  it('writes lines as the documentation shows them', () => {
    cloud.connection('vco-2').down({ at: NOW - 1_000, reason: 'PskMismatch' });
    const lines = rows(
      ask(cloud, 'DescribeVpnConnectionLogs', { VpnConnectionId: 'vco-2', MinutePeriod: 1 }).body,
      'Data',
      'Logs',
    ) as unknown as string[];
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^2026-03-01 (19:59:\d\d|20:00:00) vco-2 \[[A-Z_2]+\]: [a-z_0-9]+\.c:\d+:\w+\(\): /);
    expect(lines.some((line) => line.includes(SIMULATED_SECRET))).toBe(true);
  });
});
