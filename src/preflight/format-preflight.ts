import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import { isoTime } from '../internal/time.ts';
import {
  eventsSection,
  findingsSection,
  heading,
  type Line,
  metricsSection,
  operationsSection,
  rendered,
  setupSection,
  titled,
} from './format/index.ts';
import type { PreflightReport } from './model.ts';
import { counted } from './rules/words.ts';

/** Options of {@link formatPreflight}. */
export interface FormatPreflightOptions {
  /** Adds colours as escape sequences, for a terminal. @defaultValue false */
  readonly colour?: boolean | undefined;
  /**
   * The width of a line, in columns. Less than 40 counts as 40; 0, which terminals of unknown width report, counts as 100. Names and ids are not
   * broken, so a line with a long one may be wider.
   *
   * @defaultValue 100
   */
  readonly width?: number | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<FormatPreflightOptions>({ colour: true, width: true });
const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;

/**
 * Formats a report for a terminal. Findings come first, each with its advice; then operations, clock, routes, resources, metrics and events, and
 * the missing policy as JSON to paste. The same report always gives the same text. Control characters in the service's text become `?`.
 *
 * @example
 * ```ts
 * import { formatPreflight, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
 * console.log(formatPreflight(await monitor.preflight(), { colour: process.stdout.isTTY, width: process.stdout.columns }));
 * ```
 *
 * @throws `TypeError` or `RangeError` that names an invalid option; `TypeError` if the first argument is not a report.
 */
export function formatPreflight(report: PreflightReport, options: FormatPreflightOptions = {}): string {
  assertOptions(options, KEYS, 'formatPreflight()');
  assertReport(report);
  const { colour = false, width = DEFAULT_WIDTH } = options;
  assertBoolean('colour', colour);
  if (!Number.isSafeInteger(width) || width < 0)
    throw new RangeError(`width ${shown(width)} must be a whole number of columns, such as ${DEFAULT_WIDTH}`);
  const columns = Math.max(width || DEFAULT_WIDTH, LEAST_WIDTH);
  const sections = [findingsSection, operationsSection, setupSection, metricsSection, eventsSection].flatMap((section) =>
    section(report, columns),
  );
  return rendered([...title(report, columns), ...sections, ...policy(report, columns)], colour);
}

// A report that was not waited for is no report.
function assertReport(report: unknown): void {
  const lists = ['findings', 'operations', 'routes', 'metrics', 'events'];
  if (isRecord(report) && lists.every((name) => Array.isArray(report[name]))) return;
  throw new TypeError(
    `formatPreflight() takes a report of monitor.preflight(), but was given ${shown(report)}${report instanceof Promise ? ': await it first' : ''}`,
  );
}

function title({ regionId, at, calls, tookMs }: PreflightReport, width: number): readonly Line[] {
  return titled(`Preflight of ${regionId}`, `${isoTime(at)}, ${counted(calls, 'call')} in ${(tookMs / 1_000).toFixed(1)} s`, width);
}

function policy({ missingPolicy }: PreflightReport, width: number): readonly Line[] {
  if (missingPolicy === undefined) return [];
  return [
    ...heading('MISSING POLICY', 'to attach to the RAM user or role', width),
    ...JSON.stringify(missingPolicy, undefined, 2)
      .split('\n')
      .map((line) => [line]),
  ];
}
