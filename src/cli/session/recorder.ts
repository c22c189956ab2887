import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';
import { fileTrouble } from './file-trouble.ts';

/** A file that a recording is written to. */
export interface Recorder {
  /** Adds a line. It is in the file when this returns, whatever ends the program. */
  write(line: string): void;
  /** Closes the file and gives the number of its lines; a file without any is removed. */
  close(): number;
}

/** Opens a new file that nobody else may read. Pseudonyms are those of one recording, so none is added to another. @throws {@link UsageError} */
export function openRecorder(path: string): Recorder {
  const file = open(path);
  let lines = 0;
  return {
    write: (line) => {
      writeSync(file, `${line}\n`);
      lines++;
    },
    close: () => {
      closeSync(file);
      if (lines === 0) unlinkSync(path);
      return lines;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const reason =
      error.code === 'EEXIST'
        ? 'already exists: name a new file, since a recording is never appended to and never overwritten'
        : `cannot be written (${fileTrouble(error)})`;
    throw new UsageError(`--record ${path} ${reason}`, { cause: error });
  }
}
