import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastOf, logWindows, oldestKept, type Seconds, secondsOf } from '../../src/diagnose/log-windows.ts';
import { readLogLine } from '../../src/diagnose/parse-log-line.ts';
import { placeLines, WindowEdges, zoneErrorOf } from '../../src/diagnose/window-lines.ts';
import { logText, NOW } from './asking.ts';

const EIGHT_HOURS = 8 * 3_600_000;
const END = NOW / 1_000;
const DAY = 86_400;
const range = fc
  .record({
    length: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 180 * DAY })),
    before: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 180 * DAY })),
  })
  .map(({ length, before }): Seconds => {
    const to = Math.max(END - before, END - 180 * DAY);
    return { from: Math.max(to - length, END - 180 * DAY), to };
  });

test('windows of exactly ten minutes cover every second of a range, each beginning where the last ends, none of them in the future or before what is kept', () => {
  fc.assert(
    fc.property(range, (asked) => {
      const windows = [...logWindows(asked, oldestKept(NOW), END)];
      expect(windows.every(({ from, to }) => to - from === 600)).toBe(true);
      expect(windows.slice(1).every(({ from }, index) => from === windows[index]!.to)).toBe(true);
      const [first, last] = [windows[0]!, windows.at(-1)!];
      expect(first.from).toBeLessThanOrEqual(asked.from);
      expect(last.to).toBeGreaterThanOrEqual(asked.to);
      expect(first.from).toBeGreaterThanOrEqual(END - 180 * DAY);
      expect(last.to).toBeLessThanOrEqual(END);
      // Which ends the service counts in is not known: what has ended is asked for from a second before to a second after.
      const edge = asked.to < END ? 1 : 0;
      const [from, until] = [Math.max(asked.from - edge, END - 180 * DAY), asked.to + edge];
      expect(first.from).toBeLessThanOrEqual(from);
      expect(last.to).toBeGreaterThanOrEqual(until);
      // No more than are needed.
      expect(windows.length).toBe(Math.max(1, Math.ceil((until - from) / 600)));
    }),
    { numRuns: 500 },
  );
});

test('a range that began before what is kept is asked for from there, and not into the future for it', () => {
  const oldest = oldestKept(NOW);
  const windows = [...logWindows({ from: oldest - 30, to: END }, oldest, END)];
  expect([windows.length, windows[0]!.from, windows.at(-1)!.to]).toEqual([25_920, oldest, END]);
  expect([...logWindows({ from: oldest - 60, to: oldest - 30 }, oldest, END)]).toEqual([{ from: oldest, to: oldest + 600 }]);
});

test('a range is as long as it says, ends now at the latest, and last() is at most what is kept', () => {
  expect(secondsOf(lastOf('10m'), NOW + 999)).toEqual({ from: END - 600, to: END });
  expect(secondsOf(lastOf(90_000), NOW)).toEqual({ from: END - 90, to: END });
  expect(secondsOf({ kind: 'from', from: NOW - 5_500, to: NOW + 60_000 }, NOW)).toEqual({ from: END - 6, to: END });
  expect(secondsOf({ kind: 'from', from: NOW - 5_500, to: undefined }, NOW)).toEqual({ from: END - 6, to: END });
  expect(() => lastOf('181d')).toThrow(new RangeError("last '181d' is longer than the 180 days for which logs are kept"));
});

/** A service that counts either end of a window in, or not, and has lines without a time. */
interface Service {
  readonly lines: readonly { readonly second: number; readonly text: string }[];
  readonly from: 'included' | 'excluded';
  readonly to: 'included' | 'excluded';
}

const answer = ({ lines, from, to }: Service, window: Seconds): string[] =>
  lines
    .filter(
      ({ second }) =>
        (from === 'included' ? second >= window.from : second > window.from) &&
        (to === 'included' ? second <= window.to : second < window.to),
    )
    .map(({ text }) => text);

const ends = fc.constantFrom(['included', 'included'] as const, ['included', 'excluded'] as const, ['excluded', 'included'] as const);
const seconds = fc.array(
  fc.oneof(
    fc.integer({ min: END - 3_000, max: END - 1 }),
    fc.integer({ min: 1, max: 4 }).map((count) => END - 600 * count),
  ),
  { maxLength: 60 },
);

