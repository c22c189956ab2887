import type { Output } from '../io.ts';
import { shownWidth } from './shown-width.ts';

/** A log with a table below it that is redrawn in place. Where the output is no terminal, the table is left out. */
export class Screen {
  readonly #output: Output;
  #below: readonly string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  get isLive(): boolean {
    return this.#output.isTTY === true;
  }

  /** Adds a line to the log. @param output - Where it goes, if not where the table is: a terminal may show both. */
  line(text = '', output = this.#output): void {
    this.#erase();
    output.write(`${text}\n`);
    this.#write();
  }

  /** Replaces the table below the log. */
  draw(text: string): void {
    if (!this.isLive) return;
    this.#erase();
    this.#below = text.split('\n');
    this.#write();
  }

  /** Removes the table. */
  clear(): void {
    this.#erase();
    this.#below = [];
  }

  #erase(): void {
    // Moves up to where the table began and clears everything below.
    if (this.#below.length > 0) this.#output.write(`\x1b[${this.#below.length}A\x1b[J`);
  }

  #write(): void {
    // A table that wraps or scrolls cannot be redrawn in place; some terminals do not say their size.
    const { columns, rows } = this.#output;
    this.#below = this.#below.slice(0, (rows || 24) - 2);
    for (const line of this.#below) this.#output.write(`${cut(line, (columns || 80) - 1)}\n`);
  }
}

// eslint-disable-next-line no-control-regex -- colours take no room
const PIECES = /\x1b\[[0-9;]*m|./gu;

/** The first characters of a line, with a sign that there were more, and all its colours, so that none stays switched on. */
function cut(line: string, width: number): string {
  if (shownWidth(line) <= width) return line;
  let left = width - 1;
  const fits = (sign: string): boolean => (left -= shownWidth(sign)) >= 0;
  return (line.match(PIECES) ?? []).filter((piece) => piece.startsWith('\x1b') || fits(piece)).join('') + '…';
}
