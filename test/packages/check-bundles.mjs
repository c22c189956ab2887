// A program bundled by esbuild into one file, without a banner, runs from a folder that has nothing else and reaches the service.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const CHAIN = '@alicloud/credentials';
const WAIT_MS = 60_000;

export async function checkBundles(project, work) {
  const { createSimulator } = await import(pathToFileURL(join(project, 'node_modules/alicloud-vpn-monitor/dist/testing.js')).href);
  const cloud = createSimulator({ regionId: 'cn-hangzhou', gateways: [{ id: 'vpn-1' }] });
  const { endpoint, credentials, close } = await cloud.listen();
  const service = JSON.stringify({ regionId: 'cn-hangzhou', endpoint, credentials, now: cloud.clock.now() });
  try {
    for (const [format, extension] of [
      ['esm', 'mjs'],
      ['cjs', 'cjs'],
    ]) {
      for (const external of [[], [CHAIN]]) await checkBundle(project, work, { format, extension, external }, service);
    }
  } finally {
    await close();
  }
}

async function checkBundle(project, work, { format, extension, external }, service) {
  const folder = join(work, `bundle-${format}${external.length > 0 ? '-external' : ''}`);
  mkdirSync(folder);
  const outfile = join(folder, `main.${extension}`);
  // As small as it gets, so that names that must be kept would be lost here.
  const options = {
    entryPoints: [join(project, 'main.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    logLevel: 'warning',
  };
  const { metafile } = await build({ ...options, format, external, outfile, metafile: true });
  assert.deepEqual(readdirSync(folder), [`main.${extension}`]);
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, service], { cwd: folder, timeout: WAIT_MS }).catch(
    ({ stderr }) => {
      // Node quotes the line that failed, which is the whole bundle.
      throw new Error(
        `the bundle as ${format} fails: ${stderr
          .split('\n')
          .filter((line) => line.length < 500)
          .join('\n')}`,
      );
    },
  );
  const { points, gateways, failed } = JSON.parse(stdout);
  assert.ok(points > 50, `an hour should have about 60 points, not ${points}`);
  assert.equal(gateways, 1);
  assert.deepEqual(failed, []);
  const [{ bytes }] = Object.values(metafile.outputs);
  console.log(
    `bundle, ${format}, ${external.length > 0 ? `without ${external.join(', ')}` : 'with everything'}: ${bytes} bytes, reads ${points} points`,
  );
}
