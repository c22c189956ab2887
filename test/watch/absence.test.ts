import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Transition } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { subjectOf } from './support/course.ts';
import { MemoryStore, MINUTE } from './support/watched.ts';
import { dualTunnels, HOUR, watching } from './support/watching.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** What is to be caught up with; 3 days of 100 connections are four times as many datapoints as are held at once. */
const DAYS = Number(process.env['ABSENCE_DAYS'] ?? 1);
const CONNECTIONS = Number(process.env['ABSENCE_CONNECTIONS'] ?? 12);
const MOST_HEAP = 48 * 2 ** 20;

/** Every few hours a tunnel is lost, in the end a connection for minutes. */
function troubles(cloud: Simulator): void {
  for (let hour = 2; hour < DAYS * 24 - 2; hour += 3) {
    const at = cloud.now() + hour * HOUR;
    cloud
      .tunnel(`tun-${(hour % CONNECTIONS) + 1}${hour % 2 === 0 ? 'a' : 'b'}`)
      .down({ at: at + 20_000 })
      .up({ at: at + (hour % 5) * MINUTE + 70_000 });
  }
  cloud
    .connection('vco-1')
    .down({ at: cloud.now() + (DAYS * 24 - 1) * HOUR })
    .up({ at: cloud.now() + (DAYS * 24 - 0.9) * HOUR });
}

async function absent(isStored: boolean): Promise<{ readonly told: string[]; readonly heap: number }> {
  const cloud = dualTunnels(CONNECTIONS);
  const store = new MemoryStore();
  let [calls, heap] = [0, 0];
  const measure = (): void => {
    if (++calls % 40 !== 0) return;
    gc();
    heap = Math.max(heap, process.memoryUsage().heapUsed);
  };
  const begin = () => watching(cloud, { ...(isStored && { store }), rewriting: { refuse: measure } });
  let running = begin();
  await running.rounds(3);
  if (isStored) {
    await running.watch.stop();
    running = begin();
  }
  troubles(cloud);
  cloud.advance(DAYS * 24 * HOUR);
  gc();
  const before = process.memoryUsage().heapUsed;
  heap = 0;
  await running.rounds(1);
  heap -= before;
  await running.rounds(3);
  expect(running.errors).toEqual([]);
  return { told: running.transitions.map(line).sort(), heap };
}

const line = (transition: Transition): string =>
  `${new Date(transition.at).toISOString()} ${transition.type} ${subjectOf(transition)}${transition.late ? ' late' : ''}`;

test(`a watch that was not asked for ${DAYS} days tells what one does that goes on from a store, in as little memory`, async () => {
  const [kept, awake] = [await absent(true), await absent(false)];
  expect(kept.told.length).toBeGreaterThan(DAYS * 14);
  expect(awake.told).toEqual(kept.told);
  expect(kept.heap).toBeLessThan(MOST_HEAP);
  expect(awake.heap).toBeLessThan(MOST_HEAP);
}, 120_000);
