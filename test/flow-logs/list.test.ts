import { type FlowLog, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, fixture } from '../topology/support.ts';
import { NOW, refusal, ROUTER, sent, setUp, VPC } from './support.ts';

test('both kinds in one list, those of VPCs first, or one kind alone', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  await monitor.flowLogs.create(ROUTER);
  await monitor.flowLogs.create(VPC);
  expect((await monitor.flowLogs.list().toArray()).map(({ kind }) => kind)).toEqual(['vpc', 'transit-router']);
  cloud.resetCalls();
  const names: (string | undefined)[] = [];
  for await (const one of monitor.flowLogs.list({ trafficPath: 'transit-router' })) names.push(one.name);
  expect(names).toEqual(['tr']);
  expect(cloud.calls.map(({ action }) => action)).toEqual(['DescribeFlowlogs']);
  cloud.resetCalls();
  expect((await monitor.flowLogs.list({ trafficPath: 'vpn-gateway' }).toArray()).map(({ name }) => name)).toEqual(['vpn']);
  expect(sent(cloud, 'DescribeFlowLogs', 'DescribeFlowlogs')).toEqual([
    { product: 'vpc', action: 'DescribeFlowLogs', params: { RegionId: 'cn-hangzhou', PageNumber: '1', PageSize: '50' } },
  ]);
  expect(at.warnings).toEqual([]);
});

test('a list of one flow log may come as its row', async () => {
  const transport = answering(() => ({ TotalCount: '1', FlowLogs: { FlowLog: { FlowLogId: 'fl-1' } } }));
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
  expect(await monitor.flowLogs.list({ trafficPath: 'vpn-gateway' }).toArray()).toMatchObject([{ flowLogId: 'fl-1' }]);
});

test('a list of several pages is whole, each flow log once', async () => {
  await using at = await setUp({}, { requestsPerSecond: 1_000 });
  for (let index = 0; index < 107; index++)
    await at.monitor.flowLogs.create({ ...VPC, name: `log-${index}`, resource: { kind: 'vpc', id: `vpc-${index}` } });
  const names = (await at.monitor.flowLogs.list({ trafficPath: 'vpn-gateway' }).toArray()).map(({ name }) => name);
  expect(names).toEqual(Array.from({ length: 107 }, (_, index) => `log-${index}`));
});

test.each([
  ['a 403 of CEN', { code: 'Forbidden', status: 403 }],
  ['a CEN API that does not answer sensibly', { kind: 'html' }],
] as const)('%s hides no VPC flow log: a warning says what is missing', async (_, failure) => {
  await using at = await setUp();
  await at.monitor.flowLogs.create(VPC);
  at.cloud.fail({ action: 'DescribeFlowlogs', ...failure, times: 2 });
  expect((await at.monitor.flowLogs.list().toArray()).map(({ name }) => name)).toEqual(['vpn']);
  expect(at.warnings).toEqual([expect.stringContaining('the flow logs of transit routers could not be listed')]);
  expect(await refusal(at.monitor.flowLogs.list({ trafficPath: 'transit-router' }).toArray())).toMatchObject({
    name: 'VpnMonitorError',
    action: 'DescribeFlowlogs',
  });
});

test('a VPC API that may not be read is a warning; one that fails for another reason an error', async () => {
  await using at = await setUp();
  await at.monitor.flowLogs.create(ROUTER);
  at.cloud.fail({ action: 'DescribeFlowLogs', code: 'Forbidden.RAM', status: 403 });
  expect((await at.monitor.flowLogs.list().toArray()).map(({ name }) => name)).toEqual(['tr']);
  expect(at.warnings).toEqual([expect.stringContaining('the flow logs of VPCs could not be listed')]);
  at.cloud.fail({ action: 'DescribeFlowLogs', status: 503 });
  expect(await refusal(at.monitor.flowLogs.list().toArray())).toMatchObject({ code: 'server', action: 'DescribeFlowLogs' });
  at.cloud.fail({ action: 'DescribeFlowLogs', code: 'Forbidden.RAM', status: 403 });
  at.cloud.fail({ action: 'DescribeFlowlogs', code: 'Forbidden', status: 403 });
  expect(await refusal(at.monitor.flowLogs.list().toArray())).toMatchObject({ code: 'forbidden', action: 'DescribeFlowLogs' });
});

test('a reader that leaves, an abort and a close end a list that hangs', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  cloud.fail({ action: 'DescribeFlowLogs', kind: 'hang', times: 2 });
  const left = monitor.flowLogs.list()[Symbol.asyncIterator]();
  const pending = left.next();
  await expect.poll(() => cloud.calls.length).toBeGreaterThan(0);
  await left.return();
  expect(await pending).toEqual({ done: true, value: undefined });
  const controller = new AbortController();
  cloud.resetCalls();
  const array = refusal(monitor.flowLogs.list({ signal: controller.signal }).toArray());
  await expect.poll(() => cloud.calls.length).toBeGreaterThan(0);
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await array).toBe(reason);
  const open = monitor.flowLogs.list();
  cloud.resetCalls();
  cloud.fail({ action: 'DescribeFlowLogs', kind: 'hang' });
  const closing = refusal(open.toArray());
  await expect.poll(() => cloud.calls.length).toBeGreaterThan(0);
  await monitor.close();
  expect(await closing).toMatchObject({ name: 'AbortError' });
  expect(await refusal(open[Symbol.asyncIterator]().next())).toMatchObject({ code: 'config' });
});

