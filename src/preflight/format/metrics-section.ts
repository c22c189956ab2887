import type { PreflightMetric, PreflightReport } from '../model.ts';
import { grouped, lengthText } from '../rules/words.ts';
import { heading, tabulated, wrapped, type Line, type Span } from './spans.ts';

/** The metrics: under one line each that says their kind, the resource that was looked at, dimension keys, statistics and periods. */
export function metricsSection({ metrics }: PreflightReport, width: number): readonly Line[] {
  if (metrics.length === 0) return [];
  const listed = metrics.filter((metric) => metric.listed === true).length;
  const summary = metrics.some((metric) => metric.listed !== undefined) ? `${listed} of ${metrics.length} listed` : 'the list could not be read, so the documented keys are shown';
  const groups = grouped(metrics, (metric) => `${placeText(metric)}: ${listText(metric)}`);
  // One table, so that the columns of all groups stand under each other.
  const rows = tabulated(groups.flat().map(cells), 4);
  let row = 0;
  const lines = groups.flatMap((group): readonly Line[] => [
    ...group.slice(0, 1).flatMap((metric): readonly Line[] => [[`  ${placeText(metric)}`], ...wrapped(listText(metric), width - 4).map((line): Line => ['    ', { text: line, colour: 'dim' }])]),
    ...rows.slice(row, (row += group.length)),
  ]);
  return [...heading('METRICS', summary), ...lines];
}

function placeText({ resource, attachedTo, sample }: PreflightMetric): string {
  const place = resource === 'gateway' ? resource : `${resource} on a ${attachedTo === 'transit-router' ? 'transit router' : 'gateway'}`;
  return sample === undefined ? `${place}: none to look at` : `${place}: ${sample}`;
}

/** What the service lists of a metric beside its name. */
function listText({ dimensions, statistics, periods }: PreflightMetric): string {
  return [dimensions.join(', '), statistics.join(', '), periods.map((seconds) => `${seconds}s`).join(', ')].filter((part) => part !== '').join('; ');
}

function cells({ metric, wireName, listed, newestAt, ageMs, sample, widened }: PreflightMetric): readonly Span[] {
  const as = listed === false ? { text: 'not listed', colour: 'yellow' as const } : { text: wireName === metric ? '' : `as ${wireName}` };
  const age = sample === undefined ? { text: '' } : newestAt === undefined ? { text: 'no points', colour: 'yellow' as const } : { text: `${lengthText(ageMs ?? 0)} old` };
  return [{ text: metric }, as, age, { text: widened === true ? 'wider filter' : '' }];
}
