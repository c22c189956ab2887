import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pause } from '../../src/internal/abort.ts';
import { type Ahead, inOrder } from '../../src/internal/in-order.ts';

const never = new AbortController().signal;
const ahead: Ahead = { jobs: 4, itemsPerJob: 2 };

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test('items come in the order of the jobs, whatever order the jobs end in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(2), { maxLength: 5 }), { maxLength: 12 }),
      fc.record({ jobs: fc.integer({ min: 1, max: 5 }), itemsPerJob: fc.integer({ min: 1, max: 3 }) }),
      async (jobs, limits) => {
        const run = async function* (delays: readonly number[]): AsyncGenerator<number> {
          for (const [index, ms] of delays.entries()) {
            if (ms > 0) await pause(ms);
            yield index;
          }
        };
        const seen = (await collect(inOrder(jobs, run, limits, never))).map(({ job, item }) => [job, item]);
        expect(seen).toEqual(jobs.flatMap((job) => job.map((_, index) => [job, index])));
      },
    ),
    { numRuns: 60 },
  );
});

test('jobs run side by side, no more than allowed, and hold no more items than allowed', async () => {
  let running = 0;
  let most = 0;
  let produced = 0;
  let consumed = 0;
  let heldMost = 0;
  const run = async function* (): AsyncGenerator<number> {
    most = Math.max(most, ++running);
    for (let index = 0; index < 20; index++) {
      await pause(0);
      produced++;
      heldMost = Math.max(heldMost, produced - consumed);
      yield index;
    }
    running--;
  };
  for await (const _ of inOrder([1, 2, 3, 4, 5, 6, 7, 8], run, ahead, never)) {
    consumed++;
    await pause(0);
  }
  expect(consumed).toBe(160);
  expect(most).toBe(4);
  expect(heldMost).toBeLessThanOrEqual(4 * 2 + 1);
});

test('a failure surfaces after the items before it', async () => {
  const run = async function* (job: number): AsyncGenerator<number> {
    await pause(job === 2 ? 0 : 5);
    yield job;
    if (job === 2) throw new Error('second');
    yield job * 10;
  };
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const { item } of inOrder([1, 2, 3], run, ahead, never)) seen.push(item);
  };
  await expect(read()).rejects.toThrow('second');
  expect(seen).toEqual([1, 10, 2]);
});

test('leaving the loop aborts what is under way and starts nothing more', async () => {
  const aborted: number[] = [];
  const begun: number[] = [];
  const run = async function* (job: number, signal: AbortSignal): AsyncGenerator<number> {
    begun.push(job);
    if (job > 1)
      await pause(60_000, signal).catch((error: unknown) => {
        aborted.push(job);
        throw error;
      });
    yield job;
  };
  for await (const _ of inOrder([1, 2, 3, 4, 5, 6], run, ahead, never)) break;
  await sleep(5);
  expect(begun).toEqual([1, 2]);
  expect(aborted).toEqual([2]);
});

test('an abort reaches the consumer with its reason and leaves no listener', async () => {
  const controller = new AbortController();
  const run = async function* (_: number, signal: AbortSignal): AsyncGenerator<number> {
    await pause(60_000, signal);
    yield 1;
  };
  const pending = collect(inOrder([1, 2], run, ahead, controller.signal));
  setTimeout(() => {
    controller.abort('enough');
  }, 5);
  await expect(pending).rejects.toBe('enough');
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});
