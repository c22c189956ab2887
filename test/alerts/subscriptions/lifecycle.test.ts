import { SystemEvent, type VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, MINIMAL, monitorOn, OK, outcomeOf, QUIET } from './support.ts';

const METHODS: readonly (readonly [string, (monitor: VpnMonitor, signal?: AbortSignal) => Promise<unknown>])[] = [
  ['put', (monitor, signal) => monitor.subscriptions.put(MINIMAL, { signal })],
  ['delete', (monitor, signal) => monitor.subscriptions.delete('a', { signal })],
  ['enable', (monitor, signal) => monitor.subscriptions.enable('a', { signal })],
  ['disable', (monitor, signal) => monitor.subscriptions.disable('a', { signal })],
  ['test', (monitor, signal) => monitor.subscriptions.test(SystemEvent.CertKeyExpired, 'vsc-1', { signal })],
  ['list', (monitor, signal) => monitor.subscriptions.list({ signal }).toArray()],
  ['list, iterated', async (monitor, signal) => await monitor.subscriptions.list({ signal })[Symbol.asyncIterator]().next()],
];
const never = new Promise<never>(() => undefined);
const SILENT = Object.fromEntries([...Object.keys(QUIET), 'DescribeEventRuleList'].map((action) => [action, () => never]));

test.each(METHODS)('%s of a closed monitor is a config error, and sends nothing', async (_, run) => {
  const { monitor, actions } = monitorOn(answering(QUIET));
  await monitor.close();
  expect(await outcomeOf(() => run(monitor))).toMatchObject({
    code: 'config',
    message: expect.stringContaining('this monitor is closed') as string,
  });
  expect(actions()).toEqual([]);
});

test.each(METHODS)('%s ends with its signal, before and while it waits', async (_, run) => {
  const reason = new Error('enough');
  const early = monitorOn(answering(QUIET));
  expect(await outcomeOf(() => run(early.monitor, AbortSignal.abort(reason)))).toBe(reason);
  expect(early.actions()).toEqual([]);
  const { monitor, actions } = monitorOn(answering(SILENT));
  const controller = new AbortController();
  const outcome = outcomeOf(() => run(monitor, controller.signal));
  await expect.poll(actions).toHaveLength(1);
  controller.abort(reason);
  expect(await outcome).toBe(reason);
});

test.each(METHODS)('%s ends when the monitor is closed', async (_, run) => {
  const { monitor, actions } = monitorOn(answering(SILENT));
  const outcome = outcomeOf(() => run(monitor));
  await expect.poll(actions).toHaveLength(1);
  await monitor.close();
  expect(await outcome).toMatchObject({ name: 'AbortError' });
});

test('a put that is aborted after the rule was put rejects with the reason itself', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { monitor, actions } = monitorOn(answering({ ...QUIET, PutEventRuleTargets: () => (controller.abort(reason), never) }));
  expect(await outcomeOf(() => monitor.subscriptions.put(MINIMAL, { signal: controller.signal }))).toBe(reason);
  expect(actions().at(-1)).toBe('PutEventRuleTargets');
});

test('a reader that leaves a list ends what it waits for', async () => {
  const { monitor, actions } = monitorOn(answering(SILENT));
  const reading = monitor.subscriptions.list()[Symbol.asyncIterator]();
  const next = reading.next();
  await expect.poll(actions).toHaveLength(1);
  await reading.return();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('a list is read anew each time', async () => {
  let count = 0;
  const { monitor } = monitorOn(
    answering({
      DescribeEventRuleList: () => ({
        ...OK,
        Total: 1,
        EventRules: { EventRule: [{ Name: `r${++count}`, EventPattern: { Product: 'vpngw' } }] },
      }),
    }),
  );
  const list = monitor.subscriptions.list({ enabled: true });
  expect([(await list.toArray())[0]?.name, (await list.toArray())[0]?.name]).toEqual(['r1', 'r2']);
});
