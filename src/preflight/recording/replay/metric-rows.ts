import { finiteNumber, jsonOf } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, POINTS, type Row, withRows } from './answer.ts';
import { isCovered } from './covered.ts';
import { distinct, type MetricReading, newest, windowOf } from './metric-reading.ts';
import { MetricReadings } from './metric-readings.ts';
import { type Known, newestPoints } from './newest-points.ts';
import { type Entry, param, type Question } from './question.ts';
import type { Turn } from './turns.ts';

/** Readings, and the entries that are looked for in each. */
type Used = Map<MetricReading, (Entry | undefined)[]>;

type IsKnown = (call: RecordedCall) => boolean;

/** Answers about windows and resources from the rows that were recorded of wider or of several ones. */
export class MetricRows {
  readonly #calls: readonly RecordedCall[];
  #made: MetricReadings | undefined;

  constructor(calls: readonly RecordedCall[]) {
    this.#calls = calls;
  }

  /** Made when it is first needed: who asks as was asked before needs none. */
  get #readings(): MetricReadings {
    return (this.#made ??= new MetricReadings(this.#calls));
  }

  /** All points of a window; `undefined` where not all of it was recorded. @param isKnown - Whether a call may be used. */
  range(asked: Question, isKnown: IsKnown): Answer | undefined {
    const window = windowOf(asked);
    const used = window && this.#covering(asked, window, isKnown);
    return used && answerOf(used, distinct(rowsIn(used, window)), window);
  }

  /** The newest points of a window. */
  newestOf(asked: Question, isKnown: IsKnown): Answer | undefined {
    const window = windowOf(asked);
    const used = window && this.#covering(asked, window, isKnown);
    return used && answerOf(used, newest(rowsIn(used, window)), window);
  }

  /** What the newest points were, for other groups of resources. @param turn - Whose turn it is of several answers. */
  latest(asked: Question, turn: Turn): Answer | undefined {
    const window = jsonOf(windowOf(asked));
    const used = this.#used(asked, (readings, entry) => {
      const alike = readings.filter((reading) => jsonOf(reading.window) === window);
      const chosen =
        alike.length === 0
          ? undefined
          : turn(
              alike.map(({ call }) => call),
              jsonOf(entry),
            );
      return alike.filter(({ call }) => call === chosen);
    });
    return used && answerOf(used, distinct(rowsIn(used)));
  }

  #covering(asked: Question, window: Window, isKnown: IsKnown): Used | undefined {
    if (param(asked, 'NextToken') !== undefined) return undefined;
    const stepMs = (finiteNumber(asked.params['Period']) ?? 60) * 1_000;
    return this.#used(asked, (all, entry) => {
      const readings = all.filter(({ call }) => isKnown(call));
      const ranges = readings
        .filter(({ call }) => call.action !== 'DescribeMetricLast')
        .flatMap((reading) => (reading.window ? [{ reading, window: reading.window }] : []));
      const newest = newestPoints(
        readings.filter(({ call }) => call.action === 'DescribeMetricLast'),
        entry,
        { window, stepMs },
      );
      const isHeld = (known: readonly Known[]): boolean =>
        isCovered(
          window,
          known.map((one) => one.window),
          stepMs,
        );
      const overlapping = ranges.filter((one) => one.window.start < window.end && one.window.end > window.start);
      // What was asked of windows tells all that there is, and is enough where it tells of all of it.
      const chosen = [overlapping, [...overlapping, ...newest]].find(isHeld) ?? [];
      return chosen.map(({ reading }) => reading);
    });
  }

  /** The readings that are chosen for each of the entries; `undefined` where there are none for one of them. */
  #used(
    asked: Question,
    choose: (readings: readonly MetricReading[], entry: Entry | undefined) => readonly MetricReading[],
  ): Used | undefined {
    for (const entries of this.#readings.wanted(asked)) {
      const chosen = entries.map((entry) => ({ entry, readings: choose(this.#readings.of(asked, entry), entry) }));
      if (chosen.some(({ readings }) => readings.length === 0)) continue;
      const used: Used = new Map();
      for (const { entry, readings } of chosen) for (const reading of readings) use(used, reading, entry);
      return used;
    }
    return undefined;
  }
}

function use(used: Used, reading: MetricReading, entry: Entry | undefined): void {
  const entries = used.get(reading);
  if (entries) entries.push(entry);
  else used.set(reading, [entry]);
}

/** In the order in which they came, older windows first: the points of a series ascend in time. */
function rowsIn(used: Used, window?: Window): readonly Row[] {
  const ascending = [...used].sort(([a], [b]) => (a.window?.start ?? 0) - (b.window?.start ?? 0));
  return ascending.flatMap(([reading, entries]) => reading.rowsOf(entries, window));
}

function answerOf(used: Used, rows: readonly Row[], window?: Window): Answer | undefined {
  return withRows(
    [...used.keys()].map(({ call }) => call),
    POINTS,
    rows,
    { NextToken: '' },
    window && ((call) => (windowOf(call)?.end ?? -Infinity) >= window.end),
  );
}
