// The tarball as each package manager installs it: a query with a key that is given, and with one that the default chain finds.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyProject, projectWith } from './projects.mjs';
import { run } from './run.mjs';

/** A job for each package manager. */
export function installJobs({ work, tarball }, tools) {
  const named = (name) =>
    emptyProject(work, `installs-${name}`, { template: 'installs', dependencies: { 'alicloud-vpn-monitor': `file:${tarball}` } });
  return [
    async () => {
      const folder = await projectWith({ work, tarball }, 'installs-npm', 'installs');
      await reads('npm', () => run(folder, 'node', ['query.mjs']));
    },
    async () => {
      const folder = named('pnpm');
      const { managers } = await tools;
      const options = ['--ignore-scripts', '--store-dir', join(work, 'pnpm-store')];
      await run(folder, 'node', [managers.pnpm, 'install', ...options]);
      await reads('pnpm', () => run(folder, 'node', ['query.mjs']));
      // Nothing is hoisted: the credential chain does not find what it does not declare.
      writeFileSync(join(folder, '.npmrc'), 'hoist=false\n');
      await run(folder, 'node', [managers.pnpm, 'install', '--force', ...options]);
      await readsOnceMended(
        'pnpm without hoisting',
        () => run(folder, 'node', ['query.mjs']),
        () => run(folder, 'node', [managers.pnpm, 'add', 'debug', ...options]),
      );
    },
    async () => {
      const yarn = await yarnIn(named('yarn-node-modules'), 'node-modules', work, tools);
      await yarn('install');
      await reads('Yarn with node_modules', () => yarn('node', 'query.mjs'));
    },
    async () => {
      const yarn = await yarnIn(named('yarn-pnp'), 'pnp', work, tools);
      await yarn('install');
      await readsOnceMended(
        "Yarn with Plug'n'Play",
        () => yarn('node', 'query.mjs'),
        () => yarn('add', 'debug'),
      );
    },
  ];
}

/** Starts Yarn in a project, with all that it keeps in the temporary folder. */
async function yarnIn(folder, linker, work, tools) {
  const { managers } = await tools;
  const { stdout: registry } = await run(folder, 'npm', ['config', 'get', 'registry']);
  // Without a lockfile of its own Yarn takes the folder for a part of a project above it.
  writeFileSync(join(folder, 'yarn.lock'), '');
  const env = {
    YARN_ENABLE_GLOBAL_CACHE: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
    YARN_ENABLE_SCRIPTS: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_GLOBAL_FOLDER: join(work, `yarn-${linker}`),
    YARN_NODE_LINKER: linker,
    YARN_NPM_REGISTRY_SERVER: registry.trim(),
  };
  return (...args) => run(folder, 'node', [managers.yarn, ...args], { env });
}

async function reads(manager, query) {
  const { given, chain } = JSON.parse((await query()).stdout);
  for (const { points, ...failure } of [given, chain]) assert.ok(points > 50, `${manager}: ${JSON.stringify(failure)}`);
  console.log(`${manager}: an hour of points with a key that is given and with the default chain`);
}

/** The default chain does not work here, and what the error advises mends it. */
async function readsOnceMended(manager, query, mend) {
  const { given, chain } = JSON.parse((await query()).stdout);
  assert.ok(given.points > 50, `${manager}: ${JSON.stringify(given)}`);
  assert.equal(
    chain.code,
    'config',
    `${manager}: ${JSON.stringify(chain)}. Where the chain works by itself, drop the advice of default-chain.ts.`,
  );
  assert.match(chain.message, /Install debug in your project/, manager);
  await mend();
  await reads(`${manager}, once debug is installed`, query);
}
