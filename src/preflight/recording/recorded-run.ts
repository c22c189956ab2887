import { text } from '../../internal/records.ts';
import { dateHeader } from '../../internal/service-clock.ts';
import type { RecordedRun } from './model.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Which regions and which time the calls are of. */
export function recordedRun(calls: readonly RecordedCall[]): RecordedRun {
  const regionIds = [...new Set(calls.flatMap(({ params }) => text(params['RegionId']) ?? []))];
  const dates = calls.flatMap(({ answer }) => dateHeader(answer?.date) ?? []);
  const times = dates.length > 0 ? dates : calls.map(({ at }) => at);
  const extreme = (most: (a: number, b: number) => number): number => times.reduce((a, b) => most(a, b), times[0] ?? Number.NaN);
  return Object.freeze({ regionIds, from: extreme(Math.min), to: extreme(Math.max) });
}
