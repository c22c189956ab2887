import type { Logger, Transition } from 'alicloud-vpn-monitor';
import type { CommandIo } from './io.ts';
import { errorLines, fitting, hasColours, jsonLine, type Palette, paletteFor, printable, Screen, transitionLine } from './text/index.ts';

const ERASE_LINE = '\r\x1b[K';

/** What a command says, and where: answers to stdout, everything else to stderr. */
export class Printer {
  readonly #io: CommandIo;
  readonly #screen: Screen;
  readonly #json: boolean;
  readonly #verbose: boolean;
  readonly #told = new Set<string>();
  #progress = '';
  readonly paint: Palette;

  constructor(io: CommandIo, { json, verbose }: { readonly json: boolean; readonly verbose: boolean }) {
    this.#io = io;
    this.#screen = new Screen(io.stdout);
    this.#json = json;
    this.#verbose = verbose;
    this.paint = paletteFor(io.stdout, io.env);
  }

  /** Whether answers are NDJSON. */
  get isJson(): boolean {
    return this.#json;
  }

  /** Whether a table can be redrawn in place. */
  get isLive(): boolean {
    return this.#screen.isLive && !this.#json;
  }

  get isColoured(): boolean {
    return hasColours(this.#io.stdout, this.#io.env);
  }

  /** How wide a line may be; `undefined` where nobody looks at it. */
  get width(): number | undefined {
    const { isTTY, columns } = this.#io.stdout;
    return isTTY ? columns || 80 : undefined;
  }

  /** A part of the answer. */
  line(text = ''): void {
    this.endProgress();
    this.#screen.line(text);
  }

  /** A part of the answer as NDJSON. */
  json(type: string, fields: object): void {
    this.line(jsonLine(type, fields));
  }

  /** @param isPast - Of a history. */
  transition(transition: Transition, isPast = false): void {
    if (this.#json) this.json(transition.type, transition);
    else this.line(transitionLine(transition, this.paint, isPast));
  }

  /** Replaces the live table. */
  draw(text: string): void {
    this.#screen.draw(text);
  }

  /** What the user should know besides the answer. */
  note(text: string): void {
    this.endProgress();
    this.#screen.line(printable(text), this.#io.stderr);
  }

  error(error: unknown): void {
    this.endProgress();
    for (const [index, line] of errorLines(error, { verbose: this.#verbose }).entries()) {
      // What to do next is said once, however many fail alike.
      if (index > 0 && !line.startsWith(' ') && this.#told.has(line)) continue;
      this.#told.add(line);
      this.#screen.line(index === 0 ? `error: ${line}` : line, this.#io.stderr);
    }
  }

  /** How far it is: redrawn on a terminal, lines of their own where they are asked for, else nothing. */
  progress(text: string): void {
    if (this.#verbose) {
      this.note(text);
      return;
    }
    const { isTTY, columns } = this.#io.stderr;
    if (!isTTY) return;
    this.#progress = fitting(printable(text), (columns || 80) - 1);
    this.#io.stderr.write(`${ERASE_LINE}${this.#progress}`);
  }

  /** What the SDK works around, where that is asked for. */
  get logger(): Partial<Logger> | undefined {
    if (!this.#verbose) return undefined;
    const write = (message: string): void => {
      this.note(message);
    };
    return { info: write, warn: write, error: write };
  }

  /** Removes what says how far it is. */
  endProgress(): void {
    if (this.#progress === '') return;
    this.#progress = '';
    this.#io.stderr.write(ERASE_LINE);
  }
}
