// Packs the package, lints the tarball, installs it in empty projects and uses it there as a user would: require, import, the command, every
// declaration file under old and new compilers, single-file bundles, webpack, tree-shaking, package managers, runtimes, the stacks of errors.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApart } from './check-apart.mjs';
import { checkBundles } from './check-bundles.mjs';
import { checkCommand } from './check-command.mjs';
import { checkExamples } from './check-examples.mjs';
import { checkFirstQuery } from './check-first-query.mjs';
import { installJobs } from './check-installs.mjs';
import { checkNotice } from './check-notice.mjs';
import { peerJobs } from './check-peers.mjs';
import { runtimeJobs } from './check-runtimes.mjs';
import { checkSize } from './check-size.mjs';
import { checkStacks } from './check-stacks.mjs';
import { checkTreeShaking } from './check-tree-shaking.mjs';
import { typeJobs } from './check-types.mjs';
import { checkWebpack } from './check-webpack.mjs';
import { fetchNodes } from './nodes.mjs';
import { keep, pack } from './pack.mjs';
import { projectWith } from './projects.mjs';
import { atOnce, succeeds } from './run.mjs';
import { fetchTools } from './tools.mjs';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'tarball-'));
const AT_ONCE = 2;

// They come while the other checks run.
const failed = new AbortController();
const nodes = fetchNodes(work, failed.signal);
const tools = fetchTools(work, failed.signal);
const fetched = Promise.allSettled([nodes, tools]);

try {
  const packed = await pack(work);
  console.log(`packed ${packed.filename}: ${packed.entryCount} files, ${packed.size} bytes`);
  const context = { ...packed, work, subpaths: subpaths() };
  await atOnce(AT_ONCE, [
    ...typeJobs(context),
    () => checkBundled(context),
    () => checkWebpack(context),
    () => prints('node', 'scripts/api-report.mjs', '--check'),
    () => prints('node', 'node_modules/publint/src/cli.js', 'run', packed.tarball, '--strict'),
    () => prints('node', 'node_modules/@arethetypeswrong/cli/dist/index.js', packed.tarball, '--profile', 'node16'),
    async () => usesIt(await projectWith(context, 'cjs'), 'main.cjs'),
    async () => usesIt(await projectWith(context, 'esm'), 'main.mjs'),
    async () => checkStacks(await projectWith(context, 'stacks')),
    () => checkExamples(context),
    ...installJobs(context, tools),
    ...peerJobs(context, nodes),
    ...runtimeJobs(context, nodes, tools),
    async () => checkCommand(context, (await nodes).lines),
  ]);
  keep(packed.tarball, process.env.CHECKED_TARBALL);
} finally {
  failed.abort();
  await fetched;
  rmSync(work, { recursive: true, force: true });
}

/** All that can be imported of the package, by its own name. */
function subpaths() {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1));
}

async function checkBundled(context) {
  const project = await projectWith(context, 'bundle');
  checkSize(project);
  checkNotice(project);
  checkFirstQuery(project);
  checkApart(project);
  await checkTreeShaking(project);
  await checkBundles(project, work);
}

async function prints(command, ...args) {
  process.stdout.write(await succeeds(root, command, ...args));
}

async function usesIt(project, program) {
  process.stdout.write(await succeeds(project, 'node', program));
}
