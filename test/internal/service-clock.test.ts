import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { safeLogger } from '../../src/internal/logger.ts';
import { dateHeader, ServiceClock, TOLERATED_MS } from '../../src/internal/service-clock.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0, 250);
const SECOND = 1_000;
const HOUR = 3_600_000;

/** Real time that passes as it is told, a local clock that is off by `offset`, and a service whose clock is right. */
function world(offset = 0) {
  const log = { warn: vi.fn(), debug: vi.fn() };
  const time = { real: 0, offset };
  const clock = new ServiceClock({ now: () => NOW + Math.trunc(time.real) + time.offset }, safeLogger(log), () => time.real);
  const service = (): number => NOW + time.real;
  /** A call that takes so long there and back; `during` happens while the answer is on its way. Gives when the answer says it was asked. */
  const call = (
    thereMs = 0,
    backMs = 0,
    date: (at: number) => unknown = (at) => new Date(at).toUTCString(),
    during?: () => void,
  ): number => {
    const asked = clock.ask();
    time.real += thereMs;
    const header = date(service());
    during?.();
    time.real += backMs;
    return clock.answered(asked, header);
  };
  const error = (): number => clock.now() - service();
  return { clock, time, log, call, error, service };
}

test.each([
  ['Sun, 01 Mar 2026 12:00:00 GMT', Date.UTC(2026, 2, 1, 12)],
  ['Sun, 06 Nov 1994 08:49:37 GMT', undefined],
  ['Sun, 01 Mar 2226 12:00:00 GMT', undefined],
  ['Sun, 99 Mar 2026 12:00:00 GMT', undefined],
  ['2026-03-01T12:00:00Z', undefined],
  ['1', undefined],
  ['', undefined],
  [undefined, undefined],
  [Date.UTC(2026, 2, 1, 12), undefined],
])('the Date header %o says %o', (header, expected) => {
  expect(dateHeader(header)).toBe(expected);
});

test.each([
  ['ahead', HOUR],
  ['ahead', 10 * 60 * SECOND],
  ['behind', -HOUR],
  ['behind', -5 * SECOND],
])('a clock that is %s by %i ms is right from the first answer on, with one warning that says what to do', (direction, offset) => {
  const { call, error, log, clock } = world(offset);
  for (let i = 0; i < 20; i++) call(20, 20);
  expect(Math.abs(error())).toBeLessThan(SECOND);
  expect(log.warn).toHaveBeenCalledOnce();
  expect(log.warn).toHaveBeenCalledWith(
    expect.stringMatching(
      new RegExp(
        `^alicloud-vpn-monitor: the clock is about ${Math.round(Math.abs(offset) / SECOND)} s ${direction} .*set the time of this machine`,
      ),
    ),
    {
      correctionMs: expect.closeTo(-offset, -4) as number,
    },
  );
  expect(clock.correctionMs).not.toBe(0);
});

