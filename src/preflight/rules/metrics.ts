import { metricSpec } from '../../catalog/index.ts';
import { DEFAULT_PERIOD } from '../../metrics/index.ts';
import type { PreflightFinding } from '../finding.ts';
import type { PreflightMetric } from '../model.ts';
import type { Rule } from './facts.ts';
import { counted, grouped, named } from './words.ts';

/** Where the service's list of metrics differs from the documents: one finding for all metrics with the same difference. */
export const metricFindings: Rule = ({ metrics }) => {
  const listed = metrics.filter((metric) => metric.listed === true);
  return [
    ...spelledOtherwise(metrics.filter(({ metric, wireName }) => metric !== wireName)),
    ...grouped(
      listed.filter(hasOtherKeys),
      ({ dimensions, metric }) => `${sorted(documentedKeys(metric))} ${sorted(dimensions)} ${areDocumented(metric)}`,
    ).map(otherKeys),
    ...grouped(listed.filter(hasOtherStatistics), ({ statistics }) => statistics.join()).map(otherStatistics),
    ...grouped(
      listed.filter(({ periods }) => periods.length > 0 && !periods.includes(DEFAULT_PERIOD)),
      ({ periods }) => periods.join(),
    ).map(otherPeriods),
  ];
};

/** The names of metrics in a sentence, with their number where there are several. */
export function metricsText(metrics: readonly PreflightMetric[]): string {
  const names = named(metrics.map(({ metric }) => metric));
  return metrics.length === 1 ? names : `${counted(metrics.length, 'metric')} (${names})`;
}

/** The documented names of metrics. */
export function namesOf(metrics: readonly PreflightMetric[]): Pick<PreflightFinding, 'metrics'> {
  return { metrics: metrics.map(({ metric }) => metric) };
}

function spelledOtherwise(metrics: readonly PreflightMetric[]): PreflightFinding[] {
  if (metrics.length === 0) return [];
  return [
    {
      code: 'metric-spelling',
      severity: 'note',
      message: `The service spells ${counted(metrics.length, 'metric')} otherwise than the documents: ${named(metrics.map(({ metric, wireName }) => `${metric} as ${wireName}`))}.`,
      advice: "Nothing to do: the SDK asks by the service's spelling.",
      ...namesOf(metrics),
    },
  ];
}

function documentedKeys(metric: string): readonly string[] {
  return metricSpec(metric)?.dimensions ?? [];
}

function areDocumented(metric: string): boolean {
  return metricSpec(metric)?.dimensionsFrom === 'document';
}

const sorted = (keys: readonly string[]): string => [...keys].sort().join();

function hasOtherKeys({ metric, dimensions }: PreflightMetric): boolean {
  return sorted(dimensions) !== sorted(documentedKeys(metric));
}

function otherKeys(metrics: readonly PreflightMetric[]): PreflightFinding {
  const { metric = '', dimensions = [] } = metrics[0] ?? {};
  const [listed, expected] = [named(dimensions), named(documentedKeys(metric))];
  return {
    code: 'metric-dimensions',
    severity: 'note',
    message: areDocumented(metric)
      ? `The service lists the dimension keys ${listed} for ${metricsText(metrics)}, where ${expected} are documented.`
      : `The service lists the dimension keys ${listed} for ${metricsText(metrics)}, for which no document lists any; the likeliest were ${expected}.`,
    advice: 'Nothing to do: the SDK asks by the keys that the service lists.',
    ...namesOf(metrics),
  };
}

// Documents show Value for the metrics of the first generation, and nothing for the others; Average and Value are read first.
function hasOtherStatistics({ statistics }: PreflightMetric): boolean {
  return !statistics.includes('Average') && !statistics.includes('Value');
}

function otherStatistics(metrics: readonly PreflightMetric[]): PreflightFinding {
  const [first, ...more] = metrics[0]?.statistics ?? [];
  const said =
    first === undefined ? 'no statistics' : `${more.length === 0 ? 'only the statistic' : 'the statistics'} ${named([first, ...more])}`;
  return {
    code: 'metric-statistics',
    severity: 'warning',
    message: `The service lists ${said} for ${metricsText(metrics)}, and neither Average nor Value.`,
    advice:
      first === undefined
        ? 'Compare a few values with the console: the SDK reads the statistic that the points carry.'
        : `Compare a few values with the console: the SDK takes ${first} for the value, which may not be what the unit says.`,
    ...namesOf(metrics),
  };
}

function otherPeriods(metrics: readonly PreflightMetric[]): PreflightFinding {
  const periods = metrics[0]?.periods ?? [];
  const finest = periods.find((period) => period >= DEFAULT_PERIOD) ?? DEFAULT_PERIOD;
  return {
    code: 'metric-periods',
    severity: 'note',
    message: `The service lists the periods ${named(periods.map(String))} s for ${metricsText(metrics)}, where ${DEFAULT_PERIOD} s is documented.`,
    advice: `Nothing to do: the SDK asks for a point every ${finest} s.`,
    ...namesOf(metrics),
  };
}
