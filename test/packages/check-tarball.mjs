// Packs the package, lints the tarball, installs it in empty projects and uses it there as a
// user would: require, import, and TypeScript nodenext with every declaration file checked.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The README names it.
const OLDEST_TYPESCRIPT = '5.2';
const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'tarball-'));
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
const bin = (name) => join(root, 'node_modules/.bin', name);

try {
  const packed = JSON.parse(run(root, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', work));
  // npm 10 answers a list, npm 11 may answer an object by package name.
  const { filename, size, entryCount } = Object.values(packed)[0];
  const tarball = join(work, filename);
  console.log(`packed ${filename}: ${entryCount} files, ${size} bytes`);
  process.stdout.write(run(root, bin('publint'), 'run', tarball, '--strict'));
  process.stdout.write(run(root, bin('attw'), tarball, '--profile', 'node16'));

  for (const project of ['cjs', 'esm', 'typescript']) {
    const folder = join(work, project);
    cpSync(join(root, 'test/packages/projects', project), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: project, private: true, type: 'module' }));
    const install = (...packages) => run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...packages);
    install(tarball);
    if (project === 'typescript') {
      // The default target brings the newest libraries; services often hold on to an older one.
      for (const config of ['tsconfig.json', 'tsconfig.es2022.json']) run(folder, bin('tsc'), '-p', config);
      console.log('typescript: nodenext with skipLibCheck false compiles, as ESM and as CommonJS, also for ES2022 without DOM');
      install(`typescript@~${OLDEST_TYPESCRIPT}`);
      run(folder, 'node', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
      console.log(`typescript ${OLDEST_TYPESCRIPT}: compiles too`);
    } else {
      process.stdout.write(run(folder, 'node', project === 'cjs' ? 'main.cjs' : 'main.mjs'));
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
