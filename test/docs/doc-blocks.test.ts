import { expect, test } from 'vitest';
import { parse } from 'yaml';
import examplesJson from '../../docs/examples/package.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { invocationOf, readArguments } from '../../src/cli/arguments/index.ts';
import { blocksIn, guideBlocks, printsAs } from '../support/doc-blocks.ts';

const SHELLS = ['sh', 'bash', 'console'];
const blocks = guideBlocks();

test('blocks are found in Markdown and in comments, each with the text that it prints', () => {
  const text =
    '# A\n\n```ts\na;\n```\n\n```sh\nnode a.mjs\n```\n\nprints\n\n```text\n1\n```\n\n```js\nb;\n```\n\n## B\n\n```text\n2\n```\n';
  expect(blocksIn('docs/a.md', text).map(({ place, language, code, prints }) => [place, language, code, prints])).toEqual([
    ['docs/a.md:3', 'ts', 'a;\n', '1\n'],
    ['docs/a.md:7', 'sh', 'node a.mjs\n', undefined],
    ['docs/a.md:13', 'text', '1\n', undefined],
    ['docs/a.md:17', 'js', 'b;\n', undefined],
    ['docs/a.md:23', 'text', '2\n', undefined],
  ]);
  const comment = '/**\n * ```ts\n * if (a)\n *   b();\n * ```\n */\n';
  expect(blocksIn('src/a.ts', comment).map(({ code }) => code)).toEqual(['if (a)\n  b();\n']);
});

test.each([
  ['a\nb\n', 'a\nb', true],
  ['a\n', 'a\nb', false],
  ['a … c (1)\n', 'a b c (1)', true],
  ['a … c\n', 'a b\nc', false],
  ['a\n…\nd\n', 'a\nb\nc\nd', true],
  ['a\n…\nd\n', 'a\nb\nc', false],
])('the text %j stands for %j: %s', (text, printed, expected) => {
  expect(printsAs(text).test(printed)).toBe(expected);
});

test('JSON and YAML of the guides can be read', () => {
  const data = blocks.filter(({ language }) => ['json', 'yaml', 'yml'].includes(language));
  expect(data.length).toBeGreaterThan(10);
  for (const { place, language, code } of data) {
    const read = (): unknown => (language === 'json' ? JSON.parse(code) : parse(code, { strict: true }));
    expect(read, place).not.toThrow();
  }
});

/** The lines of shell that a block tells the reader to run, each with what goes on in the next line. */
const linesOf = ({ language, code }: { readonly language: string; readonly code: string }): string[] =>
  code
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => (language !== 'console' ? [line] : line.startsWith('$ ') ? [line.slice(2)] : []));

/** The words of a command, up to where the shell does something else with it. */
const wordsOf = (command: string): string[] =>
  command
    .split(/\s(?:\||>|>>|\|\||&&|2>|#)|[)`]/)[0]!
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));

const lines = blocks
  .filter(({ language }) => SHELLS.includes(language))
  .flatMap((block) => linesOf(block).map((line) => ({ place: block.place, line })));

test('every command of the guides has options that it takes', () => {
  const commands = lines.flatMap(({ place, line }) =>
    [...line.matchAll(/npx (?:--\S+ (?:\S+\.tgz )?)*alicloud-vpn-monitor(?:@\S+)? (.*)/g)].map(([, rest = '']) => ({
      place,
      words: wordsOf(rest),
    })),
  );
  expect(commands.length).toBeGreaterThan(10);
  for (const { place, words } of commands)
    expect(() => invocationOf(readArguments(words), {}), `${place}: ${words.join(' ')}`).not.toThrow();
});

test('every script of the guides is one of package.json, or of the one beside the examples', () => {
  const scripts = Object.keys({ ...packageJson.scripts, ...examplesJson.scripts });
  const named = lines.flatMap(({ place, line }) =>
    [...line.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => ({ place, name: name! })),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const { place, name } of named) expect(scripts, place).toContain(name);
});
