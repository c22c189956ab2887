import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Departure, whole } from '../../src/transport/limits/index.ts';
import { Turns } from '../../src/transport/limits/turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Turns for requests that arrive as they leave. */
class RateLimiter {
  readonly #turns = new Turns();
  readonly #limits;

  constructor(requestsPerSecond: number) {
    this.#limits = [whole(requestsPerSecond, 1_000)];
  }

  async acquire(signal?: AbortSignal): Promise<void> {
    const departure: Departure = await this.#turns.take(this.#limits, { signal });
    departure.arrived();
  }

  slowDown(): void {
    this.#turns.slowDown();
  }
}

const busiestSecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

test('no sliding second holds more than the rate, whenever callers come, and everyone passes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 }),
      async (rate, arrivals) => {
        const limiter = new RateLimiter(rate);
        const granted: number[] = [];
        for (const at of arrivals) setTimeout(() => void limiter.acquire().then(() => granted.push(performance.now())), at);
        await vi.runAllTimersAsync();
        expect(granted).toHaveLength(arrivals.length);
        expect(busiestSecond(granted)).toBeLessThanOrEqual(rate);
        expect(vi.getTimerCount()).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});

test("a full second's worth passes at once and the rest a second later, in order", async () => {
  const limiter = new RateLimiter(3);
  const order: number[] = [];
  for (let caller = 0; caller < 7; caller += 1) void limiter.acquire().then(() => order.push(caller));
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([0, 1, 2]);
  await vi.advanceTimersByTimeAsync(1_002);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  await vi.runAllTimersAsync();
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('below one a second, callers are spaced out', async () => {
  const limiter = new RateLimiter(0.5);
  const granted: number[] = [];
  for (let caller = 0; caller < 3; caller += 1) void limiter.acquire().then(() => granted.push(performance.now()));
  await vi.runAllTimersAsync();
  expect(granted[1]! - granted[0]!).toBeGreaterThanOrEqual(2_000);
  expect(granted[2]! - granted[1]!).toBeGreaterThanOrEqual(2_000);
});

test('a caller that gives up frees its place and leaves neither timer nor listener', async () => {
  const limiter = new RateLimiter(1);
  await limiter.acquire();
  const controller = new AbortController();
  const reason = new Error('gave up');
  const given = limiter.acquire(controller.signal);
  const next = limiter.acquire();
  controller.abort(reason);
  await expect(given).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1_002);
  await expect(next).resolves.toBeUndefined();
  const alone = new AbortController();
  const last = limiter.acquire(alone.signal);
  expect(vi.getTimerCount()).toBe(1);
  alone.abort(reason);
  await expect(last).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});

test('a granted caller leaves no listener', async () => {
  const { signal } = new AbortController();
  await new RateLimiter(1).acquire(signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('after slowing down the rate halves once a second at most and climbs back', async () => {
  const limiter = new RateLimiter(10);
  limiter.slowDown();
  limiter.slowDown();
  const granted: number[] = [];
  const start = performance.now();
  for (let caller = 0; caller < 200; caller += 1) void limiter.acquire().then(() => granted.push(performance.now() - start));
  await vi.runAllTimersAsync();
  expect(granted.filter((at) => at < 1_000)).toHaveLength(5);
  expect(granted.filter((at) => at >= 10_500 && at < 11_500)).toHaveLength(10);
  expect(busiestSecond(granted)).toBe(10);
});

test('who misses a turn gives it back, and goes before those who wait', async () => {
  const turns = new Turns();
  const limits = [whole(2, 1_000)];
  const order: string[] = [];
  const [missed] = [await turns.take(limits), await turns.take(limits)];
  void turns.take(limits).then(() => order.push('waiting'));
  missed.missed();
  void turns.take(limits, { isAhead: true }).then(() => order.push('ahead'));
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(['ahead']);
  expect(turns.isIdle(0)).toBe(false);
  await vi.runAllTimersAsync();
  expect(order).toEqual(['ahead', 'waiting']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a place ahead of those who wait is given up as its signal aborts', async () => {
  const turns = new Turns();
  const limits = [whole(1, 1_000)];
  await turns.take(limits);
  const controller = new AbortController();
  const ahead = turns.take(limits, { isAhead: true, signal: controller.signal });
  controller.abort('enough');
  await expect(ahead).rejects.toBe('enough');
  expect(vi.getTimerCount()).toBe(0);
});
