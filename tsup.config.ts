import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { defineConfig } from 'tsup';

/**
 * eventemitter3 as an ES module whose default export is made by one call marked as pure. As the CommonJS
 * package it is, a bundler keeps it, and the helpers that load it, for everyone who imports one constant.
 */
const pureEventEmitter: Plugin = {
  name: 'pure-eventemitter3',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]eventemitter3[\\/]index\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path.replace(/\.mjs$/, '.js'), 'utf8');
      return { contents: `export const EventEmitter = /* @__PURE__ */ (() => {\nconst module = {};\n${source}\nreturn module.exports;\n})();` };
    });
  },
};

export default defineConfig({
  entry: { index: 'src/index.ts', catalog: 'src/catalog/index.ts', testing: 'src/testing/index.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: true,
  // Without splitting every CommonJS entry carries its own copy of each class, and an error
  // thrown by one entry is not an instance of the class exported by the other.
  splitting: true,
  // Node takes 4 ms to load a CommonJS package from an ES module, a quarter of what importing this package took.
  noExternal: ['eventemitter3'],
  esbuildPlugins: [pureEventEmitter],
  treeshake: true,
  sourcemap: false,
  clean: true,
});
