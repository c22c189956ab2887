import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * eventemitter3 as an ES module whose default export is made by one call marked as pure. As the CommonJS
 * package it is, a bundler keeps it, and the helpers that load it, for everyone who imports one constant.
 */
export const pureEventEmitter: Plugin = {
  name: 'pure-eventemitter3',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]eventemitter3[\\/]index\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path.replace(/\.mjs$/, '.js'), 'utf8');
      return {
        contents: `export const EventEmitter = /* @__PURE__ */ (() => {\nconst module = {};\n${source}\nreturn module.exports;\n})();`,
      };
    });
  },
};
