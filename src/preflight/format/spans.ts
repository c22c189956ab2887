import { type Colour, coloured, columnsOf, withoutControls } from '../../internal/terminal.ts';

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour | undefined;
}

/** A line of a terminal. */
export type Line = readonly (Span | string)[];

/** Lines as a text. What would command the terminal reads `?`; the only escape sequences are those of the colours, where they are wanted. */
export function rendered(lines: readonly Line[], isColoured: boolean): string {
  return lines
    .map((line) =>
      line
        .map((span) => painted(span, isColoured))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function painted(span: Span | string, isColoured: boolean): string {
  const { text, colour } = typeof span === 'string' ? { text: span, colour: undefined } : span;
  const plain = withoutControls(text, '?');
  return isColoured && colour !== undefined ? coloured(plain, colour) : plain;
}

/** Blanks after a text, so that it takes a number of columns. */
export function padding(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** A text in lines of so many columns at most, broken at blanks; a word that is longer, such as an id, has a line to itself and stays whole. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(word) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A label, and a text beside it that is wrapped under itself. */
export function labelled(
  label: Span,
  text: string,
  { indent, labelColumns, width }: { readonly indent: number; readonly labelColumns: number; readonly width: number },
): readonly Line[] {
  const before = ' '.repeat(indent);
  const lines = wrapped(text, width - indent - labelColumns);
  return (lines.length === 0 ? [''] : lines).map((line, index) =>
    index === 0 ? [before, label, padding(label.text, labelColumns), line] : [before, ' '.repeat(labelColumns), line],
  );
}

/** Rows of cells as lines of columns, each as wide as its widest cell; columns without any text are left out. */
export function tabulated(rows: readonly (readonly Span[])[], indent: number): readonly Line[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(0, ...rows.map((row) => columnsOf(row[column]?.text ?? ''))));
  return rows.map((row) => [
    ' '.repeat(indent),
    ...row.flatMap((cell, column) => (widths[column] === 0 ? [] : [cell, padding(cell.text, (widths[column] ?? 0) + 2)])),
  ]);
}

// What a time takes.
const LEAST_BESIDE = 25;

/** The heading of a section, with what it comes to beside it. */
export function heading(title: string, summary: string, width: number): readonly Line[] {
  return [[], ...titled(title, summary, width)];
}

/** A title, and a text beside it that is wrapped under itself, or under the title where there is no room for that. */
export function titled(title: string, text: string, width: number): readonly Line[] {
  const indent = columnsOf(title) + 2;
  if (width - indent < LEAST_BESIDE) return [[{ text: title, colour: 'bold' }], ...wrapped(text, width - 2).map((line) => ['  ', line])];
  const [first, ...more] = wrapped(text, width - indent);
  return [[{ text: title, colour: 'bold' }, first === undefined ? '' : `  ${first}`], ...more.map((line) => [' '.repeat(indent), line])];
}
