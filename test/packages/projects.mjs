// Empty projects with nothing but what an install of the tarball brings.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const templates = join(import.meta.dirname, 'projects');

/** A folder with the files of a project, in which nothing is installed yet. */
export function emptyProject(work, name, { template = name, dependencies = {} } = {}) {
  const folder = join(work, name);
  cpSync(join(templates, template), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module', dependencies }));
  return folder;
}

/** A project into which npm has installed the tarball. */
export async function projectWith({ work, tarball }, name, template = name) {
  const folder = emptyProject(work, name, { template });
  await install(folder, tarball);
  return folder;
}

export async function install(folder, ...packages) {
  await run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages]);
}
