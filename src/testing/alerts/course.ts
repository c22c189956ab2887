import { ALERT_LEVELS, type AlertLevel, type AlertState, type NoDataPolicy } from './model.ts';

/** What decides about the alerts of one resource. */
export interface AlertConditions {
  /** The gravest level first. */
  readonly escalations: readonly { readonly level: AlertLevel; readonly times: number }[];
  readonly silenceMs: number;
  readonly noData: NoDataPolicy;
  readonly sendsRecovery: boolean;
}

/** What one period brought. */
export interface PeriodFinding {
  readonly at: number;
  /** Whether each escalation's condition holds, in their order; `undefined` where there is no datapoint. */
  readonly met: readonly boolean[] | undefined;
  /** Whether the rule may notify at that time. */
  readonly isEffective: boolean;
}

/** How far the alerts of one resource have come. */
export interface AlertCourse {
  readonly state: AlertState;
  /** For each escalation, how many periods in a row have met it. */
  readonly counts: readonly number[];
  /** The state that was notified last, and when. */
  readonly notified: AlertState;
  readonly notifiedAt: number;
  /** The state whose notice was held back because the rule was not effective. */
  readonly withheld: AlertState | undefined;
  /** When the state left OK. */
  readonly since: number | undefined;
}

/** A change or a reminder: `sent`, or held back because the rule is not effective then or sends no recoveries. */
export interface AlertNotice {
  readonly at: number;
  readonly from: AlertState;
  readonly to: AlertState;
  /** How long the resource has not been OK, in milliseconds. */
  readonly lastedMs: number;
  readonly outcome: 'sent' | 'not-effective' | 'not-wanted';
}

export interface AlertStep {
  readonly course: AlertCourse;
  readonly notice: AlertNotice | undefined;
}

/** The course of a resource that nothing has been found about yet. */
export function newCourse({ escalations }: AlertConditions): AlertCourse {
  return { state: 'OK', counts: escalations.map(() => 0), notified: 'OK', notifiedAt: 0, withheld: undefined, since: undefined };
}

/** What one period makes of a course: the gravest level that was met as often in a row as it asks counts. */
export function nextStep(course: AlertCourse, finding: PeriodFinding, conditions: AlertConditions): AlertStep {
  if (finding.met === undefined && conditions.noData === 'KEEP_LAST_STATE') return { course, notice: undefined };
  const { counts, state } = evaluated(course, finding, conditions);
  const since = state === 'OK' ? undefined : (course.since ?? finding.at);
  const next = { ...course, counts, state, since };
  const lastedMs = finding.at - (course.since ?? finding.at);
  const notice = (outcome: AlertNotice['outcome']): AlertNotice => ({
    at: finding.at,
    from: course.notified,
    to: state,
    lastedMs,
    outcome,
  });
  const notified = { ...next, notified: state, notifiedAt: finding.at, withheld: undefined };
  if (state === 'OK') {
    const isNews = course.notified !== 'OK';
    return { course: notified, notice: isNews ? notice(outcomeOf(finding, conditions.sendsRecovery)) : undefined };
  }
  const isDue = state !== course.notified || finding.at - course.notifiedAt >= conditions.silenceMs;
  if (!isDue) return { course: next, notice: undefined };
  if (finding.isEffective) return { course: notified, notice: notice('sent') };
  // Of what is held back, one notice is enough.
  return { course: { ...next, withheld: state }, notice: course.withheld === state ? undefined : notice('not-effective') };
}

function evaluated(
  course: AlertCourse,
  { met }: PeriodFinding,
  { escalations, noData }: AlertConditions,
): Pick<AlertCourse, 'counts' | 'state'> {
  if (met === undefined) return { counts: escalations.map(() => 0), state: noData === 'OK' ? 'OK' : 'INSUFFICIENT_DATA' };
  const counts = escalations.map((_, index) => (met[index] === true ? (course.counts[index] ?? 0) + 1 : 0));
  const reached = escalations.filter(({ times }, index) => (counts[index] ?? 0) >= times).map(({ level }) => level);
  return { counts, state: ALERT_LEVELS.find((level) => reached.includes(level)) ?? 'OK' };
}

function outcomeOf({ isEffective }: PeriodFinding, sendsRecovery: boolean): AlertNotice['outcome'] {
  if (!sendsRecovery) return 'not-wanted';
  return isEffective ? 'sent' : 'not-effective';
}
