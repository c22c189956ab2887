import type { AlertHistoryOptions } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import sample from '../fixtures/alerts/DescribeAlertLogList.json' with { type: 'json' };
import assembled from '../fixtures/alerts/DescribeAlertLogList-assembled.json' with { type: 'json' };
import { bed, NOW } from './support.ts';

const DAY = 86_400_000;

async function read(rows: readonly (object | null)[], options: AlertHistoryOptions = { last: '365d' }) {
  const one = bed();
  one.service.intercept = ({ action }) => (action === 'DescribeAlertLogList' ? { AlertLogList: rows, PageSize: 100 } : undefined);
  return { entries: await one.monitor.alerts.history(options).toArray(), log: one.log };
}

test('windows of at most fifteen days, in milliseconds, up to a year', async () => {
  const { monitor, service } = bed();
  await monitor.alerts.history({ last: '40d' }).toArray();
  const sent = service.sent('DescribeAlertLogList');
  expect(sent).toHaveLength(3);
  expect(sent[0]).toEqual({
    Namespace: 'acs_vpn',
    StartTime: String(NOW - 40 * DAY),
    EndTime: String(NOW - 25 * DAY),
    PageNumber: '1',
    PageSize: '100',
  });
  expect(sent.every((one) => Number(one['EndTime']) - Number(one['StartTime']) <= 15 * DAY)).toBe(true);
  expect(Number(sent[2]?.['EndTime'])).toBe(NOW + 1);
  await monitor.alerts.history({ last: '365d' }).toArray();
  expect(service.sent('DescribeAlertLogList').slice(3)).toHaveLength(25);
  await monitor.alerts.history().toArray();
  expect(service.sent('DescribeAlertLogList').at(-1)).toMatchObject({ StartTime: String(NOW - DAY) });
});

test('one rule is asked for, several are chosen here', async () => {
  const { monitor, service } = bed();
  service.logs = ['a', 'b', 'c'].map((RuleId, index) => ({ LogId: RuleId, RuleId, AlertTime: String(NOW - 1000 - index) }));
  const ids = async (options: AlertHistoryOptions) => (await monitor.alerts.history(options).toArray()).map(({ id }) => id);
  expect(await ids({ ruleIds: ['b'] })).toEqual(['b']);
  expect(service.sent('DescribeAlertLogList')[0]).toMatchObject({ RuleId: 'b' });
  expect(await ids({ ruleIds: ['c', 'a'] })).toEqual(['c', 'a']);
  expect(service.sent('DescribeAlertLogList')[1]).not.toHaveProperty('RuleId');
  expect(await ids({ from: NOW - 1001, to: NOW - 1000 })).toEqual(['a']);
  const before = service.requests.length;
  expect(await ids({ ruleIds: [] })).toEqual([]);
  expect(service.requests).toHaveLength(before);
});

test('each entry comes once, ascending, whatever its time and however many there are at once', async () => {
  const times = fc.array(
    fc.oneof(
      fc.integer({ min: NOW - 60 * DAY, max: NOW }),
      fc.constantFrom(...[1, 2, 3].map((index) => NOW - 46 * DAY + index * (15 * DAY - 1))),
    ),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(times, fc.constantFrom(10, 20, 100), async (at, mostRows) => {
      const { monitor, service } = bed({ mostRows });
      service.logs = at.map((AlertTime, index) => ({ LogId: `log ${index}`, AlertTime: index % 2 ? AlertTime : String(AlertTime) }));
      const entries = await monitor.alerts.history({ last: '46d' }).toArray();
      expect(entries.map((one) => one.at)).toEqual(at.filter((one) => one > NOW - 46 * DAY).sort((a, b) => a - b));
      expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    }),
    { numRuns: 60 },
  );
});

