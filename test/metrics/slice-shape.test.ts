import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliceShape } from '../../src/metrics/run/slice-shape.ts';

const MONTH = 31 * 1440;

test.each([
  ['one series over an hour', 1, 60, { periods: 1440, calls: 1 }],
  ['one series over a month of minutes', 1, MONTH, { periods: 1440, calls: 31 }],
  ['50 series over an hour', 50, 60, { calls: 3 }],
  ['24 series over an hour fill a page', 24, 60, { calls: 1 }],
  ['2,000 series once', 2000, 1, { periods: 1, calls: 2 }],
  ['2,000 series over an hour', 2000, 60, { calls: 84 }],
])('%s', (_, series, periods, expected) => {
  expect(sliceShape(series, periods, MONTH)).toMatchObject(expected);
});

test('no cut takes fewer calls than full pages would, nor many more, and none is longer than a request may span', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: MONTH }),
      fc.integer({ min: 1, max: MONTH }),
      (series, periods, longest) => {
        const shape = sliceShape(series, periods, longest);
        const slices = Math.ceil(periods / shape.periods);
        expect(shape.calls).toBeGreaterThanOrEqual(Math.ceil((series * periods) / 1440));
        expect(shape.calls).toBeLessThanOrEqual(Math.ceil((series * periods) / 1440) + slices);
        expect(shape.periods).toBeGreaterThanOrEqual(1);
        expect(shape.periods).toBeLessThanOrEqual(longest);
      },
    ),
  );
});
