import { readFileSync, rmSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { rollup } from 'rollup';
import type { Options } from 'tsup';
import { keepLines } from './line-maps.ts';

type Plugin = NonNullable<Options['plugins']>[number];
type ModuleInfo = (id: string) => { readonly importedIds: readonly string[]; readonly code: string | null } | null;

// What only the schema library holds.
const SCHEMA_LIBRARY = /\bZodMiniType\b/;

// What these share is theirs alone: an import of the root does not load it.
const INSTRUMENTS = ['otel', 'prometheus'];

/**
 * Joins what esbuild shares out by who needs it: a chunk for the catalogue, one for the rest of what an import of an entry loads, where there
 * were nine, and one for what only parts need that are loaded later. Node takes about half a millisecond for each ES module.
 */
export function joinedChunks(names: readonly string[]): Plugin {
  return {
    name: 'joined-chunks',
    async buildEnd({ writtenFiles }) {
      if (this.format !== 'esm') return;
      const folder = resolve(this.options.outDir);
      const file = (name: string): string => join(folder, `${name}.js`);
      const bundle = await rollup({
        input: Object.fromEntries(names.map((name) => [name, file(name)])),
        external: (id) => !/^[./]/.test(id) && !isAbsolute(id),
        treeshake: { moduleSideEffects: false },
        // With the maps of the first pass those of this one lead to the sources.
        plugins: [
          { name: 'with-map', load: (id) => ({ code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }) },
          { name: 'exports-in-lines', renderChunk: (code) => ({ code: exportsInLines(code), map: null }) },
        ],
      });
      for (const { name } of writtenFiles) if (/[\\/]chunk-\w+\.js(?:\.map)?$/.test(name)) rmSync(name);
      const { output } = await bundle.write({
        dir: folder,
        format: 'es',
        minifyInternalExports: false,
        hoistTransitiveImports: false,
        sourcemap: true,
        sourcemapExcludeSources: true,
        chunkFileNames: '[name].js',
        manualChunks: (id, { getModuleInfo }) => chunkOf(id, getModuleInfo, file, names),
      });
      await bundle.close();
      for (const { fileName } of output) if (fileName.endsWith('.map')) keepLines(join(folder, fileName));
    },
  };
}

/** A name a line in the list of exports, which would be a line of thousands of characters. It comes last, so no line of the code moves. */
function exportsInLines(code: string): string {
  return code.replace(/^export \{.*\};$/m, (list) => list.replaceAll(', ', ',\n'));
}

function chunkOf(id: string, getModuleInfo: ModuleInfo, file: (name: string) => string, names: readonly string[]): string | undefined {
  if (!basename(id).startsWith('chunk-')) return undefined;
  if (getModuleInfo(file('catalog'))?.importedIds.includes(id)) return 'chunk-catalog';
  const others = names.filter((name) => !INSTRUMENTS.includes(name));
  if (isImported(id, others.map(file), getModuleInfo)) return 'chunk-shared';
  if (isImported(id, INSTRUMENTS.map(file), getModuleInfo)) return 'chunk-instruments';
  const holdsSchemas = (one: string): boolean => SCHEMA_LIBRARY.test(getModuleInfo(one)?.code ?? '');
  // By itself, as what loads it: it costs as much time as all the rest of a first query, which needs none of it.
  if (holdsSchemas(id)) return 'chunk-schemas';
  return getModuleInfo(id)?.importedIds.some(holdsSchemas) ? undefined : 'chunk-lazy';
}

/** Whether importing one of the entries loads a module. */
function isImported(id: string, entries: readonly string[], getModuleInfo: ModuleInfo): boolean {
  const seen = new Set<string>();
  const visit = (one: string): void => {
    if (seen.has(one)) return;
    seen.add(one);
    getModuleInfo(one)?.importedIds.forEach(visit);
  };
  entries.forEach(visit);
  return seen.has(id);
}