test('the documented samples are read without contacts and addresses', async () => {
  const { entries } = await read(
    [...sample.AlertLogList, ...assembled.AlertLogList].map((row) => ({
      ...row,
      Namespace: 'acs_vpn',
      AlertTime: Number(row.AlertTime) + (NOW - 1_610_100_000_000),
    })),
  );
  expect(entries).toEqual([
    {
      id: '7510****::e8a472a0-46ae-4ac0-84b1-e46be368****',
      at: NOW - 56_223_379,
      state: 'alert',
      ruleId: 'd582b9e9-b1c1-4f17-9279-0fe7333a****_ResponseTime',
      ruleName: 'CPU utilization',
      metric: 'cpu_total',
      level: 'P4',
      previousLevel: 'P4',
      notified: 'sent',
      expression: '$Average<90',
      times: 1,
      resource: { name: 'portalHost' },
      dimensions: { instanceId: 'i-m5e1qg6uo38rztr4****' },
    },
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      at: NOW - 14_478_436,
      state: 'ok',
      ruleId: 'd582b9e9-b1c1-4f17-9279-0f****_ResponseTime',
      ruleName: 'CPU utilization',
      metric: 'cpu_total',
      level: 'OK',
      previousLevel: 'P4',
      notified: 'sent',
      expression: '$Average>=800',
      times: 1,
      resource: { name: 'portalHost' },
      dimensions: { userId: '127067667954****', instanceId: 'i-abcdefgh12****' },
    },
  ]);
});

test.each([
  [
    'dimensions as an object',
    { Dimensions: { instanceId: 'vpn-1', tunnelId: 'tun-1' } },
    { resource: { gatewayId: 'vpn-1', tunnelId: 'tun-1' }, dimensions: { instanceId: 'vpn-1', tunnelId: 'tun-1' } },
  ],
  ['a resource by its id alone', { InstanceId: 'vco-1' }, { resource: { connectionId: 'vco-1' } }],
  ['a level that changed only', { LevelChange: 'P2->OK' }, { state: 'ok', level: 'OK', previousLevel: 'P2' }],
  ['a status of its own', { SendStatus: 9 }, { notified: '9' }],
  ['nulls', { RuleId: null, MetricName: null, Escalation: null, Dimensions: null, Level: null, SendStatus: null }, {}],
  [
    'a silence',
    { SendStatus: '2', Level: 'P3', MetricName: 'tun.state' },
    { notified: 'silenced', state: 'alert', level: 'P3', metric: 'tun.state' },
  ],
])('%s', async (_, fields, expected) => {
  const { entries } = await read([{ AlertTime: NOW - 5, LogId: 'l', ...fields }]);
  expect(entries).toEqual([{ id: 'l', at: NOW - 5, resource: {}, dimensions: {}, ...expected }]);
});

test('rows without an id come once by their content, rows without a time are counted, other products are left out', async () => {
  const row = { AlertTime: NOW - 5, RuleId: 'r' };
  const { entries, log } = await read(
    [
      row,
      { ...row, ContactGroups: ['other'] },
      { ...row, Level: 'OK' },
      { RuleId: 'r' },
      null,
      { ...row, LogId: 'x', Namespace: 'acs_ecs_dashboard' },
    ],
    { last: '1d' },
  );
  expect(entries.map(({ state }) => state)).toEqual([undefined, 'ok']);
  expect(log.filter((line) => line.includes('no time were left out { count: 2 }'))).toHaveLength(1);
});

test('a service that ignores the window and the page is no endless reading', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ AlertTime: NOW - index * DAY, LogId: `l${index}` }));
  const { entries } = await read(rows, { last: '60d' });
  expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, index) => `l${59 - index}`));
});

test('an abort and a reader that leaves end it at once', async () => {
  const { monitor, service } = bed();
  service.logs = Array.from({ length: 300 }, (_, index) => ({ LogId: `l${index}`, AlertTime: NOW - index * 3_600_000 * 24 }));
  for await (const entry of monitor.alerts.history({ last: '300d' })) {
    expect(entry.at).toBeGreaterThan(NOW - 300 * DAY);
    break;
  }
  expect(service.sent('DescribeAlertLogList')).toHaveLength(1);
  const controller = new AbortController();
  const reading = monitor.alerts.history({ last: '300d', signal: controller.signal }).toArray();
  controller.abort(new Error('mine'));
  await expect(reading).rejects.toThrow('mine');
});

test('a range of null is refused', () => {
  expect(() => bed().monitor.alerts.history({ last: null as never })).toThrow(TypeError);
});
