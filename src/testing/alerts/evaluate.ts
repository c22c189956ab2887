import { matchingAny } from '../cms/dimensions.ts';
import { statistic } from '../model/points.ts';
import type { MetricTable, Series } from '../model/series.ts';
import type { Sample } from '../model/signals.ts';
import type { Service } from '../service/context.ts';
import { newCourse, nextStep } from './course.ts';
import { isWithin } from './day-interval.ts';
import type { AlertFinding } from './finding.ts';
import { type Comparison, COMPARISONS, type Escalation, type MetricRule } from './model.ts';
import type { HeldRule } from './rule-book.ts';

const HOLDS: Readonly<Record<(typeof COMPARISONS)[Comparison], (value: number, threshold: number) => boolean>> = {
  '>=': (value, threshold) => value >= threshold,
  '>': (value, threshold) => value > threshold,
  '<=': (value, threshold) => value <= threshold,
  '<': (value, threshold) => value < threshold,
  '==': (value, threshold) => value === threshold,
  '!=': (value, threshold) => value !== threshold,
};

/**
 * Evaluates what became due since the last time, up to `now`, and remembers how far it came. Oldest first.
 *
 * A period is evaluated once, when its points are due: those that come late are none to the rule. So the outcome does not depend on how
 * often this is called.
 */
export function evaluateRules(service: Service, now: number): readonly AlertFinding[] {
  const findings = service.rules.all.filter(({ isEnabled }) => isEnabled).flatMap((held) => evaluateRule(held, service, now));
  return findings.sort((a, b) => a.notice.at - b.notice.at);
}

function evaluateRule(held: HeldRule, service: Service, now: number): AlertFinding[] {
  const { rule, evaluatedUntil } = held;
  const { points } = service;
  const table = service.table(rule.metric);
  held.evaluatedUntil = now;
  if (!table) return [];
  const first = points.newest(evaluatedUntil, rule.periodMs) + rule.periodMs;
  const last = points.newest(now, rule.periodMs);
  const findings: AlertFinding[] = [];
  for (const series of seriesOf(rule, table)) {
    for (let timestamp = first; timestamp <= last; timestamp += rule.periodMs) {
      const finding = evaluatePeriod(held, series, timestamp, service);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

function seriesOf({ wanted }: MetricRule, table: MetricTable): readonly Series[] {
  return wanted === undefined ? table.series : matchingAny(wanted, table);
}

function evaluatePeriod({ rule, courses }: HeldRule, series: Series, timestamp: number, service: Service): AlertFinding | undefined {
  const at = service.points.dueAt(timestamp, rule.periodMs);
  const values = valuesOf(rule, series, timestamp, at, service);
  const met = values?.map((value, index) => {
    const { comparison, threshold } = rule.escalations[index] as Escalation;
    return HOLDS[COMPARISONS[comparison]](value, threshold);
  });
  const before = courses.get(series) ?? newCourse(rule);
  const { course, notice } = nextStep(before, { at, met, isEffective: isEffective(rule, at) }, rule);
  courses.set(series, course);
  if (!notice) return undefined;
  const index = Math.max(
    0,
    rule.escalations.findIndex(({ level }) => level === (notice.to === 'OK' ? notice.from : notice.to)),
  );
  return { rule, series, notice, escalation: rule.escalations[index] as Escalation, value: values?.[index] };
}

/** The value that each escalation looks at; `undefined` where there is no datapoint at that time. */
function valuesOf(rule: MetricRule, series: Series, timestamp: number, at: number, { points }: Service): readonly number[] | undefined {
  const { periodMs, escalations } = rule;
  if (
    !points.exists(series, timestamp, periodMs) ||
    points.publishedAt(series, timestamp, periodMs) > at ||
    points.blank(series, timestamp)
  )
    return undefined;
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  points.sample(series, timestamp, periodMs, sample);
  return escalations.map((escalation) => statistic(escalation.statistic, sample, periodMs));
}

function isEffective({ effective, notEffective }: MetricRule, at: number): boolean {
  return (!effective || isWithin(effective, at)) && !(notEffective && isWithin(notEffective, at));
}
