// The lines of Node that are maintained. This process's own is there; the binaries of the others come from npm, beside all other checks.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const OWN = process.versions.node.split('.', 1)[0];
// `NODE_LINES=20` spares the download of some 150 MB.
const LINES = (process.env.NODE_LINES ?? '20,22,24').split(',');
const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
// The first release of a line may lack what its newest has.
const OLDEST = [...engines.node.replace('>=', '').split('.'), '0', '0'].slice(0, 3).join('.');

/** Binaries by what they are of: `lines` by the number of each line, `all` with the oldest release that `engines` takes, by its version. */
export async function fetchNodes(work, signal) {
  const folder = join(work, 'nodes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'nodes', private: true }));
  // The package `node` would fetch its binary in an install script; the package of the platform has it.
  const others = [...LINES.filter((line) => line !== OWN), OLDEST].map(
    (line) => `node-${line}@npm:node-${process.platform}-${process.arch}@${line}`,
  );
  await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...others], {
    cwd: folder,
    signal,
  });
  const binaries = new Map(
    [...new Set([OWN, ...LINES, OLDEST])].map((line) => [
      line,
      line === OWN ? process.execPath : join(folder, `node_modules/node-${line}/bin/node`),
    ]),
  );
  return { lines: [...binaries].filter(([line]) => line !== OLDEST), all: [...binaries] };
}
