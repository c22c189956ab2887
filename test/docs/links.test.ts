import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const FORMS = '.github/ISSUE_TEMPLATE';
const REPOSITORY = 'https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor/';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

let listed: Promise<readonly string[]> | undefined;
/** The paths that the package ships. */
const shippedFiles = (): Promise<readonly string[]> =>
  // A build beside the tests may remove a file while npm packs it.
  (listed ??= listShipped().catch(async () => {
    await setTimeout(5_000);
    return listShipped();
  }));

async function listShipped(): Promise<readonly string[]> {
  // Away from the user's own cache, which may not be writable.
  const cache = await mkdtemp(join(tmpdir(), 'npm-'));
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--cache', cache], {
      cwd: root,
      maxBuffer: 1e8,
    });
    // npm 10 answers a list, npm 11 may answer an object by package name.
    return Object.values(JSON.parse(stdout) as Readonly<Record<string, Packed>>).flatMap(({ files }) => files.map(({ path }) => path));
  } finally {
    await rm(cache, { recursive: true });
  }
}

const slugs = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** Where a text leads to below its folder: its links, what it says of the links that have a name, and its images in HTML. */
const targetsIn = (text: string): string[] =>
  [/\]\(([^)\s]+)(?: "[^"]*")?\)/g, /^\[[^\]]+\]: (\S+)/gm, /<[a-z][^>]*? (?:src|srcset|href)="([^"]+)"/g]
    .flatMap((pattern) => [...prose(text).matchAll(pattern)].map(([, target = '']) => target))
    .filter((target) => !/^[a-z]+:/.test(target));

const prose = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

test('links are found however they are written', () => {
  const text = '[a](b.md) [c](d.md "e") [f][g]\n\n[g]: h.md\n\n<img alt="" src="i.svg">\n\n`[j](k.md)`\n\n```md\n[l](m.md)\n```\n';
  expect(targetsIn(`${text}[n](https://example.com) <https://example.com>`)).toEqual(['b.md', 'd.md', 'h.md', 'i.svg']);
});

test('every relative link of the shipped documents leads to a shipped file, and to a heading of it', async () => {
  const shipped = await shippedFiles();
  expect(shipped.filter((path) => path.startsWith('docs/api'))).toEqual([]);
  expect(shipped).toContain('docs/watching-tunnels.md');
  const broken: string[] = [];
  let links = 0;
  for (const file of shipped.filter((path) => path.endsWith('.md'))) {
    const text = await readFile(join(root, file), 'utf8');
    for (const target of targetsIn(text)) {
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

test('the index of the guides lists each of them', async () => {
  const index = await readFile(join(root, 'docs/README.md'), 'utf8');
  const guides = (await readdir(join(root, 'docs'))).filter((file) => file.endsWith('.md') && file !== 'README.md');
  expect(guides.filter((file) => !index.includes(`](${file})`))).toEqual([]);
});

/** What is wrong with an address below the repository's own; `undefined` where it leads somewhere. */
async function flawOf(address: string, shipped: readonly string[]): Promise<string | undefined> {
  const { pathname, searchParams, hash } = new URL(address);
  const page = pathname.slice(new URL(REPOSITORY).pathname.length);
  if (page === 'issues/new') {
    const form = searchParams.get('template') ?? '';
    return (await readdir(join(root, FORMS))).includes(form) ? undefined : `no form ${form}`;
  }
  if (page === 'issues' || page === 'security/advisories/new') return undefined;
  const file = /^blob\/main\/(.+)$/.exec(page)?.[1];
  if (file === undefined || !shipped.includes(file)) return `no page ${page}`;
  return hash === '' || slugs(await readFile(join(root, file), 'utf8')).has(hash.slice(1)) ? undefined : `no heading ${hash}`;
}

test('every link to the repository itself, of documents and issue forms, leads to a page, a form or a heading that is there', async () => {
  const shipped = await shippedFiles();
  const forms = (await readdir(join(root, FORMS))).map((file) => `${FORMS}/${file}`);
  const found: string[] = [];
  const broken: string[] = [];
  for (const file of [...shipped.filter((path) => path.endsWith('.md')), ...forms]) {
    for (const [address] of (await readFile(join(root, file), 'utf8')).matchAll(
      /https:\/\/github\.com\/alicloud-vpn-monitor\/[^\s)\]"'`<>]+/g,
    )) {
      found.push(address);
      if (address === REPOSITORY.replace(/\/$/, '.git')) continue;
      const flaw = address.startsWith(REPOSITORY) ? await flawOf(address, shipped) : 'another repository';
      if (flaw !== undefined) broken.push(`${file}: ${address}: ${flaw}`);
    }
  }
  expect(found).toContain(`${REPOSITORY}blob/main/docs/recordings.md`);
  expect(found).toContain(`${REPOSITORY}issues/new?template=service-differs.yml`);
  expect(broken).toEqual([]);
}, 60_000);
