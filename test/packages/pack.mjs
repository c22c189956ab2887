// The tarball, as npm would publish it from what is built.
import { join } from 'node:path';
import { run } from './run.mjs';

const root = join(import.meta.dirname, '../..');

export async function pack(work) {
  const { stdout } = await run(root, 'npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work]);
  // npm 10 answers a list, npm 11 may answer an object by package name.
  const [packed] = Object.values(JSON.parse(stdout));
  return { ...packed, tarball: join(work, packed.filename) };
}
