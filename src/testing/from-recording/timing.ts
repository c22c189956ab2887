import type { SimulatedEvent } from '../events/model.ts';
import type { DataOptions } from '../options.ts';
import { measuredStates } from './measured-states.ts';
import type { RecordedPoint } from './points.ts';

// Older than that, the newest point that was asked for is no news of how late points are.
const LATEST_MS = 900_000;

/** When the datapoints of a recording came, and which end of its period a timestamp names. */
export function timingOf(
  points: readonly RecordedPoint[],
  events: readonly SimulatedEvent[],
  isLink: (id: string) => boolean,
): Pick<DataOptions, 'publicationDelayMs' | 'stamp'> {
  const stamp = stampOf(points, events, isLink);
  const ages = points
    .map(({ readAt, timestamp, periodMs }) => readAt - (stamp === 'end' ? timestamp : timestamp + periodMs))
    .filter((age) => age >= 0 && age <= LATEST_MS);
  const youngest = ages.reduce((least, age) => Math.min(least, age), Infinity);
  return { ...(stamp === 'start' && { stamp }), ...(Number.isFinite(youngest) && { publicationDelayMs: youngest }) };
}

/** The end that agrees with the events: each should be in a period in which the state is partly up. */
export function stampOf(
  points: readonly RecordedPoint[],
  events: readonly SimulatedEvent[],
  isLink: (id: string) => boolean,
): 'end' | 'start' {
  const score = (stamp: 'end' | 'start'): number => {
    let agreed = 0;
    for (const [id, periods] of measuredStates(points, isLink, stamp).state) {
      const times = events
        .filter((event) => event.tunnelId === id || (event.tunnelId === undefined && event.connectionId === id))
        .map(({ at }) => at);
      agreed += periods.filter(
        ({ share = 0, from, at }) => share > 0 && share < 1 && times.some((time) => time > from && time <= at),
      ).length;
    }
    return agreed;
  };
  return score('start') > score('end') ? 'start' : 'end';
}
