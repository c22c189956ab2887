import { VpnMonitorError } from '../../../errors.ts';
import { finiteNumber, jsonOf } from '../../../internal/records.ts';
import { isoTime } from '../../../internal/time.ts';
import { type ApiRequest, isRead } from '../../../transport/index.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { entriesIn, param, type Question } from './question.ts';

// Messages of errors end after 500 characters.
const MOST_WINDOWS = 2;
const MOST_IDS = 3;
const MOST_SHOWN = 190;
const MOST_OF_VALUE = 110;
const OF_EVERY_QUESTION: ReadonlySet<string> = /* @__PURE__ */ new Set(['RegionId', 'Namespace', 'Length', 'PageNumber', 'PageSize']);

/** The error for what is not in a recording: what was asked, what there is of it, and what to do. @param calls - All that was recorded of the operation. */
export function notRecorded(request: ApiRequest, calls: readonly RecordedCall[]): VpnMonitorError {
  const { action } = request;
  return new VpnMonitorError(
    `${action} failed: ${isRead(action) ? reasonOf(request, calls) : 'a recording changes nothing. Use a simulated account for that: see `createSimulator`.'}`,
    { code: 'config', action },
  );
}

function reasonOf(request: ApiRequest, calls: readonly RecordedCall[]): string {
  const asked = `not recorded with ${shownParams(request)}`;
  if (calls.length === 0) return `${asked}, nor in any other way. Record a run that asks for it too.`;
  const elsewhere = regionsBesides(request, calls);
  if (elsewhere.length > 0)
    return `not recorded for the region ${param(request, 'RegionId') ?? ''}. The recording is of ${elsewhere.slice(0, MOST_IDS).join(', ')}. Make the monitor with that \`regionId\`.`;
  const metric = param(request, 'MetricName');
  const ofMetric = calls.filter((call) => metric !== undefined && param(call, 'MetricName') === metric);
  const near = ofMetric.length > 0 ? ofMetric : calls;
  const windows = windowsNear(request, near);
  const ids = [...new Set(near.flatMap(({ params }) => idsIn(params)))];
  const has = [
    ...(windows.length > 0 ? [`windows ${windows.join(', ')}`] : []),
    ...(ids.length > 0
      ? [`resources ${ids.slice(0, MOST_IDS).join(', ')}${ids.length > MOST_IDS ? ` and ${ids.length - MOST_IDS} more` : ''}`]
      : []),
  ];
  const lacking = calls.some(({ answer }) => answer) ? '' : ', all of which failed';
  return `${asked}. There ${near.length === 1 ? 'is 1 other call' : `are ${near.length} other calls`} of ${near === calls ? 'it' : 'it for this metric'}${lacking}${has.length > 0 ? `: ${has.join('; ')}` : ''}. Ask for what was recorded, or record a run that asks for this too.`;
}

/** The regions that were asked instead of the one that is asked for. */
function regionsBesides(request: Question, calls: readonly RecordedCall[]): readonly string[] {
  const regions = [...new Set(calls.flatMap((call) => param(call, 'RegionId') ?? []))];
  const asked = param(request, 'RegionId');
  return asked === undefined || regions.includes(asked) ? [] : regions;
}

function shownParams({ params }: Question): string {
  const named = Object.entries(params)
    .filter(([name]) => !OF_EVERY_QUESTION.has(name))
    .map(([name, value]) => `${name}=${TIMES.has(name) ? timeOf(value, name) : shortened(value)}`);
  return named.length === 0 ? 'these parameters' : fitting(named, ', ', MOST_SHOWN);
}

/** A value, of a long list the first items. */
function shortened(value: unknown): string {
  const items =
    typeof value === 'string' ? (entriesIn(value) ?? value.split(',')) : Array.isArray(value) ? (value as unknown[]) : undefined;
  const whole = typeof value === 'string' ? value : jsonOf(value);
  if (!items || whole.length <= MOST_OF_VALUE) return whole.length > MOST_SHOWN ? `${whole.slice(0, MOST_SHOWN)}…` : whole;
  return fitting(
    items.map((item) => (typeof item === 'string' ? item : jsonOf(item))),
    ',',
    MOST_OF_VALUE,
  );
}

/** As many items as fit, at least one, and how many others there are. */
function fitting(items: readonly string[], between: string, most: number): string {
  let count = 1;
  while (count < items.length && items.slice(0, count + 1).join(between).length <= most) count++;
  return `${items.slice(0, count).join(between)}${count < items.length ? ` and ${items.length - count} more` : ''}`;
}

const TIMES: ReadonlySet<string> = /* @__PURE__ */ new Set(['StartTime', 'EndTime', 'From', 'To']);

function timeOf(value: unknown, name: string): string {
  const at = finiteNumber(value);
  return at === undefined ? jsonOf(value) : isoTime(name === 'From' || name === 'To' ? at * 1_000 : at).replace('.000Z', 'Z');
}

/** The windows that were recorded, those that begin nearest first. */
function windowsNear(asked: Question, calls: readonly RecordedCall[]): readonly string[] {
  const names = param(asked, 'From') === undefined ? (['StartTime', 'EndTime'] as const) : (['From', 'To'] as const);
  const start = finiteNumber(asked.params[names[0]]) ?? 0;
  const windows = new Map(
    calls.flatMap(({ params }) => {
      const from = finiteNumber(params[names[0]]);
      return from === undefined
        ? []
        : [[`${timeOf(from, names[0])} to ${timeOf(params[names[1]], names[1])}`, Math.abs(from - start)] as const];
    }),
  );
  return [...windows]
    .sort(([, a], [, b]) => a - b)
    .slice(0, MOST_WINDOWS)
    .map(([window]) => window);
}

function idsIn(params: Question['params']): readonly string[] {
  return jsonOf(params).match(/\b(?:vpn|vco|tun|vsc|tr)-\d{4,}\b/g) ?? [];
}
