import { DEFAULT_LAG_MS, DEFAULT_OVERLAP_MS, DEFAULT_PERIOD } from '../../metrics/index.ts';
import type { PreflightFinding } from '../finding.ts';
import type { PreflightMetric } from '../model.ts';
import { clockErrorMs } from './clock.ts';
import type { Facts, Rule } from './facts.ts';
import { metricsText, namesOf } from './metrics.ts';
import { troublesIn } from './troubles.ts';
import { counted, grouped, lengthText, named } from './words.ts';

/** Which metrics are not listed, and what the newest points show. */
export const pointFindings: Rule = (report) => {
  // Where points could not be asked for, that there are none says nothing.
  const without = arePointsKnown(report)
    ? report.metrics.filter(({ sample, newestAt }) => sample !== undefined && newestAt === undefined)
    : [];
  return [
    ...notListed(
      report.metrics.filter(({ listed }) => listed === false),
      without,
    ),
    ...noPoints(without.filter(({ listed }) => listed !== false)),
    ...pointsLate(report),
    ...widened(report.metrics.filter((metric) => metric.widened === true)),
  ];
};

function arePointsKnown(report: Facts): boolean {
  const asked = report.operations.find(({ action }) => action === 'DescribeMetricLast');
  return asked?.status === 'allowed' && ![...troublesIn(report).values()].some((operations) => operations.includes(asked));
}

function notListed(metrics: readonly PreflightMetric[], without: readonly PreflightMetric[]): PreflightFinding[] {
  const answered = metrics.filter(({ newestAt }) => newestAt !== undefined);
  const silent = metrics.filter((metric) => without.includes(metric));
  const unasked = metrics.filter((metric) => !answered.includes(metric) && !silent.includes(metric));
  const finding = (
    severity: PreflightFinding['severity'],
    of: readonly PreflightMetric[],
    but: string,
    advice: string,
  ): PreflightFinding[] =>
    of.length === 0
      ? []
      : [{ code: 'metric-not-listed', severity, message: `The service does not list ${metricsText(of)}${but}.`, advice, ...namesOf(of) }];
  return [
    ...finding(
      'warning',
      silent,
      ', and has no points of a resource that should have them',
      'Do without: this region may not have it; where the console shows it, report it with a recording.',
    ),
    ...finding(
      'note',
      answered,
      `, but answers ${answered.length === 1 ? 'it' : 'them'}`,
      'Nothing to do: the SDK asks by the documented name.',
    ),
    ...finding(
      'note',
      unasked,
      '',
      'Nothing to do: the SDK asks by the documented name, though nothing here shows whether the service answers it.',
    ),
  ];
}

function noPoints(metrics: readonly PreflightMetric[]): PreflightFinding[] {
  if (metrics.length === 0) return [];
  const samples = grouped(metrics, ({ sample }) => sample ?? '').map(
    (alike) => `${alike[0]?.sample ?? ''} has none of ${metricsText(alike)}`,
  );
  return [
    {
      code: 'no-points',
      severity: 'warning',
      message: `The service has no recent points: ${named(samples)}.`,
      advice: 'Look whether the console shows them: a resource that is new or not in use may have none, and none is not zero.',
      ...namesOf(metrics),
    },
  ];
}

/** How old the newest point may be, in milliseconds: a poll of `follow()` ends its lag ago, and by then the point of that period is to be there. */
function usualAgeMs({ periods }: PreflightMetric): number {
  const period = periods.find((one) => one >= DEFAULT_PERIOD) ?? DEFAULT_PERIOD;
  return DEFAULT_LAG_MS + period * 1_000;
}

function pointsLate({ metrics, clock }: Facts): PreflightFinding[] {
  // What the clock is off by may be all that makes them look late.
  const doubtMs = clockErrorMs(clock);
  const late = metrics.filter((metric) => metric.ageMs !== undefined && metric.ageMs - doubtMs > usualAgeMs(metric));
  if (late.length === 0) return [];
  const lateness = (metric: PreflightMetric): number => (metric.ageMs ?? 0) - usualAgeMs(metric);
  const isMissed = late.some((metric) => lateness(metric) > DEFAULT_OVERLAP_MS);
  const ages = late.map(({ ageMs = 0 }) => ageMs);
  const [least, most] = [lengthText(Math.min(...ages)), lengthText(Math.max(...ages))];
  return [
    {
      code: 'points-late',
      severity: isMissed ? 'warning' : 'note',
      message: `The newest ${late.length === 1 ? 'points' : `points of ${counted(late.length, 'metric')}`} are ${least === most ? least : `${least} to ${most}`} old, where ${lengthText(DEFAULT_LAG_MS)} is what the SDK expects: ${named(late.map(({ metric }) => metric))}.`,
      advice: isMissed
        ? 'Run the preflight again in an hour; where it stays, give follow() a `lagMs` of that age, and a watch a `staleAfterMs` above it.'
        : 'Nothing to do: follow() asks again for the minutes before, and takes what comes late.',
      ...namesOf(late),
    },
  ];
}

function widened(metrics: readonly PreflightMetric[]): PreflightFinding[] {
  if (metrics.length === 0) return [];
  return [
    {
      code: 'filter-widened',
      severity: 'note',
      message: `The service takes no filter by the resource itself for ${metricsText(metrics)}.`,
      advice: 'Nothing to do: the SDK asks for more resources at once, and keeps those that you asked for.',
      ...namesOf(metrics),
    },
  ];
}
