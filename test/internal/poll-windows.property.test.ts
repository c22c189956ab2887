import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readByServiceTime } from '../../src/internal/by-service-time.ts';
import { safeLogger } from '../../src/internal/logger.ts';
import { type PollReach, pollStart, PollWindows } from '../../src/internal/poll-windows.ts';
import { ServiceClock } from '../../src/internal/service-clock.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Poll {
  readonly idleMs: number;
  /** Where the local clock jumps to before the poll. */
  readonly jump: number | null;
  readonly fails: boolean;
  /** How long the answer takes. */
  readonly latencyMs: number;
}

const offset = fc.oneof(fc.constantFrom(HOUR, -HOUR, 10 * MINUTE, -10 * MINUTE, 0), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }));
const polls: fc.Arbitrary<readonly Poll[]> = fc.array(
  fc.record({
    idleMs: fc.integer({ min: SECOND, max: 5 * MINUTE }),
    jump: fc.option(offset, { freq: 3 }),
    fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    latencyMs: fc.integer({ min: 0, max: 900 }),
  }),
  { minLength: 5, maxLength: 40 },
);

/** Polls a service that has one point each second, by a clock that is off; what was read, and how often the service was asked. */
async function follow(first: number, all: readonly Poll[], reach: Omit<PollReach, 'range' | 'catchUpMs'>) {
  const time = { real: 0, offset: first };
  const service = (): number => NOW + time.real;
  const clock = new ServiceClock({ now: () => service() + time.offset }, safeLogger(), () => time.real);
  const windows = new PollWindows(clock, { ...reach, catchUpMs: 6 * HOUR, range: undefined }, pollStart(clock));
  const read = new Set<number>();
  let asked = 0;
  let lastRead = NOW;
  for (const { idleMs, jump, fails, latencyMs } of all) {
    if (jump !== null) time.offset = jump;
    async function* answers(now: () => number): AsyncGenerator<number[], void, undefined> {
      const window = windows.next(now());
      if (!window) return;
      const question = clock.ask();
      asked++;
      time.real += latencyMs;
      if (fails) throw new Error('reset');
      const points: number[] = [];
      const end = Math.min(window.end, service());
      for (let at = (Math.floor(window.start / SECOND) + 1) * SECOND; at <= end; at += SECOND) points.push(at);
      clock.answered(question, new Date(service()).toUTCString());
      await Promise.resolve();
      yield points;
      windows.reached(window.end, points.at(-1));
    }
    try {
      for await (const points of readByServiceTime(clock, answers)) {
        windows.answered();
        for (const at of points) read.add(at);
        lastRead = service();
      }
    } catch {
      // The next poll asks for it.
    }
    time.real += idleMs;
  }
  return { read: [...read].sort((a, b) => a - b), lastRead, asked };
}

// Neither a lag nor an overlap is for clocks that agree to the millisecond.
const reach = fc.constantFrom(
  { lagMs: 3 * MINUTE, overlapMs: 0 },
  { lagMs: 0, overlapMs: 5 * MINUTE },
  { lagMs: 3 * MINUTE, overlapMs: 5 * MINUTE },
);

test('whatever the local clock does, a stream reads every second once it has begun, up to the lag before its last poll', async () => {
  await fc.assert(
    fc.asyncProperty(offset, polls, reach, async (first, all, { lagMs, overlapMs }) => {
      const { read, lastRead, asked } = await follow(first, all, { lagMs, overlapMs, from: undefined });
      if (read.length === 0) return;
      expect(read.at(-1)! - read[0]!).toBe((read.length - 1) * SECOND);
      // The header is a whole second, an answer takes its time, and a few seconds are tolerated.
      expect(read.at(-1)!).toBeGreaterThanOrEqual(lastRead - lagMs - 6 * SECOND);
      expect(asked).toBeLessThanOrEqual(2 * all.length);
    }),
    { numRuns: 1_000 },
  );
});

test('and from where it was told to begin', async () => {
  await fc.assert(
    fc.asyncProperty(offset, polls, fc.constantFrom(0, 5 * MINUTE), async (first, all, overlapMs) => {
      const from = NOW - 2 * MINUTE;
      const { read } = await follow(first, [...all, { idleMs: 0, jump: null, fails: false, latencyMs: 0 }], {
        lagMs: MINUTE,
        overlapMs,
        from,
      });
      expect(read[0]).toBe(from + SECOND);
      expect(read.at(-1)! - from).toBe(read.length * SECOND);
    }),
    { numRuns: 1_000 },
  );
});

test('without an answer yet, a stream begins where the service’s time says, by the first one that comes', async () => {
  for (const first of [HOUR, -HOUR]) {
    const failed: Poll = { idleMs: MINUTE, jump: null, fails: true, latencyMs: 10 };
    const { read } = await follow(first, [failed, failed, { ...failed, fails: false }], {
      lagMs: MINUTE,
      overlapMs: MINUTE,
      from: undefined,
    });
    expect(Math.abs(read[0]! - (NOW - 2 * MINUTE))).toBeLessThanOrEqual(2 * SECOND);
  }
});
