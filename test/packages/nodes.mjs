// The lines of Node that are maintained. This process's own is there; the binaries of the others come from npm, beside all other checks.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const OWN = process.versions.node.split('.', 1)[0];
// `NODE_LINES=20` spares the download of some 150 MB.
const LINES = (process.env.NODE_LINES ?? '20,22,24').split(',');

/** The binary of each line, by its number. */
export async function fetchNodes(work, signal) {
  const folder = join(work, 'nodes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'nodes', private: true }));
  // The package `node` would fetch its binary in an install script; the package of the platform has it.
  const others = LINES.filter((line) => line !== OWN).map((line) => `node-${line}@npm:node-${process.platform}-${process.arch}@${line}`);
  if (others.length > 0)
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...others], {
      cwd: folder,
      signal,
    });
  return new Map(
    [...new Set([OWN, ...LINES])].map((line) => [
      line,
      line === OWN ? process.execPath : join(folder, `node_modules/node-${line}/bin/node`),
    ]),
  );
}
