import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Measure } from '../report.ts';

const BUDGET_KB = 30;

/** What the package adds to a bundle, its dependencies left out. */
export const bundleSize: Measure = async (stage) => {
  const { outputFiles } = await build({ entryPoints: [stage.entry], bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm', minify: true, write: false });
  const bytes = outputFiles.reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0);
  const minified = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
  return [
    {
      measure: 'ESM bundle, minified and brotli',
      ours: `${(bytes / 1000).toFixed(1)} kB`,
      reference: `minified: ${(minified / 1000).toFixed(1)} kB`,
      ratio: '',
      budget: `≤ ${BUDGET_KB} kB`,
      met: bytes / 1000 <= BUDGET_KB,
    },
  ];
};
