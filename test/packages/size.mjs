// What an install, an import and a bundle cost: a table, from the tarball of what is built. `npm run bench` holds the same against the budgets.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { installedSize } from './installed-size.mjs';
import { pack } from './pack.mjs';
import { projectWith } from './projects.mjs';

const CHAIN = '@alicloud/credentials';
// In turns, and the least of each: a busy machine only ever adds to it.
const ROUNDS = 25;
const root = join(import.meta.dirname, '../..');
const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const work = mkdtempSync(join(tmpdir(), 'size-'));
try {
  const packed = await pack(work);
  const project = await projectWith({ work, tarball: packed.tarball }, 'bundle');
  const { packages, bytes } = installedSize(project);
  const rows = [
    ['tarball', kb(packed.size)],
    ['unpacked', kb(packed.unpackedSize)],
    ...Object.entries(kinds(project)).map(([kind, size]) => [`  ${kind}`, kb(size)]),
    ['install, in whole blocks', kb(bytes)],
    ['install, packages', String(packages)],
    ...importTimes(project),
    ...(await bundles(project)),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, figure] of rows) console.log(`${what.padEnd(width)}  ${figure.padStart(12)}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The bytes of the package's files, by what they are. */
function kinds(project) {
  const folder = join(project, 'node_modules', name);
  const sizes = { 'ES modules': 0, CommonJS: 0, 'source maps': 0, declarations: 0, 'documents and the rest': 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    sizes[kindOf(entry.name)] += statSync(join(entry.parentPath, entry.name)).size;
  }
  return sizes;
}

function kindOf(file) {
  if (file.endsWith('.map')) return 'source maps';
  if (/\.d\.c?ts$/.test(file)) return 'declarations';
  if (file.endsWith('.cjs')) return 'CommonJS';
  return file.endsWith('.js') ? 'ES modules' : 'documents and the rest';
}

/** What importing each subpath takes above a process that does nothing, as ES module and as CommonJS. */
function importTimes(project) {
  const programs = [['bare.mjs', '']];
  const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json');
  for (const subpath of subpaths) {
    programs.push(
      [`import ${subpath}`, `import '${name}${subpath.slice(1)}';`],
      [`require ${subpath}`, `require('${name}${subpath.slice(1)}');`],
    );
  }
  const files = programs.map(([what, text], at) => {
    const file = join(project, `program-${at}.${what.startsWith('require') ? 'cjs' : 'mjs'}`);
    writeFileSync(file, text);
    return file;
  });
  const times = files.map(() => []);
  for (let round = 0; round < ROUNDS; round++) files.forEach((file, at) => times[at].push(milliseconds(file)));
  const [bare, ...others] = times.map((all) => Math.min(...all));
  return others.map((time, at) => [`${programs[at + 1][0]}, above bare Node`, `${(time - bare).toFixed(1)} ms`]);
}

function milliseconds(file) {
  const begun = process.hrtime.bigint();
  execFileSync(process.execPath, [file]);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

async function bundles(project) {
  const program = `import { VpnMonitor } from '${name}'; const watch = new VpnMonitor({ regionId: 'cn-hangzhou' }); watch.watch(watch.fleet());`;
  const rows = [];
  for (const external of [[], [CHAIN]]) {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: project },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      minify: true,
      write: false,
      logLevel: 'error',
      external,
    });
    const size = brotliCompressSync(outputFiles[0].contents).length;
    rows.push([`bundle in one file${external.length > 0 ? ` without ${CHAIN}` : ''}, brotli`, kb(size)]);
  }
  return rows;
}

function kb(size) {
  return `${(size / 1000).toLocaleString('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 })} kB`;
}
