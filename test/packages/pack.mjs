// The tarball, as npm would publish it from what is built.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { run } from './run.mjs';

const root = join(import.meta.dirname, '../..');

export async function pack(work) {
  const { stdout } = await run(root, 'npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work]);
  // npm 10 answers a list, npm 11 may answer an object by package name.
  const [packed] = Object.values(JSON.parse(stdout));
  return { ...packed, tarball: join(work, packed.filename) };
}

/** Leaves a tarball in a folder of its own, from the root of the repository, so that what was checked is what is published. Without a folder, nowhere. */
export function keep(tarball, folder = '') {
  if (folder === '') return;
  const kept = resolve(root, folder);
  mkdirSync(kept, { recursive: true });
  // Of a run before this one: it would be published as well.
  for (const name of readdirSync(kept)) if (name.endsWith('.tgz')) rmSync(join(kept, name));
  copyFileSync(tarball, join(kept, basename(tarball)));
}
