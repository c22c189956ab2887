import { text } from '../../internal/records.ts';
import { dateHeader } from '../../internal/service-clock.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import { answeredAt } from './answers.ts';
import { eventPages, rowsOf } from './event-rows.ts';
import type { RecordedPoint } from './points.ts';

/** What is told from one account and region to another. */
export interface AccountNumbers {
  readonly regionId: string;
  /** `undefined` where nothing named it. */
  readonly accountId: string | undefined;
}

/**
 * The region of a recording, unless one is given.
 *
 * @throws `TypeError` where the recording names none, or several.
 */
export function regionOf(calls: readonly RecordedCall[], given: string | undefined): string {
  if (given !== undefined) return given;
  const asked = calls.map(({ params }) => text(params['RegionId'])).filter((one) => one !== undefined);
  const told = eventPages(calls)
    .flatMap(rowsOf)
    .map((row) => text(row['RegionId']))
    .filter((one) => one !== undefined);
  const regions = [...new Set(asked.length > 0 ? asked : told)];
  const [only] = regions;
  if (only === undefined) throw new TypeError('the recording names no region: give createSimulator() the regionId');
  if (regions.length > 1)
    throw new TypeError(`the recording is of several regions (${regions.join(', ')}): give createSimulator() the regionId of one`);
  return only;
}

/** The calls of one region, where a recording has several; Cloud Monitor's name none. */
export function callsOfRegion(calls: readonly RecordedCall[], regionId: string): readonly RecordedCall[] {
  const asked = new Set(calls.map(({ params }) => text(params['RegionId'])));
  if (!asked.has(regionId)) return calls;
  return calls.filter(({ params }) => (text(params['RegionId']) ?? regionId) === regionId);
}

/** The number of the account, as datapoints and events name it. */
export function accountIdOf(calls: readonly RecordedCall[], points: readonly RecordedPoint[]): string | undefined {
  const measured = points.find(({ row }) => text(row['userId']) !== undefined);
  if (measured) return text(measured.row['userId']);
  for (const row of eventPages(calls).flatMap(rowsOf)) {
    const [, number] = /^acs:[^:]*:[^:]*:(\d+):/.exec(text(row['ResourceId']) ?? '') ?? [];
    if (number !== undefined) return number;
  }
  return undefined;
}

/** When a recording ended: by the service's clock where it was heard, else by the machine's. Its events are not in the future. */
export function endOf(calls: readonly RecordedCall[], events: readonly { readonly at: number }[]): number {
  const dates = calls.flatMap(({ answer }) => dateHeader(answer?.date) ?? []);
  const heard = dates.length > 0 ? newestOf(dates) : newestOf(calls.map(answeredAt));
  // A date has no milliseconds.
  return Math.max(heard, newestOf(events.map(({ at }) => at).filter((at) => at < heard + 1_000)));
}

function newestOf(times: readonly number[]): number {
  return times.reduce((newest, one) => Math.max(newest, one), -Infinity);
}
