import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/examples');

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = (path: string): Manifest => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
const own = manifest(folder);
const package_ = manifest(root);
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const files = readdirSync(folder);
const programs = files.filter((file) => /\.m?[jt]s$/.test(file));
const ranges = { ...own.dependencies, ...own.devDependencies };
const versionIn = (range = ''): string => range.replace(/^[~^]/, '');

describe('docs/examples/package.json', () => {
  test('asks for this version of the package, and of all others for those that the tests run with', () => {
    expect(own.engines).toEqual(package_.engines);
    const { 'alicloud-vpn-monitor': range, ...others } = ranges;
    expect(range).toBe(`^${package_.version}`);
    for (const [name, other] of Object.entries(others)) expect(versionIn(other), name).toBe(versionIn(package_.devDependencies[name]));
  });

  test('lists what the examples import, and nothing else', () => {
    const imported = programs.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|\} from)\b.*?['"]([^'"]+)['"]/gm)].map(([, from = '']) => from),
    );
    const names = imported.filter((from) => !from.startsWith('.') && !isBuiltin(from)).map((from) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0]);
    const tools = ['@types/express', '@types/node', 'esbuild', 'tsx', 'typescript'];
    expect([...new Set([...names, ...tools])].sort()).toEqual(Object.keys(ranges).sort());
  });

  test('starts what is there, by a script that the README names', () => {
    for (const [script, command] of Object.entries(own.scripts)) {
      const file = command.split(' ').at(-1) ?? '';
      if (script !== 'typecheck') expect(files, script).toContain(file.replace('./', ''));
      expect(readme, script).toMatch(new RegExp(`npm run (?:--silent )?${script}\\b`));
    }
    for (const [, script = ''] of readme.matchAll(/npm run (?:--silent )?([\w:-]*\w)/g)) expect(own.scripts).toHaveProperty([script]);
  });
});

test('the README of the examples has each of them', () => {
  const linked = [...readme.matchAll(/\]\(([\w-]+\.m?[jt]s)\)/g)].map(([, file]) => file);
  expect([...new Set(linked)].sort()).toEqual([...programs].sort());
});

test('the README of the examples has each variable that they read', () => {
  const read = programs.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/process\.env\['(\w+)'\]/g)].map(([, name = '']) => name),
  );
  expect(new Set(read).size).toBeGreaterThan(5);
  for (const name of read.filter((one) => !one.startsWith('ALIBABA_CLOUD_SECURITY'))) expect(readme).toContain(`\`${name}\``);
});
