import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A fenced block of a Markdown text, or of the doc comments of a source file. */
export interface DocBlock {
  /** Such as `docs/alerts.md:12`. */
  readonly place: string;
  readonly file: string;
  /** The word after the fence, such as `ts`. */
  readonly language: string;
  readonly code: string;
  /** Its place among the blocks of its file. */
  readonly index: number;
  /** The ```text block that shows what this one prints. */
  readonly prints: string | undefined;
}

const FENCE = /^([ \t]*(?:\* ?)?)```(\w+)[^\n]*\n([\s\S]*?)^\1```/gm;
const CODE = ['ts', 'js', 'mjs'];

/** The blocks of a text, in their order. */
export function blocksIn(file: string, text: string): DocBlock[] {
  const found = [...text.matchAll(FENCE)].map((match, index) => {
    const [whole, margin = '', language = '', code = ''] = match;
    return {
      place: `${file}:${text.slice(0, match.index).split('\n').length}`,
      file,
      language,
      code: code.replace(/^[ \t]*\* ?/gm, margin.includes('*') ? '' : '$&'),
      index,
      from: match.index,
      to: match.index + whole.length,
    };
  });
  return found.map(({ from: _, to, ...block }, index) => {
    // A block of shell between the two says how to run it.
    const next = found.slice(index + 1).find(({ language }) => language !== 'sh');
    const shows = next?.language === 'text' && CODE.includes(block.language) && !/^#/m.test(text.slice(to, next.from).replace(FENCE, ''));
    return { ...block, prints: shows ? next.code : undefined };
  });
}

/** The files of a folder, and of the folders in it, whose names end so: `docs/alerts.md`. */
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !/^api\/|\bnode_modules\//.test(path))
    .map((path) => join(folder, path))
    .sort();

const blocksOf = (files: readonly string[]): DocBlock[] => files.flatMap((file) => blocksIn(file, readFileSync(join(root, file), 'utf8')));

/** Every block of the README and the guides. */
export const guideBlocks = (): DocBlock[] => blocksOf(['README.md', ...filesIn('docs', '.md')]);

/** Every block of code: of the README, the guides and the `@example`s. */
export const codeBlocks = (): DocBlock[] =>
  [...guideBlocks(), ...blocksOf(filesIn('src', '.ts'))].filter(({ language }) => CODE.includes(language));

/** What a ```text block stands for: `…` is anything in a line, and any lines where it is a line by itself. */
export function printsAs(text: string): RegExp {
  const lines = text.trimEnd().split('\n');
  const patterns = lines.map((line) => (line.trim() === '…' ? '[^]*?' : line.trimEnd().split('…').map(escaped).join('.*?')));
  return new RegExp(`^${patterns.join('\\n')}$`);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The name under which a block can be imported. It lies beside its file, and so finds what is installed. */
export const moduleOf = ({ file, index, language }: DocBlock): string =>
  join(root, `${file}.block-${index}.${language === 'ts' ? 'ts' : 'js'}`);

/** Lets a test import the blocks of documents as modules. */
export function docBlockModules(): {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
} {
  const NAME = /^(.+)\.block-(\d+)\.[tj]s$/;
  return {
    name: 'doc-blocks',
    resolveId: (id) => (NAME.test(id) ? id : undefined),
    load(id) {
      const [, path, index] = NAME.exec(id) ?? [];
      if (path === undefined) return undefined;
      const file = path.slice(root.length + 1);
      return blocksIn(join(dirname(file), path.slice(path.lastIndexOf('/') + 1)), readFileSync(path, 'utf8'))[Number(index)]?.code;
    },
  };
}
