const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly colour?: keyof typeof COLOURS | undefined;
}

/** A line of a terminal. */
export type Line = readonly (Span | string)[];

// Cursor movements and line breaks, C1 codes, and what turns the direction of writing: names of an account may hold them.
// eslint-disable-next-line no-control-regex -- these are what is kept away from a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** Lines as a text. What would command the terminal reads `?`; the only escape sequences are those of the colours, where they are wanted. */
export function rendered(lines: readonly Line[], isColoured: boolean): string {
  return lines.map((line) => line.map((span) => painted(span, isColoured)).join('').trimEnd()).join('\n');
}

function painted(span: Span | string, isColoured: boolean): string {
  const { text, colour } = typeof span === 'string' ? { text: span, colour: undefined } : span;
  const plain = text.replace(CONTROL, '?');
  return isColoured && colour !== undefined && plain !== '' ? `\u001b[${COLOURS[colour]}m${plain}\u001b[0m` : plain;
}

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  return Array.from(text).length + (text.match(WIDE)?.length ?? 0);
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
export function labelled(label: Span, text: string, { indent, labelColumns, width }: { readonly indent: number; readonly labelColumns: number; readonly width: number }): readonly Line[] {
  const before = ' '.repeat(indent);
  const lines = wrapped(text, width - indent - labelColumns);
  return (lines.length === 0 ? [''] : lines).map((line, index) => (index === 0 ? [before, label, padding(label.text, labelColumns), line] : [before, ' '.repeat(labelColumns), line]));
}

/** Rows of cells as lines of columns, each as wide as its widest cell; columns without any text are left out. */
export function tabulated(rows: readonly (readonly Span[])[], indent: number): readonly Line[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(0, ...rows.map((row) => columnsOf(row[column]?.text ?? ''))));
  return rows.map((row) => [' '.repeat(indent), ...row.flatMap((cell, column) => (widths[column] === 0 ? [] : [cell, padding(cell.text, (widths[column] ?? 0) + 2)]))]);
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
