import { type ApiRequest, AttachmentTunnelMetric, METRICS, TunnelMetric, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { catalogDescriptions } from '../../src/metadata/metric-description.ts';
import { FilterMemory } from '../../src/metrics/filter-memory.ts';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const BAD_KEY = { Code: '400', Success: false, Message: 'parse param dimensions error' };
type Row = Readonly<Record<string, string | number>>;

/** A service with its own idea of dimensions: rows, and which filters it accepts. */
function service(
  rows: readonly Row[],
  accepts: (entries: readonly Row[]) => 'filter' | 'reject' | 'ignore' = () => 'filter',
  dimensions = 'userId,instanceId,tunnelId',
) {
  const answer = ({ params }: ApiRequest): object => {
    const entries = JSON.parse((params['Dimensions'] as string | undefined) ?? '[]') as Row[];
    const verdict = entries.length === 0 ? 'ignore' : accepts(entries);
    if (verdict === 'reject') return BAD_KEY;
    return metricAnswer(
      rows.filter((row) => verdict === 'ignore' || entries.some((entry) => Object.entries(entry).every(([key, id]) => row[key] === id))),
    );
  };
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(['tun.state', dimensions, 'Average'], ['vpn_connection_tun.state', dimensions, 'Average']),
    DescribeMetricList: Array.from({ length: 50 }, () => answer),
    DescribeMetricLast: Array.from({ length: 50 }, () => answer),
  });
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: { now: () => NOW }, maxRetries: 0 });
  const filters = (): unknown[] =>
    transport.requests.filter((request) => request.action.startsWith('DescribeMetricL')).map((request) => request.params['Dimensions']);
  return { monitor, filters };
}
const row = (tunnelId: string, Average: number, more: Row = {}): Row => ({
  timestamp: NOW - 60_000,
  userId: '1',
  instanceId: 'vpn-1',
  tunnelId,
  Average,
  ...more,
});
const tunnelOf = (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(TunnelMetric.State);

test('a refused filter is widened step by step, and the first level that works is kept', async () => {
  const { monitor, filters } = service([row('tun-1', 1), row('tun-2', 0)], (entries) => ('tunnelId' in entries[0]! ? 'reject' : 'filter'));
  expect(await tunnelOf(monitor).toArray({ limit: 9 })).toMatchObject([{ value: 1, resource: { tunnelId: 'tun-1' } }]);
  expect(await tunnelOf(monitor).latest()).toMatchObject([{ value: 1 }]);
  expect(filters()).toEqual([
    '[{"instanceId":"vpn-1","tunnelId":"tun-1"}]',
    '[{"tunnelId":"tun-1"}]',
    '[{"instanceId":"vpn-1"}]',
    '[{"instanceId":"vpn-1"}]',
  ]);
});

test('when every filter is refused the first refusal is thrown', async () => {
  const { monitor } = service([], () => 'reject');
  const transport = new ScriptedTransport({ DescribeMetricLast: Array.from({ length: 9 }, () => BAD_KEY) });
  const own = new VpnMonitor({ regionId: 'cn-hangzhou', transport, metadata: 'catalog', maxRetries: 0 });
  await expect(tunnelOf(own).latest()).rejects.toMatchObject({ code: 'invalid-request', vendorCode: '400' });
  expect(transport.requests.length).toBeLessThanOrEqual(4);
  await monitor.close();
});

test('a filter that the service ignores yields the wanted tunnel alone', async () => {
  const { monitor, filters } = service([row('tun-1', 1), row('tun-2', 0)], () => 'ignore');
  expect(await tunnelOf(monitor).toArray({ limit: 9 })).toMatchObject([{ value: 1, resource: { tunnelId: 'tun-1' } }]);
  expect(await tunnelOf(monitor).latest()).toMatchObject([{ value: 1 }]);
  expect(new Set(filters())).toEqual(new Set(['[{"instanceId":"vpn-1","tunnelId":"tun-1"}]']));
});

test('an instanceId that holds the connection where the gateway was guessed is found out', async () => {
  const rows = [row('tun-1', 1, { instanceId: 'vco-1' }), row('tun-2', 0, { instanceId: 'vco-1' })];
  const { monitor, filters } = service(rows);
  expect(await tunnelOf(monitor).toArray({ limit: 9 })).toMatchObject([
    { value: 1, resource: { gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: 'tun-1' } },
  ]);
  const before = filters().length;
  expect(await tunnelOf(monitor).latest()).toMatchObject([{ value: 1 }]);
  expect(filters().slice(before)).toEqual(['[{"tunnelId":"tun-1"}]']);
});

test('an attachment whose instanceId holds the tunnel is found account-wide', async () => {
  const { monitor } = service([{ timestamp: NOW - 60_000, userId: '1', instanceId: 'tun-1', Average: 0 }], undefined, 'userId,instanceId');
  const tunnel = monitor.attachment('vco-1').tunnel('tun-1').metric(AttachmentTunnelMetric.State);
  expect(await tunnel.latest()).toMatchObject([{ state: 'down', resource: { connectionId: 'vco-1', tunnelId: 'tun-1' } }]);
});

test('a resource without data is not searched for again and again', async () => {
  const { monitor, filters } = service([]);
  for (let poll = 0; poll < 5; poll++) expect(await tunnelOf(monitor).latest()).toEqual([]);
  expect(filters().length).toBeLessThanOrEqual(5 + 3);
});

test('keys that are documented are not doubted when there is no data', async () => {
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(['ipsec_rx.rate', 'userId,instanceId,ipsecId', 'Value']),
    DescribeMetricList: metricAnswer([]),
  });
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
  expect(await monitor.gateway('vpn-1').connection('vco-1').metric('ipsec_rx.rate').toArray({ limit: 1 })).toEqual([]);
  expect(transport.sent('DescribeMetricList')).toHaveLength(1);
});

