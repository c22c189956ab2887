import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the demo reports all that is true and nothing else, in plain lines where there is no terminal', async () => {
  // It would exit with 1 otherwise, and so reject.
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'demo/main.ts', '--tick', '0'], { cwd: root });
  expect(stdout).toMatch(/(\d+) of \1 true changes reported, 0 reported that were not true\./);
  expect(stdout).toContain('could not read events and metrics. New errors: 1. Transitions reported: 0.');
  expect(stdout).not.toContain('\x1b');
}, 60_000);
