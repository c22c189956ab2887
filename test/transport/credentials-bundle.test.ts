import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const PROGRAM = `
import { credentialProvider } from './src/transport/credentials.ts';
const say = (told) => console.log(JSON.stringify(told));
credentialProvider(globalThis.process.argv[2] ? { accessKeyId: 'own-id', accessKeySecret: 'own' } : undefined).getCredential().then(say, ({ code, message }) => say({ code, message }));
`;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a single-file bundle of a program that asks for credentials prints, in a folder with nothing else. */
async function printed(options: BuildOptions, ...args: string[]): Promise<unknown> {
  const outfile = join(folder, `${String((count += 1))}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`);
  await build({
    stdin: { contents: PROGRAM, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
    ...options,
  });
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'env-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'env', HOME: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args], { cwd: folder, env });
  return JSON.parse(stdout) as unknown;
}

test('an ES module bundle that cannot load the default chain says what to do, and each of it helps', async () => {
  const failure = (await printed({ format: 'esm' })) as { readonly code: string; readonly message: string };
  expect(failure).toMatchObject({ code: 'config' });
  // Messages are cut at 500 characters where they pass a call.
  expect(failure.message.length).toBeLessThan(500);
  const [, banner] = /banner `(.*?)`/.exec(failure.message) ?? [];
  expect(failure.message).toMatch(
    /Pass `credentials`, build as CommonJS \(`format: 'cjs'`\), .* or install @alicloud\/credentials beside the bundle and mark it external/,
  );
  expect(await readFile(join(root, 'docs/bundling-and-runtimes.md'), 'utf8')).toContain(`\n${banner ?? 'no banner is named'}\n`);
  const found = { accessKeyId: 'env-id', accessKeySecret: 'env' };
  expect(await printed({ format: 'esm', banner: { js: banner ?? 'no banner is named' } })).toEqual(found);
  expect(await printed({ format: 'cjs' })).toEqual(found);
  expect(await printed({ format: 'esm' }, 'with credentials')).toMatchObject({ accessKeyId: 'own-id' });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  expect(await printed({ format: 'esm', external: ['@alicloud/credentials'] })).toEqual(found);
}, 60_000);
