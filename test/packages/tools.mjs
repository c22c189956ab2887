// Package managers and runtimes other than npm and Node. All come from npm, beside all other checks, into the temporary folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

// `RUNTIMES=` spares the download of some 80 MB.
const RUNTIMES = (process.env.RUNTIMES ?? 'bun,deno').split(',').filter((name) => name !== '');

// The packages `bun` and `deno` would fetch their binaries in an install script; those of the platforms hold them.
// The baseline of Bun runs on every processor.
const BINARIES = {
  'linux-x64': { bun: ['@oven/bun-linux-x64-baseline', 'bin/bun'], deno: ['@deno/linux-x64-glibc', 'deno'] },
  'linux-arm64': { bun: ['@oven/bun-linux-aarch64', 'bin/bun'], deno: ['@deno/linux-arm64-glibc', 'deno'] },
  'darwin-arm64': { bun: ['@oven/bun-darwin-aarch64', 'bin/bun'], deno: ['@deno/darwin-arm64', 'deno'] },
};
const MANAGERS = { pnpm: ['pnpm@^10', 'pnpm', 'bin/pnpm.cjs'], yarn: ['@yarnpkg/cli-dist@^4', '@yarnpkg/cli-dist', 'bin/yarn.js'] };

/** The programs of the package managers, for Node, and the binaries of the runtimes that exist for this platform. */
export async function fetchTools(work, signal) {
  const folder = join(work, 'tools');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'tools', private: true }));
  const binaries = Object.entries(BINARIES[`${process.platform}-${process.arch}`] ?? {}).filter(([name]) => RUNTIMES.includes(name));
  const packages = [...Object.values(MANAGERS).map(([spec]) => spec), ...binaries.map(([, [name]]) => name)];
  await run(folder, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { signal });
  const path = (name, file) => join(folder, 'node_modules', name, file);
  return {
    managers: Object.fromEntries(Object.entries(MANAGERS).map(([name, [, of, file]]) => [name, path(of, file)])),
    runtimes: new Map(binaries.map(([name, [of, file]]) => [name, path(of, file)])),
  };
}
