#!/usr/bin/env node
import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';

const ending = new AbortController();

function end(): void {
  // Whoever asks twice does not want to wait.
  if (ending.signal.aborted) process.exit(ExitCode.Interrupted);
  ending.abort(new DOMException('ended from outside', 'AbortError'));
}

function endBroken(stream: NodeJS.WriteStream, error: Error): void {
  if (process.exitCode === undefined && stream === process.stdout)
    process.stderr.write(`error: the output could not be written: ${error.message}\n`);
  process.exitCode = ExitCode.Unreadable;
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as head has enough; anything else, such as a full disk, is a fault of the answer itself.
    if (error.code !== 'EPIPE') endBroken(stream, error);
    ending.abort(error);
  });
}

const { argv, env, stdout, stderr } = process;
const code = await run({ argv: argv.slice(2), env, stdout, stderr, signal: ending.signal });
// Where the output could not be written, that is what it ends with.
process.exitCode ??= code;
process.off('SIGINT', end);
process.off('SIGTERM', end);
