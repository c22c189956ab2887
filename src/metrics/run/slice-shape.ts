import { PAGE_LENGTH } from '../page-length.ts';

// More pages in a slice mean fewer slices to fetch side by side.
const PAGES_IN_A_SLICE = 8;

/** How a window is cut. */
export interface SliceShape {
  /** Periods in a slice. */
  readonly periods: number;
  /** Pages in a slice when no point is missing. */
  readonly pages: number;
  /** Calls that the window takes when no point is missing. */
  readonly calls: number;
}

/**
 * The cut of a window that takes the fewest calls: slices that fill whole pages. Among equals the
 * shortest slices win.
 *
 * @param series - Series that each answer holds.
 * @param periods - Periods in the window.
 * @param longest - Periods that one request may span.
 */
export function sliceShape(series: number, periods: number, longest: number): SliceShape {
  const fewestPages = Math.max(1, Math.ceil(series / PAGE_LENGTH));
  let best: SliceShape | undefined;
  for (let pages = fewestPages; pages < fewestPages + PAGES_IN_A_SLICE; pages++) {
    const length = Math.max(1, Math.min(longest, Math.floor((pages * PAGE_LENGTH) / series)));
    const calls = Math.floor(periods / length) * pagesFor(series * length) + pagesFor(series * (periods % length));
    if (!best || calls < best.calls) best = { periods: length, pages: pagesFor(series * Math.min(length, periods)), calls };
  }
  return best ?? { periods: 1, pages: fewestPages, calls: periods * fewestPages };
}

function pagesFor(points: number): number {
  return Math.ceil(points / PAGE_LENGTH);
}
