// What a bundle keeps of the package for one import from its root. Bundlers keep what they cannot prove to be pure, so one
// table built at the top level of a module stays with everyone; such a statement is found here by what is left of importing nothing.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';

const KIB = 1024;
// esbuild leaves a wrapper for each chunk that is also reached by a dynamic import.
const LIMITS = {
  nothing: { esbuild: 2 * KIB, rollup: 0 },
  GatewayMetric: { esbuild: 3 * KIB, rollup: 2 * KIB },
  SystemEvent: { esbuild: 4 * KIB, rollup: 4 * KIB },
  VpnMonitorError: { esbuild: 4 * KIB, rollup: 4 * KIB },
  METRICS: { esbuild: 18 * KIB, rollup: 16 * KIB },
  formatPreflight: { esbuild: 24 * KIB, rollup: 24 * KIB },
  replayTransport: { esbuild: 64 * KIB, rollup: 64 * KIB },
  parseSystemEvent: { esbuild: 44 * KIB, rollup: 44 * KIB },
};
// Words of what signs, sends and limits requests: no bundle above needs them. What hides secrets knows the names of some headers.
const TRANSPORT = /x-acs-(action|version|date|content)|@alicloud\/|openapi|https?['"]|hmac/i;

// The bridges: what they are by themselves, beside the few helpers that they share with the rest.
const BRIDGES = {
  otel: { name: 'observeVpn', limit: 48 * KIB },
  prometheus: { name: 'collectVpnMetrics', limit: 48 * KIB },
};
// Their texts show how a caller imports it.
const LOADS_THEIRS = /^import\b[^;]*['"](?:prom-client|@opentelemetry)|\bimport\(\s*['"](?:prom-client|@opentelemetry)/m;

// What a program that monitors does not use, by the functions that are its entries.
const UNUSED = /\bfunction\*? (?:recordingTransport|replayTransport|parseRecording|formatPreflight)\b/;
const BUNDLERS = { esbuild: withEsbuild, rollup: withRollup };

export async function checkTreeShaking(project) {
  const dist = join(project, 'node_modules/alicloud-vpn-monitor/dist');
  const entry = join(dist, 'index.js');
  for (const [subpath, { name, limit }] of Object.entries(BRIDGES)) {
    for (const [bundler, bundle] of Object.entries(BUNDLERS)) {
      const code = await bundle(join(dist, `${subpath}.js`), `export { ${name} } from '@package';`);
      const size = Buffer.byteLength(code);
      console.log(`tree-shaking, ${bundler}: ${name} keeps ${size} bytes`);
      assert.ok(size <= limit, `more than ${limit} bytes:\n${code.slice(0, 8000)}`);
      assert.doesNotMatch(code, TRANSPORT, `${name} brings the transport`);
      assert.doesNotMatch(code, LOADS_THEIRS, `${name} loads what the caller gives it`);
    }
  }
  for (const [name, limits] of Object.entries(LIMITS)) {
    for (const [bundler, bundle] of Object.entries(BUNDLERS)) {
      const code = await bundle(entry, name === 'nothing' ? "import '@package';" : `export { ${name} } from '@package';`);
      const size = Buffer.byteLength(code);
      console.log(`tree-shaking, ${bundler}: ${name} keeps ${size} bytes`);
      assert.ok(size <= limits[bundler], `more than ${limits[bundler]} bytes:\n${code.slice(0, 8000)}`);
      assert.doesNotMatch(code, TRANSPORT, `${name} brings the transport`);
    }
  }
  for (const [bundler, bundle] of Object.entries(BUNDLERS)) {
    const code = await bundle(entry, "export { VpnMonitor } from '@package';");
    assert.ok(/\bclass VpnMonitor\b|\bVpnMonitor = class\b/.test(code), `${bundler}: the monitor is there`);
    // Whole bundles are too long to be quoted.
    assert.deepEqual(UNUSED.exec(code)?.slice() ?? [], [], `${bundler}: a monitor brings what it does not use`);
    console.log(`tree-shaking, ${bundler}: VpnMonitor keeps no recording and no text of a report`);
  }
}

// Both take the files by their paths, where `sideEffects: false` of package.json does not help to drop what is impure.
async function withEsbuild(entry, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(entry, '..') },
    bundle: true,
    absWorkingDir: join(entry, '..'),
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'by path',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^@package$/ }, () => ({ path: entry, sideEffects: true }));
          onResolve({ filter: /^\.\/.*\.js$/ }, ({ path }) => ({ path: join(entry, '..', path), sideEffects: true }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

async function withRollup(entry, contents) {
  const bundle = await rollup({
    input: 'main',
    treeshake: { moduleSideEffects: 'no-external' },
    onwarn: () => undefined,
    plugins: [
      {
        name: 'by path',
        resolveId: (id) =>
          id === 'main' ? id : id === '@package' ? entry : id.startsWith('./') ? join(entry, '..', id) : { id, external: true },
        load: (id) => (id === 'main' ? contents : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'es', inlineDynamicImports: false });
  await bundle.close();
  return output
    .map(({ code }) => code)
    .join('\n')
    .trim();
}