describe('the lines of a range', () => {
  test.each([
    ['in their own zone', 0],
    ['in another zone than the option says', 8 * 3_600],
  ])('come once each, in order, whichever ends the service counts in: %s', (_what, errorS) => {
    fc.assert(
      fc.property(
        seconds,
        ends,
        fc.integer({ min: 1, max: 2_900 }),
        fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }),
        (times, [from, to], length, kinds) => {
          // A few texts only, so that lines of one second are often the same to the letter; each fourth has no time.
          const dated = times
            .sort((a, b) => a - b)
            .map((second, index) => ({ second, text: logText(second * 1_000 - errorS * 1_000, `word ${kinds[index]! % 2}`) }));
          const asked = { from: END - length, to: END };
          const service: Service = { lines: dated, from, to };
          const edges = new WindowEdges();
          const read: string[] = [];
          for (const window of logWindows(asked, oldestKept(NOW), END)) {
            const lines = answer(service, window).map((text) => readLogLine(text, EIGHT_HOURS));
            const zone = zoneErrorOf(lines, window);
            expect(lines.length === 0 ? 0 : zone).toBe(lines.length === 0 ? 0 : -errorS || 0);
            const placed = edges.fresh(placeLines(lines, window, zone), window);
            read.push(...placed.filter(({ second }) => second >= asked.from && second <= asked.to).map(({ line }) => line.raw));
          }
          // Of a service that counts no beginning in, nobody gets what lies exactly there.
          const lowest = from === 'excluded' && length % 600 === 0 ? asked.from + 1 : asked.from;
          expect(read).toEqual(dated.filter(({ second }) => second >= lowest && second <= asked.to).map(({ text }) => text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a line without a time stays behind the one that it continues, and comes once where that comes twice', () => {
    const window = { from: END - 600, to: END };
    const read = (texts: string[]) =>
      placeLines(
        texts.map((text) => readLogLine(text, EIGHT_HOURS)),
        window,
        0,
      );
    const [first, second] = [logText((END - 600) * 1_000, 'a'), logText((END - 10) * 1_000, 'b')];
    const edges = new WindowEdges();
    expect(edges.fresh(read(['x', first, 'y']), { from: END - 1_200, to: END - 600 }).map(({ line }) => line.raw)).toEqual([
      'x',
      first,
      'y',
    ]);
    expect(edges.fresh(read([first, 'y', second, 'y', 'y']), window).map(({ line }) => line.raw)).toEqual([second, 'y', 'y']);
  });

  const END_OF_FIRST = END - 600;
  const [first, second] = [
    { from: END - 1_200, to: END_OF_FIRST },
    { from: END_OF_FIRST, to: END },
  ];
  const readAll = (texts: readonly (readonly [window: Seconds, texts: readonly string[]])[]) => {
    const edges = new WindowEdges();
    return texts.flatMap(([window, lines]) =>
      edges
        .fresh(
          placeLines(
            lines.map((text) => readLogLine(text, EIGHT_HOURS)),
            window,
            0,
          ),
          window,
        )
        .map(({ line }) => line.raw),
    );
  };

  test('without any time all come, though each window says the same', () => {
    expect(
      readAll([
        [first, ['a', 'b', 'a']],
        [second, ['a', 'a', 'b']],
      ]),
    ).toEqual(['a', 'b', 'a', 'a', 'a', 'b']);
  });

  test('that continue others to the letter come behind each, where the service counts an edge in once', () => {
    const at = (time: number) => logText(time * 1_000, 'x');
    const [before, edge, after] = [at(END_OF_FIRST - 10), at(END_OF_FIRST), at(END_OF_FIRST + 10)];
    const all = [before, '  y', edge, '  y', after, '  y'];
    expect(
      readAll([
        [first, all.slice(0, 2)],
        [second, all.slice(2)],
      ]),
    ).toEqual(all);
    expect(
      readAll([
        [first, all.slice(0, 4)],
        [second, all.slice(4)],
      ]),
    ).toEqual(all);
    expect(
      readAll([
        [first, all.slice(0, 4)],
        [second, all.slice(2)],
      ]),
    ).toEqual(all);
    expect(
      readAll([
        [first, [before, '  y', edge, '  y', edge, '  z']],
        [second, [edge, '  y', edge, '  z', after]],
      ]),
    ).toEqual([before, '  y', edge, '  y', edge, '  z', after]);
  });

  test('zones are told by quarters of an hour, and a line that came a little late is of none', () => {
    const window = { from: END - 600, to: END };
    const error = (at: number) => zoneErrorOf([readLogLine('no time', 0), readLogLine(logText(at, 'x'), EIGHT_HOURS)], window);
    expect([error(NOW - 60_000), error(NOW - 700_000), error(NOW + 100_000), error(NOW - 5.75 * 3_600_000 - 1_000)]).toEqual([
      0,
      0,
      0,
      -5.75 * 3_600,
    ]);
    expect(zoneErrorOf([], window)).toBe(0);
  });
});
