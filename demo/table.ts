import { stripVTControlCharacters } from 'node:util';

/** Rows of cells as lines of columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widthOf = (cell: string | undefined): number => stripVTControlCharacters(cell ?? '').length;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]))));
  const padded = (cell: string, column: number): string => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}
