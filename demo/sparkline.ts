const BARS = '▁▂▃▄▅▆▇█';

/** One bar for each value, scaled between the smallest and the largest; a gap stays a gap. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return values
    .map((value) => (value === undefined ? ' ' : (BARS[span === 0 ? 0 : Math.round(((value - low) / span) * (BARS.length - 1))] ?? ' ')))
    .join('');
}
