import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let project = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'api-report-'));
  for (const folder of ['scripts', 'dist']) mkdirSync(join(project, folder));
  copyFileSync(join(root, 'scripts/api-report.mjs'), join(project, 'scripts/api-report.mjs'));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const exports = { '.': { require: { types: './dist/index.d.ts' } } };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'reported', version: '1.0.0', type: 'module', exports }));
});
afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

/** What the script says about declarations; about none at all without them. */
function report(declarations: string | undefined): { readonly status: number | null; readonly said: string } {
  if (declarations !== undefined) writeFileSync(join(project, 'dist/index.d.ts'), declarations);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/api-report.mjs'], { cwd: project, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test('without declarations it says to build', () => {
  expect(report(undefined)).toEqual({ status: 1, said: './dist/index.d.ts is missing: run `npm run build`, then this again.\n' });
});

const AGAIN = 'Run `npm run typecheck` and mend what it finds in src, then `npm run build`, then this again.\n';

test.each([
  ['a type that is missing', 'export declare const one: Missing;\n', "dist/index.d.ts:1: Cannot find name 'Missing'."],
  [
    'a declaration that is cut off',
    'export declare const one: number;\nexport declare const\n',
    'dist/index.d.ts:2: Variable declaration list cannot be empty.',
  ],
  ['a module that is missing', "export { two } from './gone.ts';\n", "dist/index.d.ts:1: Cannot find module './gone.ts'"],
])('%s is named with its place and the way on, without a stack', (_, declarations, found) => {
  const { status, said } = report(declarations);
  expect(status).toBe(1);
  expect(said).toContain(`The declarations have errors, so no report can be written:\n${found}`);
  expect(said.endsWith(AGAIN)).toBe(true);
  expect(said).not.toMatch(/^ +at |defect/m);
});

test('valid declarations are written as a report', () => {
  expect(report('export declare const one: number;\n')).toEqual({ status: 0, said: 'etc: index.api.md\n' });
  expect(readFileSync(join(project, 'etc/index.api.md'), 'utf8')).toContain('export const one: number;');
});
