import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './support/run-command.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/command-line.md'), 'utf8');
const permissions = readFileSync(join(root, 'docs/permissions.md'), 'utf8');
const COMMANDS = ['preflight', 'state', 'watch', 'history'];

const slugs = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(['', ...COMMANDS])('the guide has the help of "%s" as it is', async (command) => {
  const { code, out, err } = await runCommand(`${command} --help`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(guide).toContain(`\`\`\`text\n${out}\`\`\`\n`);
  expect(out.split('\n').filter((line) => line.length > 100 && !line.includes('https://'))).toEqual([]);
  expect((await runCommand(`-h ${command}`)).out).toBe(out);
});

test.each(COMMANDS)('the links of the help of %s lead to headings', async (command) => {
  const { out } = await runCommand(`${command} --help`);
  const anchorOf = (file: string): string => new RegExp(`docs/${file}\\.md#(\\S+)`).exec(out)?.[1] ?? 'none';
  expect(slugs(permissions)).toContain(anchorOf('permissions'));
  expect(slugs(guide)).toContain(anchorOf('command-line'));
});

test.each(COMMANDS)('every example of the help of %s is understood', async (command) => {
  const { out } = await runCommand(`${command} --help`);
  const examples = [...out.matchAll(/^ {2}npx alicloud-vpn-monitor (.*)$/gm)].map(([, line = '']) => line);
  expect(examples.length).toBeGreaterThan(1);
  const ended = AbortSignal.abort();
  for (const example of examples)
    expect({ example, code: (await runCommand(example, { signal: ended })).code }).toEqual({ example, code: 130 });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  expect(await runCommand('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

const runs = [...guide.matchAll(/^```console\n\$ npx alicloud-vpn-monitor (.*)\n([^]*?)^```$/gm)].map(([, line = '', shown = '']) => ({
  line,
  shown,
}));

test.each(runs)('the guide shows what it writes: $line', async ({ line, shown }) => {
  // How long it took, and the port of the simulated account, differ from run to run.
  const steady = (text: string): string => text.replace(/ in [\d.]+ s$/m, ' in 1 s').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1');
  const { out } = await runCommand(line);
  const [beginning = '', rest] = steady(shown).split('…\n');
  if (rest === undefined) expect(steady(out)).toBe(beginning);
  else expect(steady(out).startsWith(beginning)).toBe(true);
});

test('the guide shows a run of each command', () => {
  expect(runs.map(({ line }) => line.split(' ')[0])).toEqual(COMMANDS);
});
