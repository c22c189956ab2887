import type { Availability, HistoryQuery, Transition } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { rewritten } from '../watch/support/rewritten.ts';
import { account, changed, MINUTE, monitorOf, NOW } from '../watch/support/watched.ts';
import { inconsistencies, pastOf, transitionsOf } from './support.ts';

const START = NOW - 6 * 60 * MINUTE;
const at = (minutes: number): number => START + minutes * MINUTE;

function troubled() {
  const cloud = account();
  cloud
    .tunnel('tun-1')
    .down({ at: at(60) })
    .up({ at: at(80) })
    .down({ at: at(200) });
  cloud
    .connection('vco-single')
    .down({ at: at(150) })
    .up({ at: at(160) });
  return cloud;
}

async function both(history: HistoryQuery): Promise<{ readonly told: Transition[]; readonly availability: Availability }> {
  const told: Transition[] = [];
  const availability = await history.availability({ onTransition: (one) => void told.push(one) });
  return { told, availability };
}

test('availability() tells of each transition, with the calls of one reading', async () => {
  const cloud = troubled();
  await using monitor = monitorOf(cloud);
  const history = pastOf(monitor, START, NOW);
  await history.availability();
  cloud.resetCalls();
  const alone = await history.availability();
  const needed = cloud.calls.map(({ action }) => action).sort();
  const iterated = await transitionsOf(history);
  cloud.resetCalls();
  const { told, availability } = await both(history);
  expect(cloud.calls.map(({ action }) => action).sort()).toEqual(needed);
  expect(told).toEqual(iterated);
  expect(told.length).toBeGreaterThan(8);
  expect(JSON.stringify(availability)).toBe(JSON.stringify(alone));
  expect(inconsistencies(availability)).toEqual([]);
});

test('only those of the range and of what was asked for', async () => {
  const cloud = troubled();
  await using monitor = monitorOf(cloud);
  for (const history of [
    monitor.history(monitor.tunnel('tun-1')).between(at(70), at(200)),
    monitor.history(monitor.connection('vco-single')).between(at(150), at(159)),
  ]) {
    expect((await both(history)).told).toEqual(await transitionsOf(history));
  }
});

test('a clock that is an hour behind makes no transition come twice', async () => {
  const cloud = troubled();
  const told = async (behindMs: number): Promise<string[]> => {
    // Only what is read of the range says the time, so the clock is found wrong while the range is read.
    const transport = changed(rewritten(cloud, {}), ({ action }, answer) =>
      action === 'DescribeMetricList' ? answer : { ...answer, headers: {} },
    );
    await using monitor = monitorOf(cloud, { transport, clock: { now: () => cloud.now() - behindMs } });
    return (await both(monitor.history(monitor.fleet()).last('6h'))).told.map(({ id }) => id);
  };
  expect(await told(60 * MINUTE)).toEqual(await told(0));
});

test('the listener is waited for, and what it throws ends the reading', async () => {
  await using monitor = monitorOf(troubled());
  const history = pastOf(monitor, START, NOW);
  let under = 0;
  let most = 0;
  await history.availability({
    onTransition: async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
    },
  });
  expect({ under, most }).toEqual({ under: 0, most: 1 });
  let calls = 0;
  const full = new Error('the disk is full');
  const fail = (): never => {
    calls++;
    throw full;
  };
  await expect(history.availability({ onTransition: fail })).rejects.toBe(full);
  await expect(history.availability({ onTransition: () => Promise.reject(full) })).rejects.toBe(full);
  expect(calls).toBe(1);
});

test('a signal ends it at once, also while the listener is waited for', async () => {
  await using monitor = monitorOf(troubled());
  const controller = new AbortController();
  let calls = 0;
  const reading = pastOf(monitor, START, NOW)
    .signal(controller.signal)
    .availability({
      onTransition: () => {
        calls++;
        setImmediate(() => {
          controller.abort(new Error('enough'));
        });
        return new Promise(() => undefined);
      },
    });
  await expect(reading).rejects.toThrow('enough');
  expect(calls).toBe(1);
});

test('what is no such option is refused by name', async () => {
  await using monitor = monitorOf(troubled());
  const history = pastOf(monitor, START, NOW);
  await expect(history.availability({ onTransition: 1 as never })).rejects.toThrow(TypeError);
  await expect(history.availability({ ontransition: () => undefined } as never)).rejects.toThrow(/did you mean onTransition/);
});