const KEYS = '[{"instanceId":"vpn-1","tunnelId":"tun-1"}]';

/** A service that filters as it should, but refuses as it is told. */
function refusing(refusalOf: (call: number, entries: readonly Row[]) => object | undefined, options: Partial<VpnMonitorOptions> = {}) {
  let calls = 0;
  const answer = ({ params }: ApiRequest): object => {
    const entries = JSON.parse((params['Dimensions'] as string | undefined) ?? '[]') as Row[];
    return refusalOf(++calls, entries) ?? metricAnswer([row('tun-1', 1)]);
  };
  const transport = new ScriptedTransport({ DescribeMetricLast: Array.from({ length: 50 }, () => answer) });
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport,
    metadata: 'catalog',
    clock: { now: () => NOW },
    maxRetries: 0,
    ...options,
  });
  const asked = async (): Promise<unknown[]> => {
    const before = transport.requests.length;
    await tunnelOf(monitor)
      .latest()
      .catch(() => undefined);
    return transport.requests.slice(before).map(({ params }) => params['Dimensions']);
  };
  return { monitor, asked };
}
const INVALID = { Code: 'InvalidParameter', Success: false, Message: 'Something is wrong.' };

test.each([0, 4])('a service that is busy for four calls widens no filter, with %i retries', async (maxRetries) => {
  const { asked } = refusing((call) => (call <= 4 ? { Code: 'ServiceBusy', Success: false, Message: 'The service is busy.' } : undefined), {
    maxRetries,
  });
  const all: unknown[] = [];
  for (let poll = 0; poll < 6; poll++) all.push(...(await asked()));
  expect(new Set(all)).toEqual(new Set([KEYS]));
  expect(await asked()).toEqual([KEYS]);
});

test('a refusal that does not speak of the dimensions is got round, and widens the filter where it comes again', async () => {
  const passing = refusing((call) => (call === 1 ? INVALID : undefined));
  expect(await passing.asked()).toEqual([KEYS, '[{"tunnelId":"tun-1"}]']);
  expect(await passing.asked()).toEqual([KEYS]);
  const lasting = refusing((_call, entries) => (Object.keys(entries[0] ?? {}).length > 1 ? INVALID : undefined));
  expect(await lasting.asked()).toEqual([KEYS, '[{"tunnelId":"tun-1"}]']);
  expect(await lasting.asked()).toEqual([KEYS, '[{"tunnelId":"tun-1"}]']);
  expect(await lasting.asked()).toEqual(['[{"tunnelId":"tun-1"}]']);
});

test('what has once worked is not unlearned by one refusal, whatever it says, nor by two that lie apart', async () => {
  const { asked } = refusing((call) => (call === 2 || call === 5 ? BAD_KEY : undefined));
  expect(await asked()).toEqual([KEYS]);
  expect(await asked()).toEqual([KEYS, '[{"tunnelId":"tun-1"}]']);
  expect(await asked()).toEqual([KEYS]);
  expect(await asked()).toEqual([KEYS, '[{"tunnelId":"tun-1"}]']);
  expect(await asked()).toEqual([KEYS]);
});

test('refusals of requests that ran side by side are one', () => {
  const memory = new FilterMemory();
  const description = catalogDescriptions(METRICS.find(({ name }) => name === TunnelMetric.State)!);
  const before = memory.refusals(description);
  const evidence = { speaksOfDimensions: false, before };
  expect([1, 2, 3].map(() => memory.refused(description, 'identity', evidence))).toEqual([false, false, false]);
  expect(memory.level(description)).toBe('full');
  expect(memory.refused(description, 'identity', { ...evidence, before: memory.refusals(description) })).toBe(true);
  expect(memory.level(description)).toBe('identity');
});
