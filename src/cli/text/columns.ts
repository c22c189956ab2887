import { shownWidth } from './shown-width.ts';

const GAP = 2;

/** How a table is cut to size. */
export interface ColumnOptions {
  /** How wide it may be. Default: as wide as it is. */
  readonly width?: number | undefined;
  /** The headings of the columns that go first where it is too wide, in that order. */
  readonly dispensable?: readonly string[] | undefined;
}

/** Rows of cells as lines of columns, the heading first. Columns that hold nothing are left out. */
export function columns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Infinity, dispensable = [] }: ColumnOptions = {},
): string {
  const widthOf = (column: number): number => Math.max(...[heading, ...rows].map((row) => shownWidth(row[column] ?? '')));
  let kept = heading.map((_, column) => column).filter((column) => rows.some((row) => row[column]));
  const total = (): number => kept.reduce((sum, column) => sum + widthOf(column) + GAP, -GAP);
  for (const name of dispensable) {
    if (total() <= width) break;
    kept = kept.filter((column) => heading[column] !== name);
  }
  const widths = new Map(kept.map((column) => [column, widthOf(column)]));
  const padded = (cell: string, column: number): string => cell + ' '.repeat((widths.get(column) ?? 0) - shownWidth(cell));
  return [heading, ...rows]
    .map((row) =>
      kept
        .map((column) => padded(row[column] ?? '', column))
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .join('\n');
}
