import { readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { rollup } from 'rollup';
import { defineConfig, type Options } from 'tsup';

/**
 * eventemitter3 as an ES module whose default export is made by one call marked as pure. As the CommonJS
 * package it is, a bundler keeps it, and the helpers that load it, for everyone who imports one constant.
 */
const pureEventEmitter: Plugin = {
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

/**
 * Joins what esbuild shares out by who needs it: a chunk for the catalogue, one for the rest of what an import of the root loads, where there
 * were nine, and one for what only parts need that are loaded later. Node takes about half a millisecond for each ES module.
 */
const joinedChunks: NonNullable<Options['plugins']>[number] = {
  name: 'joined-chunks',
  async buildEnd({ writtenFiles }) {
    if (this.format !== 'esm') return;
    const folder = resolve(this.options.outDir);
    const file = (name: string): string => join(folder, `${name}.js`);
    const bundle = await rollup({
      input: {
        index: file('index'),
        catalog: file('catalog'),
        testing: file('testing'),
        redis: file('redis'),
        otel: file('otel'),
        prometheus: file('prometheus'),
      },
      external: (id) => !/^[./]/.test(id) && !isAbsolute(id),
      treeshake: { moduleSideEffects: false },
    });
    for (const { name } of writtenFiles) if (/[\\/]chunk-\w+\.js$/.test(name)) rmSync(name);
    await bundle.write({
      dir: folder,
      format: 'es',
      minifyInternalExports: false,
      hoistTransitiveImports: false,
      chunkFileNames: '[name].js',
      manualChunks: (id, { getModuleInfo }) => {
        if (!basename(id).startsWith('chunk-')) return undefined;
        if (getModuleInfo(file('catalog'))?.importedIds.includes(id)) return 'chunk-catalog';
        if (isImported(id, [file('index'), file('testing'), file('redis')], getModuleInfo)) return 'chunk-shared';
        if (isImported(id, [file('otel'), file('prometheus')], getModuleInfo)) return 'chunk-instruments';
        // What loads a package stays by itself: a first query would load it too.
        return getModuleInfo(id)?.importedIds.some((one) => !isAbsolute(one) && !isBuiltin(one)) ? undefined : 'chunk-lazy';
      },
    });
    await bundle.close();
  },
};

/** Whether importing one of the entries loads a module. */
function isImported(
  id: string,
  entries: readonly string[],
  getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null,
): boolean {
  const seen = new Set<string>();
  const visit = (one: string): void => {
    if (seen.has(one)) return;
    seen.add(one);
    getModuleInfo(one)?.importedIds.forEach(visit);
  };
  entries.forEach(visit);
  return seen.has(id);
}

/**
 * Heads every declaration file, so that users need neither Node's types nor the DOM's. Where the globals are declared these are
 * the same types; elsewhere what this package reads of them. `Disposable` came with TypeScript 5.2, and is part of no target before ESNext.
 */
const PLATFORM_TYPES = `/// <reference lib="esnext.disposable" />
type Platform<Name extends string, Otherwise> = typeof globalThis extends { readonly [Key in Name]: { readonly prototype: infer Type } } ? Type : Otherwise;
type AbortSignal = Platform<'AbortSignal', {
    readonly aborted: boolean;
    readonly reason: any;
    addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}>;
type Request = Platform<'Request', {
    readonly method: string;
    readonly url: string;
    readonly headers: { get(name: string): string | null };
    readonly body: { cancel(): Promise<void>; getReader(): { read(): Promise<{ done: boolean; value?: any }>; cancel(): Promise<void> } } | null;
}>;
type Response = Platform<'Response', {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    text(): Promise<string>;
}>;
`;

/** The command line: a program that uses the package by its own name, as any other does. */
const commandLine: Options = {
  entry: { cli: 'src/cli/main.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  external: [/^alicloud-vpn-monitor(\/|$)/],
  treeshake: true,
};

const library: Options = {
  entry: {
    index: 'src/index.ts',
    catalog: 'src/catalog/index.ts',
    testing: 'src/testing/index.ts',
    redis: 'src/redis/index.ts',
    otel: 'src/otel/index.ts',
    prometheus: 'src/prometheus/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: { banner: PLATFORM_TYPES },
  // Without splitting every CommonJS entry carries its own copy of each class, and an error
  // thrown by one entry is not an instance of the class exported by the other.
  splitting: true,
  // Node takes 4 ms to load a CommonJS package from an ES module, a quarter of what importing this package took.
  noExternal: ['eventemitter3'],
  esbuildPlugins: [pureEventEmitter],
  plugins: [joinedChunks],
  treeshake: true,
  sourcemap: false,
};

export default defineConfig([library, commandLine]);