test('a filter that cannot be meant is refused at once', async () => {
  await using at = await setUp();
  const list = (filter: unknown) => () => at.monitor.flowLogs.list(filter as never);
  expect(list({ trafficpath: 'vpn-gateway' })).toThrow(/flowLogs\.list\(\) has no option 'trafficpath'; did you mean trafficPath\?/);
  expect(list({ trafficPath: 'vpnGateway' })).toThrow(
    new RangeError("trafficPath 'vpnGateway' is none of: vpn-gateway, transit-router; did you mean vpn-gateway?"),
  );
  expect(list({ signal: {} })).toThrow(TypeError);
  expect(at.cloud.calls).toEqual([]);
});

const listed = async (
  vpc: unknown,
  cbn: unknown = { TotalCount: '0' },
): Promise<{ readonly flowLogs: FlowLog[]; readonly warnings: readonly string[] }> => {
  const warnings: string[] = [];
  const transport = answering(({ product }) => (product === 'cbn' ? cbn : vpc));
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport,
    clock: { now: () => NOW },
    logger: { warn: (message) => void warnings.push(message) },
    maxRetries: 0,
  });
  return { flowLogs: await monitor.flowLogs.list().toArray(), warnings };
};

test('the answer put together from the models: an empty list of paths means all, and a delivery that fails is said', async () => {
  const { flowLogs, warnings } = await listed(fixture('DescribeFlowLogs-assembled'));
  expect(flowLogs).toEqual([
    {
      kind: 'vpc',
      flowLogId: 'fl-bp1f6qqhsrc2c12ta****',
      trafficPath: 'vpn-gateway',
      name: 'myFlowlog',
      description: 'Description',
      status: 'Active',
      active: true,
      deliveryStatus: 'FAILED',
      deliveryError: 'UnavaliableTarget',
      regionId: 'cn-hangzhou',
      project: 'FlowLogProject',
      logstore: 'FlowLogStore',
      traffic: 'all',
      intervalSeconds: 600,
      resource: { kind: 'network-interface', id: 'eni-askldfas****' },
      createdAt: Date.UTC(2022, 0, 21, 3, 8, 50),
      tags: { FinanceDept: 'FinanceJoshua' },
    },
  ]);
  expect(Object.isFrozen(flowLogs[0])).toBe(true);
  expect(warnings).toEqual([]);
});

test('the id of a creation as the models have it', async () => {
  const transport = answering(() => fixture('CreateFlowLog-assembled'));
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
  expect(await monitor.flowLogs.create(VPC)).toEqual({ flowLogId: 'fl-m5e8vhz2t21sel1nq****' });
});

test('rows of other shapes: numbers as texts, texts as numbers, nothing where lists are expected', async () => {
  const vpc = [
    {
      FlowLogId: 'fl-1',
      AggregationInterval: '5',
      TrafficPath: { TrafficPathList: ['natGateway'] },
      Status: 'Inactive',
      Tags: '',
      CreationTime: 'soon',
    },
    {
      FlowLogId: 'fl-2',
      TrafficPath: 'all',
      FlowLogName: 7,
      Tags: { Tag: null },
      TrafficType: 'Rejected',
      FlowLogDeliverErrorMessage: 'SUCCESS',
      ResourceType: 'Other',
      ResourceId: 'x-1',
      AggregationInterval: '',
    },
    {
      FlowLogId: 'fl-3',
      TrafficPath: ['vpnGateway', null],
      Tags: { Tag: [{ TagKey: 'a', TagValue: 1 }, { Value: 'no key' }, 'x'] },
      CreationTime: '1767225600000',
    },
    { FlowLogName: 'no id' },
    'no row',
  ];
  const cbn = [{ FlowLogId: 'flowlog-1', Interval: '60', Status: 'active' }, null];
  const { flowLogs, warnings } = await listed({ TotalCount: '5', FlowLogs: { FlowLog: vpc } }, { TotalCount: 2, FlowLogs: cbn });
  expect(flowLogs).toEqual([
    { kind: 'vpc', flowLogId: 'fl-1', trafficPaths: ['natGateway'], status: 'Inactive', active: false, intervalSeconds: 300, tags: {} },
    {
      kind: 'vpc',
      flowLogId: 'fl-2',
      trafficPath: 'vpn-gateway',
      trafficPaths: ['all'],
      name: '7',
      active: false,
      traffic: 'Rejected',
      resource: { kind: 'Other', id: 'x-1' },
      tags: {},
    },
    {
      kind: 'vpc',
      flowLogId: 'fl-3',
      trafficPath: 'vpn-gateway',
      trafficPaths: ['vpnGateway'],
      active: false,
      createdAt: 1767225600000,
      tags: { a: '1' },
    },
    {
      kind: 'transit-router',
      flowLogId: 'flowlog-1',
      trafficPath: 'transit-router',
      status: 'active',
      active: true,
      intervalSeconds: 60,
      tags: {},
    },
  ]);
  expect(warnings).toEqual([expect.stringContaining('Rows without an id'), expect.stringContaining('Rows without an id')]);
});

test('a VPC flow log of other paths alone is listed, but not as one of VPN gateways', async () => {
  const rows = [{ FlowLogId: 'fl-1', TrafficPath: { TrafficPathList: ['natGateway'] } }, { FlowLogId: 'fl-2' }];
  const transport = answering(({ product }) => (product === 'cbn' ? { TotalCount: 0 } : { TotalCount: 2, FlowLogs: { FlowLog: rows } }));
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
  expect((await monitor.flowLogs.list().toArray()).map(({ flowLogId }) => flowLogId)).toEqual(['fl-1', 'fl-2']);
  expect((await monitor.flowLogs.list({ trafficPath: 'vpn-gateway' }).toArray()).map(({ flowLogId }) => flowLogId)).toEqual(['fl-2']);
});
