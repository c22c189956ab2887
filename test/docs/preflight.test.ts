import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/preflight.md'), 'utf8');

/** Lines without what differs from run to run. */
const steady = (line: string): string => line.replace(/in \d+\.\d s$/, 'in … s').replace(/give or take \d+\.\d s/, 'give or take … s');

test('preflight.ts prints what the guide shows, and ends well', async () => {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(...text.split('\n').map(steady)));
  const { exitCode } = process;
  process.argv.push('--simulate');
  try {
    await import('../../docs/examples/preflight.ts');
    expect(process.exitCode).toBe(0);
  } finally {
    process.exitCode = exitCode;
    process.argv.pop();
    log.mockRestore();
  }
  const shown = /```text\n([\s\S]*?)```/.exec(guide)![1]!.trimEnd().split('\n').map(steady);
  expect(shown.length).toBeGreaterThan(25);
  let from = 0;
  for (const [index, line] of shown.entries()) {
    if (line.trim() === '...') continue;
    const at = printed.indexOf(line, from);
    expect(at, line).toBeGreaterThanOrEqual(0);
    // Without dots before it a line follows the one before.
    if (index > 0 && shown[index - 1]!.trim() !== '...') expect(at, line).toBe(from);
    from = at + 1;
  }
});

test('the guide has every finding and its severities', () => {
  const source = readFileSync(join(root, 'src/preflight/finding.ts'), 'utf8');
  const codes = [...source.slice(0, source.indexOf('export interface')).matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code]) => code);
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| ((?:error|warning|note)(?:, (?:error|warning|note))*) \|/gm)];
  expect(codes.length).toBe(21);
  expect(rows.map(([, code]) => code).sort()).toEqual([...codes].sort());
});
