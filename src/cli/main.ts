#!/usr/bin/env node
import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';

const ending = new AbortController();

function end(): void {
  // Whoever asks twice does not want to wait.
  if (ending.signal.aborted) process.exit(ExitCode.Interrupted);
  ending.abort(new DOMException('ended from outside', 'AbortError'));
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as head has enough.
    if (error.code !== 'EPIPE') throw error;
    ending.abort(error);
  });
}

const { argv, env, stdout, stderr } = process;
process.exitCode = await run({ argv: argv.slice(2), env, stdout, stderr, signal: ending.signal });
process.off('SIGINT', end);
process.off('SIGTERM', end);
