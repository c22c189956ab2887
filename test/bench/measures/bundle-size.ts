import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import type { ServiceInfo } from '../programs/service.ts';
import type { Measure, Row } from '../report.ts';

const BUDGET_KIB = 75;
const CHAIN = '@alicloud/credentials';
const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  write: false,
  logLevel: 'error',
} satisfies BuildOptions;

/** A program that watches, as one ES module without a banner; it runs a round from a folder of its own. */
export const bundleSize: Measure = async (stage) => {
  await using service = await stage.service({ connections: 1 });
  const entry = join(stage.entry, '../../../../watch-once.mjs');
  const rows: Row[] = [];
  for (const [label, external] of [
    ['single-file ESM bundle of a watch, dependencies included', []],
    [`the same, ${CHAIN} external`, [CHAIN]],
  ] as const) {
    const { outputFiles } = await build({ ...OPTIONS, entryPoints: [entry], external: [...external] });
    for (const { contents } of outputFiles) await runAlone(contents, service.info);
    const whole = sizeOf(outputFiles);
    rows.push({
      measure: label,
      ours: `${kib(whole.brotli)} KiB`,
      reference: `minified: ${kib(whole.minified)} KiB`,
      ratio: '',
      budget: external.length > 0 ? '' : `≤ ${BUDGET_KIB} KiB`,
      ...(external.length > 0 ? {} : { met: whole.brotli / 1024 <= BUDGET_KIB }),
    });
  }
  // Nothing is written there; esbuild names what it would write.
  const split = await build({
    ...OPTIONS,
    entryPoints: [stage.entry],
    packages: 'external',
    splitting: true,
    outdir: join(stage.entry, '../split'),
    metafile: true,
  });
  const loaded = loadedAtImport(split.metafile);
  const first = sizeOf(split.outputFiles.filter(({ path }) => loaded.has(basename(path))));
  return [
    ...rows,
    {
      measure: 'the package alone, split into chunks: what an import loads',
      ours: `${kib(first.brotli)} KiB`,
      reference: `minified: ${kib(first.minified)} KiB`,
      ratio: '',
      budget: '',
    },
  ];
};

async function runAlone(bundle: Uint8Array, service: ServiceInfo): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    writeFileSync(join(folder, 'main.mjs'), bundle);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs'), JSON.stringify(service)], { cwd: folder });
    if (!/^\{"failed":\[\],"tunnels":[1-9]/m.test(stdout)) throw new Error(`the bundled watch printed ${stdout}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of the entry and of all that it imports statically. */
function loadedAtImport({ outputs }: Metafile): ReadonlySet<string> {
  const loaded = new Set(Object.keys(outputs).filter((path) => basename(path) === 'index.js'));
  for (const path of loaded) {
    for (const { kind, path: imported, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) loaded.add(imported);
  }
  return new Set([...loaded].map((path) => basename(path)));
}

function sizeOf(files: readonly { readonly contents: Uint8Array }[]): { readonly minified: number; readonly brotli: number } {
  return {
    minified: files.reduce((sum, { contents }) => sum + contents.length, 0),
    brotli: files.reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0),
  };
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
