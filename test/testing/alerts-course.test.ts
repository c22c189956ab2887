import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlertConditions, type AlertNotice, newCourse, nextStep, type PeriodFinding } from '../../src/testing/alerts/course.ts';
import { dayInterval, isWithin } from '../../src/testing/alerts/day-interval.ts';
import { ALERT_LEVELS, NO_DATA_POLICIES } from '../../src/testing/alerts/model.ts';

const MINUTE = 60_000;
const conditions = (more: Partial<AlertConditions> = {}): AlertConditions => ({
  escalations: [{ level: 'CRITICAL', times: 3 }],
  silenceMs: 10 * MINUTE,
  noData: 'KEEP_LAST_STATE',
  sendsRecovery: true,
  ...more,
});

/** `x` meets the condition, `.` does not, `-` is no datapoint; upper case `X` and `O` are the same outside of the effective interval. */
function walk(periods: string, given: AlertConditions): (readonly [minute: number, to: string, outcome: string])[] {
  const found = Array.from(periods).map((sign, index): PeriodFinding => ({
    at: index * MINUTE,
    met: sign === '-' ? undefined : given.escalations.map(() => /x/i.test(sign)),
    isEffective: !/[XO]/.test(sign),
  }));
  return noticesOf(found, given).map(({ at, to, outcome }) => [at / MINUTE, to, outcome] as const);
}

function noticesOf(findings: readonly PeriodFinding[], given: AlertConditions): AlertNotice[] {
  let course = newCourse(given);
  return findings.flatMap((finding) => {
    const step = nextStep(course, finding, given);
    course = step.course;
    return step.notice ?? [];
  });
}

test('a level takes its times in a row, and one period ends it', () => {
  expect(walk('xx.xx.xxx.x', conditions())).toEqual([
    [8, 'CRITICAL', 'sent'],
    [9, 'OK', 'sent'],
  ]);
  expect(walk('x.x.', conditions({ escalations: [{ level: 'INFO', times: 1 }] }))).toEqual([
    [0, 'INFO', 'sent'],
    [1, 'OK', 'sent'],
    [2, 'INFO', 'sent'],
    [3, 'OK', 'sent'],
  ]);
});

test('the silence time holds back what is repeated, not what is new', () => {
  expect(walk('x'.repeat(26), conditions())).toEqual([
    [2, 'CRITICAL', 'sent'],
    [12, 'CRITICAL', 'sent'],
    [22, 'CRITICAL', 'sent'],
  ]);
  expect(walk('xxx.xxx', conditions())).toEqual([
    [2, 'CRITICAL', 'sent'],
    [3, 'OK', 'sent'],
    [6, 'CRITICAL', 'sent'],
  ]);
});

test('a period without a datapoint', () => {
  expect(walk('xx-x--.', conditions())).toEqual([
    [3, 'CRITICAL', 'sent'],
    [6, 'OK', 'sent'],
  ]);
  expect(walk('xx-xxx-', conditions({ noData: 'OK' }))).toEqual([
    [5, 'CRITICAL', 'sent'],
    [6, 'OK', 'sent'],
  ]);
  expect(walk('..--.', conditions({ noData: 'INSUFFICIENT_DATA' }))).toEqual([
    [2, 'INSUFFICIENT_DATA', 'sent'],
    [4, 'OK', 'sent'],
  ]);
  // No reminder is due of what nothing is known about.
  expect(walk(`xxx${'-'.repeat(30)}`, conditions())).toEqual([[2, 'CRITICAL', 'sent']]);
});

test('outside of the effective interval notices are held back, and made up for while the alert lasts', () => {
  expect(walk('XXXXxx', conditions())).toEqual([
    [2, 'CRITICAL', 'not-effective'],
    [4, 'CRITICAL', 'sent'],
  ]);
  expect(walk('XXXO..', conditions())).toEqual([[2, 'CRITICAL', 'not-effective']]);
  expect(walk('xxxOxxx', conditions())).toEqual([
    [2, 'CRITICAL', 'sent'],
    [3, 'OK', 'not-effective'],
    [6, 'CRITICAL', 'sent'],
  ]);
});

test('recoveries that are not wanted', () => {
  expect(walk('xxx.xxx', conditions({ sendsRecovery: false }))).toEqual([
    [2, 'CRITICAL', 'sent'],
    [3, 'OK', 'not-wanted'],
    [6, 'CRITICAL', 'sent'],
  ]);
});

