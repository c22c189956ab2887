// Packs the package, lints the tarball, installs it in empty projects and uses it there as a user would:
// require, import, the command, every declaration file under old and new compilers, single-file bundles, tree-shaking.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApart } from './check-apart.mjs';
import { checkBundles } from './check-bundles.mjs';
import { checkCommand } from './check-command.mjs';
import { checkExamples } from './check-examples.mjs';
import { checkFirstQuery } from './check-first-query.mjs';
import { checkTreeShaking } from './check-tree-shaking.mjs';
import { checkTypes } from './check-types.mjs';
import { fetchNodes } from './nodes.mjs';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'tarball-'));
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
const bin = (name) => join(root, 'node_modules/.bin', name);

/** A project with the tarball installed, and nothing but what that brings. */
function projectWith(tarball, name) {
  const folder = join(work, name);
  cpSync(join(root, 'test/packages/projects', name), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const install = (...packages) => run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...packages);
  install(tarball);
  return { folder, install, run: (command, ...args) => run(folder, command, ...args) };
}

// They come while the other checks run.
const failed = new AbortController();
const nodes = fetchNodes(work, failed.signal);
const fetched = nodes.catch(() => undefined);

try {
  const packed = JSON.parse(run(root, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', work));
  // npm 10 answers a list, npm 11 may answer an object by package name.
  const { filename, version, files, size, entryCount } = Object.values(packed)[0];
  const tarball = join(work, filename);
  console.log(`packed ${filename}: ${entryCount} files, ${size} bytes`);
  process.stdout.write(run(root, bin('publint'), 'run', tarball, '--strict'));
  process.stdout.write(run(root, bin('attw'), tarball, '--profile', 'node16'));

  process.stdout.write(projectWith(tarball, 'cjs').run('node', 'main.cjs'));
  process.stdout.write(projectWith(tarball, 'esm').run('node', 'main.mjs'));
  checkTypes(projectWith(tarball, 'typescript'));
  const bundle = projectWith(tarball, 'bundle');
  checkFirstQuery(bundle.folder);
  checkApart(bundle.folder);
  await checkTreeShaking(bundle.folder);
  await checkBundles(bundle.folder, work);
  await checkExamples({ tarball, version, work });
  await checkCommand({ tarball, files, version, work }, await nodes);
} finally {
  failed.abort();
  await fetched;
  rmSync(work, { recursive: true, force: true });
}