test.each(['no date', '', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', 42, undefined, null])(
  'the header %o changes nothing',
  (header) => {
    const { clock, call, log } = world(HOUR);
    call(0, 0, () => header);
    expect(clock.correctionMs).toBe(0);
    expect(log.warn).not.toHaveBeenCalled();
  },
);

test('it follows jumps in both directions with the next answer, and ends when the local clock is right again', () => {
  const { call, error, time, clock, log } = world(0);
  call(10, 10);
  expect(clock.correctionMs).toBe(0);
  for (const offset of [HOUR, -HOUR, 6 * SECOND, -6 * SECOND, 24 * HOUR]) {
    time.offset = offset;
    call(10, 10);
    expect(Math.abs(error())).toBeLessThan(2 * SECOND);
  }
  time.offset = 0;
  call(10, 10);
  expect(clock.correctionMs).toBe(0);
  expect(log.warn).toHaveBeenCalledOnce();
  expect(log.debug).toHaveBeenLastCalledWith(expect.stringContaining('agrees'), { correctionMs: 0 });
  time.offset = HOUR;
  call(10, 10);
  expect(log.warn).toHaveBeenCalledTimes(2);
});

test('a slow answer takes nothing back that quick ones have shown', () => {
  const { call, clock } = world(8 * SECOND);
  call(5, 5);
  const known = clock.correctionMs;
  call(8 * SECOND, 8 * SECOND);
  expect(clock.correctionMs).toBe(known);
});

test.each([
  ['forward', HOUR],
  ['back', -HOUR],
])('a clock that is set %s during a call teaches no nonsense, and the call is dated rightly', (_, jump) => {
  const { call, error, time, service, log } = world(0);
  call(10, 10);
  const asked = service();
  const told = call(10, 10, undefined, () => (time.offset += jump));
  expect(Math.abs(told - asked)).toBeLessThan(1.5 * SECOND);
  call(10, 10);
  expect(Math.abs(error())).toBeLessThan(SECOND);
  expect(log.warn).toHaveBeenCalledOnce();
});

test.each([HOUR, -HOUR, 10 * 60 * SECOND, 0, SECOND])(
  'the answer that first shows a clock %i ms off is itself dated by the service',
  (offset) => {
    const { call, service } = world(offset);
    const asked = service();
    const told = call(300, 700);
    expect(Math.abs(told - asked - (Math.abs(offset) <= TOLERATED_MS ? offset : 0))).toBeLessThanOrEqual(SECOND);
  },
);

test('a question that was on its way when another answer showed a jump is dated rightly too', () => {
  for (const jump of [HOUR, -HOUR]) {
    const { clock, time, call, service } = world(0);
    call();
    const asked = { at: service(), token: clock.ask() };
    time.real += 100;
    time.offset += jump;
    call(10, 10);
    time.real += 100;
    expect(Math.abs(clock.answered(asked.token, new Date(service()).toUTCString()) - asked.at)).toBeLessThan(1.5 * SECOND);
  }
});

test('time of a simulated account that is moved on during a call is no jump', () => {
  let now = NOW;
  const clock = new ServiceClock({ now: () => now }, safeLogger());
  for (const early of [true, false]) {
    const asked = clock.ask();
    const at = now;
    const date = new Date(early ? now : now + HOUR).toUTCString();
    now += HOUR;
    expect(clock.answered(asked, date)).toBe(at);
    expect(clock.correctionMs).toBe(0);
  }
});

const latency = fc.integer({ min: 0, max: 3_000 });
const offset = fc.oneof(fc.integer({ min: -4 * HOUR, max: 4 * HOUR }), fc.integer({ min: -6_000, max: 6_000 }));

test('within a few seconds nothing is ever corrected', () => {
  const drift = fc.integer({ min: -TOLERATED_MS, max: TOLERATED_MS });
  const calls = fc.array(fc.record({ there: latency, back: latency, idle: fc.integer({ min: 0, max: 100_000 }), offset: drift }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(calls, (all) => {
      const { clock, call, time, log } = world(0);
      for (const one of all) {
        time.real += one.idle;
        time.offset = one.offset;
        call(one.there, one.back);
        expect(clock.correctionMs).toBe(0);
      }
      expect(log.warn).not.toHaveBeenCalled();
    }),
    { numRuns: 2_000 },
  );
});

test('whatever jumps between calls, after each answer the error is no more than the header and the call allow, or than is tolerated', () => {
  const calls = fc.array(
    fc.record({ there: latency, back: latency, idle: fc.integer({ min: 0, max: 100_000 }), jump: fc.option(offset) }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(offset, calls, (first, all) => {
      const { clock, call, time, error, service } = world(first);
      for (const { there, back, idle, jump } of all) {
        time.real += idle;
        if (jump !== null) time.offset = jump;
        const asked = service();
        const told = call(there, back);
        const allowed = SECOND + there + back + 1;
        expect(Math.abs(error())).toBeLessThanOrEqual(allowed + (clock.correctionMs === 0 ? TOLERATED_MS : 0));
        // Never of a time when the answer was in already, beyond what the clock may err by.
        expect(told - asked).toBeLessThanOrEqual(allowed + (clock.correctionMs === 0 ? TOLERATED_MS : 0));
        expect(asked - told).toBeLessThanOrEqual(allowed + (clock.correctionMs === 0 ? TOLERATED_MS : 0));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a constant difference is settled by the first answer: later ones make it exact, without another warning', () => {
  const large = fc.integer({ min: 3_500, max: 4 * HOUR }).chain((ms) => fc.constantFrom(ms, -ms));
  const calls = fc.array(
    fc.record({
      there: fc.integer({ min: 0, max: 400 }),
      back: fc.integer({ min: 0, max: 400 }),
      idle: fc.integer({ min: 0, max: 100_000 }),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(large, calls, (off, all) => {
      const { call, time, error, log } = world(off);
      let last = Infinity;
      for (const { there, back, idle } of all) {
        time.real += idle;
        call(there, back);
        expect(Math.abs(error())).toBeLessThanOrEqual(Math.max(last, 1) + 1);
        last = Math.abs(error());
      }
      if (Math.abs(off) > 5_000) expect(log.warn).toHaveBeenCalledOnce();
    }),
    { numRuns: 2_000 },
  );
});

test('who observes it gets what each answer shows of the time, until that is undone', () => {
  const { call, clock } = world(40 * SECOND);
  const seen: unknown[] = [];
  const undo = clock.observe((exchange, service) => seen.push([exchange, service]));
  call(100, 150);
  call(0, 0, () => 'no date');
  undo();
  call();
  expect(seen).toEqual([
    [{ before: NOW + 40 * SECOND, after: NOW + 40 * SECOND + 250, elapsedMs: 250, date: Date.UTC(2026, 2, 1, 12) }, 'cms'],
  ]);
});