test('the gravest level that is reached counts, and how long it lasted is said', () => {
  const given = conditions({
    escalations: [
      { level: 'CRITICAL', times: 2 },
      { level: 'WARN', times: 1 },
    ],
  });
  const met = [
    [false, true],
    [true, true],
    [true, true],
    [false, true],
    [false, false],
  ];
  const notices = noticesOf(
    met.map((one, index) => ({ at: index * MINUTE, met: one, isEffective: true })),
    given,
  );
  expect(notices.map(({ from, to, lastedMs }) => [from, to, lastedMs / MINUTE])).toEqual([
    ['OK', 'WARN', 0],
    ['WARN', 'CRITICAL', 2],
    ['CRITICAL', 'WARN', 3],
    ['WARN', 'OK', 4],
  ]);
});

test('parts of a day are Beijing time, whole minutes, and may run past midnight', () => {
  const at = (time: string): number => Date.parse(`2026-03-01T${time}+08:00`);
  const day = dayInterval('EffectiveInterval', '08:00-17:59')!;
  expect(['07:59:59', '08:00:00', '17:59:59', '18:00:00'].map((time) => isWithin(day, at(time)))).toEqual([false, true, true, false]);
  const night = dayInterval('EffectiveInterval', '22:00-06:00')!;
  expect(['21:59:59', '22:00:00', '23:59:59', '00:00:00', '06:00:59', '06:01:00'].map((time) => isWithin(night, at(time)))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  for (const wrong of ['8:00-9:00', '08:00', '24:00-25:00', '08:60-09:00', '08:00-09:00 '])
    expect(() => dayInterval('EffectiveInterval', wrong), wrong).toThrow(/EffectiveInterval/);
});

/** The same from the whole past at each period, without a memory of its own. */
function oracle(findings: readonly PeriodFinding[], given: AlertConditions): AlertNotice[] {
  const known = findings.filter(({ met }) => met !== undefined || given.noData !== 'KEEP_LAST_STATE');
  const stateAt = (index: number): AlertNotice['to'] => {
    if (known[index]!.met === undefined) return given.noData === 'OK' ? 'OK' : 'INSUFFICIENT_DATA';
    const reached = given.escalations.filter(
      ({ times }, which) => times <= index + 1 && known.slice(index + 1 - times, index + 1).every(({ met }) => met?.[which]),
    );
    return ALERT_LEVELS.find((level) => reached.some((one) => one.level === level)) ?? 'OK';
  };
  const states = known.map((_, index) => stateAt(index));
  const log: (AlertNotice & { readonly index: number })[] = [];
  for (const [index, { at, isEffective }] of known.entries()) {
    const to = states[index]!;
    const told = log.findLast((one) => one.outcome === 'sent' || one.to === 'OK');
    const from = told?.to ?? 'OK';
    const lastOk = states.slice(0, index).lastIndexOf('OK');
    const since = lastOk + 1 < index ? known[lastOk + 1]!.at : at;
    const due = to === 'OK' ? from !== 'OK' : to !== from || at - told!.at >= given.silenceMs;
    if (!due) continue;
    const outcome = to === 'OK' && !given.sendsRecovery ? 'not-wanted' : isEffective ? 'sent' : 'not-effective';
    const last = log.at(-1);
    const isSaid = outcome === 'not-effective' && to !== 'OK' && last?.outcome === 'not-effective' && last.to === to && last.index > lastOk;
    if (!isSaid) log.push({ at, from, to, lastedMs: at - since, outcome, index });
  }
  return log.map(({ index: _, ...notice }) => notice);
}

test('any course is what the whole past says', () => {
  const levels = fc.subarray([...ALERT_LEVELS], { minLength: 1 });
  const given = levels.chain((some) =>
    fc.record({
      conditions: fc.record({
        escalations: fc.tuple(...some.map((level) => fc.record({ level: fc.constant(level), times: fc.integer({ min: 1, max: 4 }) }))),
        silenceMs: fc.integer({ min: 1, max: 8 }).map((periods) => periods * MINUTE),
        noData: fc.constantFrom(...NO_DATA_POLICIES),
        sendsRecovery: fc.boolean(),
      }),
      // Stretches, since single periods seldom reach a level.
      stretches: fc.array(
        fc.record({
          met: fc.option(fc.tuple(...some.map(() => fc.boolean())), { nil: undefined, freq: 4 }),
          isEffective: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
          periods: fc.integer({ min: 1, max: 6 }),
        }),
        { maxLength: 12 },
      ),
    }),
  );
  let notices = 0;
  fc.assert(
    fc.property(given, ({ conditions: wanted, stretches }) => {
      const findings = stretches
        .flatMap(({ periods, met, isEffective }) => Array.from({ length: periods }, () => ({ met, isEffective })))
        .map((one, index) => ({ ...one, at: index * MINUTE }));
      const found = noticesOf(findings, wanted);
      notices += found.length;
      expect(found).toEqual(oracle(findings, wanted));
    }),
    { numRuns: 3_000 },
  );
  expect(notices).toBeGreaterThan(3_000);
});
