import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import packageJson from './package.json' with { type: 'json' };
import { joinedChunks } from './scripts/joined-chunks.ts';
import { lineMaps } from './scripts/line-maps.ts';
import { PLATFORM_TYPES } from './scripts/platform-types.ts';
import { pureEventEmitter } from './scripts/pure-event-emitter.ts';

/** A file for each subpath that package.json exports; the root is `index`. */
const NAMES = Object.keys(packageJson.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => (subpath === '.' ? 'index' : subpath.slice(2)));
const ENTRIES = Object.fromEntries(NAMES.map((name) => [name, name === 'index' ? 'src/index.ts' : `src/${name}/index.ts`]));

/**
 * The declarations are there once, as CommonJS, which either kind of module may import: a `VpnMonitor` of one is a `VpnMonitor` of the other.
 */
const sharedDeclarations: NonNullable<Options['plugins']>[number] = {
  name: 'shared-declarations',
  buildEnd() {
    if (this.format !== 'esm') return;
    for (const name of NAMES) writeFileSync(join(this.options.outDir, `${name}.d.ts`), `export * from './${name}.cjs';\n`);
  },
};

/** Source maps name the sources and do not hold them: the sources would take more room than all the rest. */
const withoutSources: Options['esbuildOptions'] = (options) => {
  options.sourcesContent = false;
};

const common: Options = { target: 'node20', platform: 'node', treeshake: true, sourcemap: true, esbuildOptions: withoutSources };

/** The command line: a program that uses the package by its own name, as any other does. */
const commandLine: Options = {
  ...common,
  entry: { cli: 'src/cli/main.ts' },
  format: ['esm'],
  external: [/^alicloud-vpn-monitor(\/|$)/],
  plugins: [lineMaps],
};

const library: Options = {
  ...common,
  entry: ENTRIES,
  format: ['esm', 'cjs'],
  // Without splitting every CommonJS entry carries its own copy of each class, and an error
  // thrown by one entry is not an instance of the class exported by the other.
  splitting: true,
  // Node takes 4 ms to load eventemitter3, a CommonJS package, from an ES module, a quarter of what importing this package took.
  // Of zod's 8.4 MB on disk 54 kB are used.
  noExternal: ['eventemitter3', /^zod(\/|$)/],
  esbuildPlugins: [pureEventEmitter],
  plugins: [joinedChunks(NAMES), lineMaps],
};

const declarations: Options = { entry: ENTRIES, format: ['cjs'], dts: { only: true, banner: PLATFORM_TYPES } };

// `--no-dts` is for those who only run what is built.
export default defineConfig(({ dts }) =>
  (dts as unknown) === false
    ? [library, commandLine]
    : [{ ...library, plugins: [...(library.plugins ?? []), sharedDeclarations] }, declarations, commandLine],
);
