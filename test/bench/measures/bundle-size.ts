import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import type { Measure } from '../report.ts';

const BUDGET_KB = 30;

/** What the package adds to a bundle, its dependencies left out; all of it, and what an import loads where the bundler splits code. */
export const bundleSize: Measure = async (stage) => {
  const options = { entryPoints: [stage.entry], bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm', minify: true, write: false } satisfies BuildOptions;
  const single = await build(options);
  // Nothing is written there; esbuild names what it would write.
  const split = await build({ ...options, splitting: true, outdir: join(stage.entry, '../split'), metafile: true });
  const loaded = loadedAtImport(split.metafile);
  const whole = sizeOf(single.outputFiles);
  const first = sizeOf(split.outputFiles.filter(({ path }) => loaded.has(basename(path))));
  return [
    {
      measure: 'ESM bundle, minified and brotli',
      ours: `${kb(whole.brotli)} kB`,
      reference: `minified: ${kb(whole.minified)} kB`,
      ratio: '',
      budget: `≤ ${BUDGET_KB} kB`,
      met: whole.brotli / 1000 <= BUDGET_KB,
    },
    { measure: 'the same split into chunks, what an import loads', ours: `${kb(first.brotli)} kB`, reference: `minified: ${kb(first.minified)} kB`, ratio: '', budget: '' },
  ];
};

/** The names of the entry and of all that it imports statically. */
function loadedAtImport({ outputs }: Metafile): ReadonlySet<string> {
  const loaded = new Set(Object.keys(outputs).filter((path) => basename(path) === 'index.js'));
  for (const path of loaded) {
    for (const { kind, path: imported, external } of outputs[path]?.imports ?? []) if (kind === 'import-statement' && external !== true) loaded.add(imported);
  }
  return new Set([...loaded].map((path) => basename(path)));
}

function sizeOf(files: readonly { readonly contents: Uint8Array }[]): { readonly minified: number; readonly brotli: number } {
  return { minified: files.reduce((sum, { contents }) => sum + contents.length, 0), brotli: files.reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0) };
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
