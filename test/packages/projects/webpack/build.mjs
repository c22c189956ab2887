// The configuration of the guide, and the same for CommonJS.
import { join } from 'node:path';
import webpack from 'webpack';

const shared = {
  context: import.meta.dirname,
  target: 'node20',
  mode: 'production',
  entry: './main.mjs',
  // Optional packages, which only openApiTransport() loads.
  ignoreWarnings: [{ module: /alicloud-vpn-monitor/, message: /@alicloud\/(openapi-client|tea-util)/ }],
};
const output = (name) => ({ path: join(import.meta.dirname, name) });

webpack(
  [
    {
      ...shared,
      experiments: { outputModule: true },
      output: { ...output('esm'), filename: 'main.mjs', library: { type: 'module' }, chunkFormat: 'module' },
    },
    { ...shared, output: { ...output('cjs'), filename: 'main.cjs', library: { type: 'commonjs2' } } },
  ],
  (error, stats) => {
    if (error) throw error;
    if (!stats.hasErrors() && !stats.hasWarnings()) return;
    console.error(stats.toString({ all: false, errors: true, warnings: true }));
    process.exitCode = 1;
  },
);
