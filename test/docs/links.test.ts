import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, normalize, dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** The paths that the package ships. */
async function shippedFiles(): Promise<readonly string[]> {
  // Away from the user's own cache, which may not be writable.
  const cache = await mkdtemp(join(tmpdir(), 'npm-'));
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--cache', cache], { cwd: root, maxBuffer: 1e8 });
    // npm 10 answers a list, npm 11 may answer an object by package name.
    return Object.values(JSON.parse(stdout) as Readonly<Record<string, Packed>>).flatMap(({ files }) => files.map(({ path }) => path));
  } finally {
    await rm(cache, { recursive: true });
  }
}

const slugs = (text: string): Set<string> =>
  new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));

test('every relative link of the shipped documents leads to a shipped file, and to a heading of it', async () => {
  const shipped = await shippedFiles();
  expect(shipped.filter((path) => path.startsWith('docs/api'))).toEqual([]);
  expect(shipped).toContain('docs/watching-tunnels.md');
  const broken: string[] = [];
  let links = 0;
  for (const file of shipped.filter((path) => path.endsWith('.md'))) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      links += 1;
      const [path = '', heading] = target.split('#');
      const place = path === '' ? file : normalize(join(dirname(file), path));
      const isThere = shipped.includes(place) && (heading === undefined || slugs(await readFile(join(root, place), 'utf8')).has(heading));
      if (!isThere) broken.push(`${file}: ${target}`);
    }
  }
  expect(links).toBeGreaterThan(10);
  expect(broken).toEqual([]);
}, 60_000);
