// docs/examples as their README says to use them: copied out of the package, installed by the name of the registry
// (which the tarball stands in for), checked by the compiler, and started on a simulated account.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { during } from './programs.mjs';
import { succeeds } from './run.mjs';

const NAME = 'alicloud-vpn-monitor';
const TUNNEL = 'tun-opsqc4d97wni27fk2a9w';
const SECRET = 'open-sesame';
const SERVER = { VPN_WEBHOOK_SECRET: SECRET, PORT: '0' };
const OUTAGE = JSON.stringify({
  product: 'vpngw',
  name: 'ipsec_tunnel_nego_failed',
  eventTime: '20260131T200000.000+0800',
  content: { vpnConnectionId: 'vco-1', tunnelId: 'tun-1' },
});

export async function checkExamples({ tarball, version, work }) {
  const folder = join(work, 'examples');
  mkdirSync(folder);
  await succeeds(folder, 'tar', '-xzf', tarball, '--strip-components=3', 'package/docs/examples');
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  assert.equal(manifest.dependencies[NAME], `^${version}`, 'the examples ask for this version');
  manifest.dependencies[NAME] = `file:${tarball}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const begun = Date.now();
  await succeeds(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  console.log(`examples: installed in ${Date.now() - begun} ms`);

  await succeeds(folder, 'npm', 'run', '--silent', 'typecheck');
  await checkStarts(folder);
  console.log(`examples: checked by the compiler and started in ${Date.now() - begun} ms, the install included`);
}

async function checkStarts(folder) {
  assert.match(await succeeds(folder, 'npm', 'run', '--silent', 'simulate', '--', 'read-a-series.ts'), /^(?:\S+Z tun\.\S+ .*\n)+up\n$/);
  assert.match(await succeeds(folder, 'npx', 'tsx', 'watch-simulator.ts'), /tunnel:down up → down\n/);
  await checkTail(folder);
  await checkPlainJavaScript(folder);
  for (const file of ['receive-express.ts', 'receive-hono.ts']) await checkReceiver(folder, file);
  await checkFunction(folder);
}

async function checkTail(folder) {
  await during(
    { cwd: folder, env: SERVER },
    ['--import', 'tsx', '--import', './simulate.mjs', 'tail-tunnel.ts', TUNNEL],
    async (program) => {
      await program.prints(/"kind":"transition"/);
      await program.prints(/"kind":"point"/);
      await program.stops('SIGINT');
      for (const line of program.output.trim().split('\n')) assert.ok(['point', 'transition'].includes(JSON.parse(line).kind), line);
    },
  );
}

/** Without a compiler, on whichever line of Node this is. */
async function checkPlainJavaScript(folder) {
  await during(
    { cwd: folder, env: SERVER },
    ['--import', './simulate.mjs', 'follow-metric.mjs', 'vco-bp1bbi27hojx80nck3v9q'],
    async (program) => {
      await program.prints(new RegExp(`${TUNNEL} down\n`));
      await program.stops('SIGINT');
    },
  );
}

async function checkReceiver(folder, file) {
  await during({ cwd: folder, env: SERVER }, ['--import', 'tsx', file], async (program) => {
    const [, port] = await program.complains(/listening on \{.*port: (\d+)/);
    const push = async (secret) =>
      (await globalThis.fetch(`http://127.0.0.1:${port}/vpn-events?secret=${secret}`, { method: 'POST', body: OUTAGE })).status;
    assert.deepEqual([await push('wrong'), await push(SECRET)], [401, 200]);
    await program.prints(/^ipsec_tunnel_nego_failed failed tun-1\n$/);
    await program.stops('SIGTERM');
  });
}

/** Bundled as the guide says, and called as Function Compute calls it. */
async function checkFunction(folder) {
  const bundle = ['--bundle', '--platform=node', '--target=node20', '--outfile=function/index.js'];
  await succeeds(folder, 'npx', 'esbuild', 'receive-function-compute.ts', ...bundle, '--log-level=warning');
  // Away from the package.json of the examples it is CommonJS, as it is where it is uploaded.
  writeFileSync(join(folder, 'function/package.json'), '{}');
  const event = { body: OUTAGE, queryParameters: { secret: SECRET }, requestContext: { http: { method: 'POST' } } };
  writeFileSync(
    join(folder, 'function/call.js'),
    `const { handler, invoked } = require('./index.js');
    const given = (event) => Buffer.from(JSON.stringify(event));
    const event = ${JSON.stringify(event)};
    (async () => {
      console.log((await handler(given({ ...event, queryParameters: {} }))).statusCode);
      console.log((await handler(given(event))).statusCode);
      await invoked(given([JSON.parse(event.body)]));
    })();`,
  );
  await during({ cwd: folder, env: SERVER }, ['function/call.js'], async (program) => {
    const line = 'ipsec_tunnel_nego_failed failed tun-1\n';
    await program.prints(new RegExp(`^401\n${line}200\n${line}$`));
    await program.stops();
  });
}
