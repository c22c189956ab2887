// The command as users start it: by npx in an empty folder, from a project of either kind, through a link, on each line of Node.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './run.mjs';

const NAME = 'alicloud-vpn-monitor';
const EXECUTABLE = 0o111;

export async function checkCommand({ tarball, files, version, work }, nodes) {
  const packed = files.find(({ path }) => path === 'dist/cli.js');
  assert.equal(packed?.mode & EXECUTABLE, EXECUTABLE, 'the packed command can be executed');
  const project = await installed(tarball, join(work, 'a folder with blanks'));
  assert.match(readFileSync(join(project, 'node_modules', NAME, 'dist/cli.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/);

  const { createSimulator } = await import(pathToFileURL(join(project, 'node_modules', NAME, 'dist/testing.js')).href);
  const cloud = createSimulator.preset('dual-tunnel', { regionId: 'cn-hangzhou' });
  const service = await cloud.listen();
  const context = { tarball, version, work, project, service };
  try {
    // The package is an ES module in a project of either kind.
    for (const type of ['commonjs', 'module']) {
      writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type }));
      assert.equal(await succeeds('npx', [NAME, '--version'], { cwd: project }), `${version}\n`);
    }
    for (const [line, node] of nodes) await checkLine(context, line, node);
  } finally {
    await service.close();
  }
}

/** A project with the tarball installed, without any install script. */
async function installed(tarball, project) {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true }));
  await succeeds('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', tarball], { cwd: project });
  return project;
}

async function checkLine({ tarball, version, work, project, service }, line, node) {
  const begun = Date.now();
  const onLine = (command, args, { cwd = project, env = {} } = {}) =>
    succeeds(command, args, { cwd, env: { PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, ...env } });
  const empty = join(work, `empty-${line}`);
  mkdirSync(empty);
  // By the tarball's address npx finds the name of the command in the package, as it does for a package of the registry.
  assert.equal(
    await onLine('npx', ['--yes', '--prefer-offline', `file:${tarball}`, '--version'], {
      cwd: empty,
      env: { npm_config_cache: join(work, 'cache') },
    }),
    `${version}\n`,
  );

  const link = join(work, `link-${line}`);
  symlinkSync(join(project, 'node_modules/.bin', NAME), link);
  const help = await onLine(link, ['--help']);
  for (const command of ['preflight', 'state', 'watch', 'history']) assert.match(help, new RegExp(`^\\s+${command}\\b`, 'm'));
  assert.match(await onLine(link, ['state', '--simulate']), /\btun-\S+\s/);
  await checkPreflight((args, env) => onLine(link, args, { env }), service);
  console.log(`command, Node ${line}: by npx in an empty folder, through a link, over HTTP: ${Date.now() - begun} ms`);
}

/** Against a service in another process, with a key from the environment. */
async function checkPreflight(command, { endpoint, credentials }) {
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret };
  const lines = await command(['preflight', '--region', 'cn-hangzhou', '--endpoint', endpoint.cms, '--http', '--json'], env);
  const [report] = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(report.regionId, 'cn-hangzhou');
}

async function succeeds(command, args, { cwd, env }) {
  return (await run(cwd, command, args, { env })).stdout;
}
