// A program bundled by webpack, as the guide has it, runs from a folder that has nothing else: webpack rewrites what it takes for a way to
// load modules, in a manner of its own.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, projectWith } from './projects.mjs';
import { run } from './run.mjs';

export async function checkWebpack({ work, tarball }) {
  const project = await projectWith({ work, tarball }, 'webpack');
  await install(project, 'webpack@^5');
  await run(project, 'node', ['build.mjs']);
  const { createSimulator } = await import(pathToFileURL(join(project, 'node_modules/alicloud-vpn-monitor/dist/testing.js')).href);
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });
  const { endpoint, credentials, close } = await cloud.listen();
  const service = JSON.stringify({ regionId: 'cn-hangzhou', endpoint, credentials, now: cloud.clock.now() });
  try {
    for (const [format, file] of [
      ['esm', 'main.mjs'],
      ['cjs', 'main.cjs'],
    ]) {
      const folder = join(work, `webpacked-${format}`);
      cpSync(join(project, format), folder, { recursive: true });
      // Node before 20.16 cannot give its modules by themselves.
      for (const before of [[], ['--import', 'data:text/javascript,delete process.getBuiltinModule']]) {
        const { stdout } = await run(folder, 'node', [...before, file, service]);
        const { points, ...others } = JSON.parse(stdout);
        assert.ok(points > 50, `an hour should have about 60 points, not ${points}`);
        assert.deepEqual(others, { saved: 1, failed: [], status: 200, events: ['ipsec_tunnel_nego_failed'] });
      }
    }
  } finally {
    await close();
  }
  console.log('webpack, as ES module and CommonJS: a query, a receiver and a watch with a store work, also as on Node before 20.16');
}
