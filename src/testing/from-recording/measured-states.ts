import { finiteNumber, text } from '../../internal/records.ts';
import { spelledMetric } from '../model/spelled-metric.ts';
import type { Observation } from './course.ts';
import type { RecordedPoint } from './points.ts';

type Period = Extract<Observation, { readonly from: number }>;

/** What datapoints say of states: by quantity, and by the id of the tunnel or single-tunnel connection. */
export type MeasuredStates = Readonly<Record<'state' | 'bgpState', ReadonlyMap<string, readonly Period[]>>>;

/** @param isLink - Whether an id names a tunnel or a single-tunnel connection. */
export function measuredStates(points: readonly RecordedPoint[], isLink: (id: string) => boolean, stamp: 'end' | 'start'): MeasuredStates {
  const found = { state: new Map<string, Map<number, Period>>(), bgpState: new Map<string, Map<number, Period>>() };
  // Of a time that is told of twice the shorter periods say more, and of the same period the answer that came last.
  for (const point of [...points].sort((a, b) => b.periodMs - a.periodMs || a.readAt - b.readAt)) {
    const quantity = spelledMetric(point.metric)?.quantity;
    const period = quantity === 'state' || quantity === 'bgpState' ? periodOf(point, stamp) : undefined;
    const id = period && linkIdIn(point.row, isLink);
    if (id === undefined || period === undefined || (quantity !== 'state' && quantity !== 'bgpState')) continue;
    const known = found[quantity].get(id) ?? new Map<number, Period>();
    found[quantity].set(id, known.set(period.at, period));
  }
  return { state: withoutCovered(found.state), bgpState: withoutCovered(found.bgpState) };
}

/** Leaves out periods inside of which a shorter one ends. */
function withoutCovered(byId: ReadonlyMap<string, ReadonlyMap<number, Period>>): ReadonlyMap<string, readonly Period[]> {
  return new Map(
    [...byId].map(([id, periods]) => {
      const sorted = [...periods.values()].sort((a, b) => a.at - b.at);
      return [id, sorted.filter((one, index) => (sorted[index - 1]?.at ?? -Infinity) <= one.from)];
    }),
  );
}

function linkIdIn(row: RecordedPoint['row'], isLink: (id: string) => boolean): string | undefined {
  const ids = Object.values(row).filter((value): value is string => typeof value === 'string' && isLink(value));
  // A row of a tunnel may name its connection too.
  return ids.find((id) => id.startsWith('tun-')) ?? ids[0];
}

function periodOf({ timestamp, periodMs, row }: RecordedPoint, stamp: 'end' | 'start'): Period | undefined {
  const at = stamp === 'end' ? timestamp : timestamp + periodMs;
  const value = number(row, 'Value');
  const endsUp = value === 0 ? false : value === 1 ? true : undefined;
  const share = shareOf(row) ?? (value !== undefined && endsUp === undefined && value > 0 && value < 1 ? value : undefined);
  return share === undefined && endsUp === undefined ? undefined : { at, from: at - periodMs, share, endsUp };
}

function shareOf(row: RecordedPoint['row']): number | undefined {
  const average = number(row, 'Average');
  if (average !== undefined) return average >= 0 && average <= 1 ? average : undefined;
  const [minimum, maximum] = [number(row, 'Minimum'), number(row, 'Maximum')];
  if (minimum === 0 && maximum === 1) return 0.5;
  return minimum !== undefined && minimum === maximum && (minimum === 0 || minimum === 1) ? minimum : undefined;
}

function number(row: RecordedPoint['row'], statistic: string): number | undefined {
  return text(row[statistic]) === undefined ? undefined : finiteNumber(row[statistic]);
}
