import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import type { Options } from 'tsup';

interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Source maps that lead to lines: what a stack trace names. Those that lead to columns take as much room as the code. */
export const lineMaps: NonNullable<Options['plugins']>[number] = {
  name: 'line-maps',
  buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles) if (name.endsWith('.map') && existsSync(name)) keepLines(name);
  },
};

/** Keeps of a source map only where another line of the sources begins. */
export function keepLines(path: string): void {
  const map = JSON.parse(readFileSync(path, 'utf8')) as SourceMap;
  const mappings = encode(decode(map.mappings).map((segments) => segments.filter((segment, at) => !isSameLine(segment, segments[at - 1]))));
  writeFileSync(path, JSON.stringify({ ...map, sources: map.sources.map(pathInPackage), names: [], mappings }));
}

/** Where what is bundled lies on the machine that builds, such as behind a link, is nobody else's business. */
function pathInPackage(source: string): string {
  return source.replace(/^.*\/node_modules\//, '../node_modules/');
}

function isSameLine(one: SourceMapSegment, before: SourceMapSegment | undefined): boolean {
  return before !== undefined && one[1] === before[1] && one[2] === before[2];
}
