import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** What a site links to. */
export interface Links {
  /** How many links were followed. */
  readonly followed: number;
  /** Links to a file or an anchor that is not there, each with its page. */
  readonly dead: readonly string[];
}

interface Page {
  readonly path: string;
  readonly ids: ReadonlySet<string>;
  readonly targets: readonly string[];
}

/** Follows every link of every page and drawing below a folder to its file and its anchor. Links to other sites are left alone. */
export async function linksOf(folder: string): Promise<Links> {
  const files = (await readdir(folder, { recursive: true, encoding: 'utf8' })).filter((file) => /\.(html|svg)$/.test(file));
  const pages = await Promise.all(
    files.map(async (file) => pageOf(file.replaceAll('\\', '/'), await readFile(join(folder, file), 'utf8'))),
  );
  const ids = new Map(pages.map((page) => [page.path, page.ids]));
  const dead: string[] = [];
  let followed = 0;
  for (const { path, targets } of pages)
    for (const target of targets) {
      followed += 1;
      const [file = '', anchor = ''] = target.split('#').map(decodeURIComponent);
      const place = file === '' ? path : posix.join(posix.dirname(path), file).replace(/(^|\/)\.?\/?$/, '$1index.html');
      const known = ids.get(place);
      const isThere = known ? anchor === '' || known.has(anchor) : existsSync(join(folder, place)) && anchor === '';
      if (!isThere) dead.push(`${path}: ${target}`);
    }
  return { followed, dead };
}

function pageOf(path: string, html: string): Page {
  return {
    path,
    ids: new Set(valuesOf(html, 'id')),
    targets: [...valuesOf(html, 'href'), ...valuesOf(html, 'src')].filter((target) => !/^[a-z]+:/i.test(target)),
  };
}

function valuesOf(html: string, attribute: string): string[] {
  return [...html.matchAll(new RegExp(`<[a-z][^>]*?\\s${attribute}="([^"]*)"`, 'gi'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
  );
}
