import type { PreflightMetric, PreflightReport } from '../model.ts';
import { grouped, lengthText } from '../rules/words.ts';
import { heading, type Line, type Span, tabulated, wrapped } from './spans.ts';

/** The metrics: those of one kind of resource with the same dimension keys, statistics and periods under two lines that say these, and which resource was looked at. */
export function metricsSection({ metrics }: PreflightReport, width: number): readonly Line[] {
  if (metrics.length === 0) return [];
  const listed = metrics.filter((metric) => metric.listed === true).length;
  const summary = metrics.some((metric) => metric.listed !== undefined)
    ? `${listed} of ${metrics.length} listed`
    : 'the list could not be read, so the documented keys are shown';
  const groups = grouped(metrics, (metric) => `${placeText(metric)}: ${listText(metric)}`);
  // One table, so that the columns of all groups stand under each other.
  const rows = tabulated(
    groups.flatMap((group) => group.map((metric) => cells(metric, sampleOf(group)))),
    4,
  );
  let row = 0;
  const lines = groups.flatMap((group): readonly Line[] => [...headOf(group, width), ...rows.slice(row, (row += group.length))]);
  return [...heading('METRICS', summary, width), ...lines];
}

/** The resource that most metrics of a group were looked at by. */
function sampleOf(group: readonly PreflightMetric[]): string | undefined {
  return group.find(({ sample }) => sample !== undefined)?.sample;
}

function headOf(group: readonly PreflightMetric[], width: number): readonly Line[] {
  const [first] = group;
  if (first === undefined) return [];
  const lists = wrapped(listText(first), width - 4).map((line): Line => ['    ', { text: line, colour: 'dim' }]);
  return [[`  ${placeText(first)}: ${sampleOf(group) ?? 'none to look at'}`], ...lists];
}

function placeText({ resource, attachedTo }: PreflightMetric): string {
  return resource === 'gateway' ? resource : `${resource} on a ${attachedTo === 'transit-router' ? 'transit router' : 'gateway'}`;
}

/** What the service lists of a metric beside its name. */
function listText({ dimensions, statistics, periods }: PreflightMetric): string {
  return [dimensions.join(', '), statistics.join(', '), periods.map((seconds) => `${seconds}s`).join(', ')]
    .filter((part) => part !== '')
    .join('; ');
}

function cells(
  { metric, wireName, listed, newestAt, ageMs, sample, widened }: PreflightMetric,
  usual: string | undefined,
): readonly Span[] {
  const as = listed === false ? { text: 'not listed', colour: 'yellow' as const } : { text: wireName === metric ? '' : `as ${wireName}` };
  const none =
    sample === undefined
      ? { text: usual === undefined ? '' : 'not in use', colour: 'dim' as const }
      : { text: 'no points', colour: 'yellow' as const };
  const age = newestAt === undefined ? none : { text: `${lengthText(ageMs ?? 0)} old` };
  return [{ text: metric }, as, age, { text: widened === true ? 'wider filter' : '' }, { text: sample === usual ? '' : (sample ?? '') }];
}
