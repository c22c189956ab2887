import type { CommandIo, Output } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/run.ts';

/** What a command came to. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An output that keeps what is written. */
export class Written implements Output {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows = 40;
  readonly #onWrite: (text: string) => void;

  constructor({
    isTTY = false,
    columns = 200,
    onWrite = () => undefined,
  }: { readonly isTTY?: boolean; readonly columns?: number; readonly onWrite?: (text: string) => void } = {}) {
    this.isTTY = isTTY;
    this.columns = columns;
    this.#onWrite = onWrite;
  }

  write(text: string): void {
    this.text += text;
    this.#onWrite(text);
  }
}

/** Runs a command in this process, without waiting in real time. @param line - Its arguments, with blanks between them. */
export async function runCommand(
  line: string,
  io: Partial<Omit<CommandIo, 'argv'>> & { readonly stdout?: Written; readonly stderr?: Written } = {},
): Promise<Outcome> {
  const { stdout = new Written(), stderr = new Written(), ...rest } = io;
  const code = await run({
    argv: line.split(' ').filter(Boolean),
    env: {},
    signal: new AbortController().signal,
    sleep: () => Promise.resolve(),
    stdout,
    stderr,
    ...rest,
  });
  return { code, out: stdout.text, err: stderr.text };
}

/** The objects of NDJSON. */
export function objectsIn(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
