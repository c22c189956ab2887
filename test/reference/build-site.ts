import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** A folder that holds the reference. */
export interface Site extends AsyncDisposable {
  readonly folder: string;
}

/** The reference: the folder that `REFERENCE_SITE` names, where it was built before, and otherwise built as `npm run docs` does. */
export async function siteOf(given = process.env['REFERENCE_SITE']): Promise<Site> {
  if (given !== undefined && given !== '') return { folder: resolve(root, given), [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'reference-'));
  const remove = () => rm(folder, { recursive: true, maxRetries: 10 });
  try {
    await promisify(execFile)('npm', ['run', 'docs', '--silent', '--', '--out', folder], { cwd: root, maxBuffer: 1e8 });
  } catch (error) {
    await remove();
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`the reference was not built:\n${stdout}${stderr}`, { cause: error });
  }
  return { folder, [Symbol.asyncDispose]: remove };
}
