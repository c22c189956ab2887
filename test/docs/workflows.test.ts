import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const files = readdirSync(folder);
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.unknown()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const job = z.object({
  needs: z.string().optional(),
  environment: z.string().optional(),
  permissions: permissions.optional(),
  'timeout-minutes': z.number(),
  steps: z.array(step),
});
const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(z.string(), job),
});
const read = (file: string) => workflow.parse(parse(textOf(file), { strict: true, uniqueKeys: true }));
const stepsOf = (file: string) => Object.values(read(file).jobs).flatMap(({ steps }) => steps);
const nodeVersions = (steps: readonly z.infer<typeof step>[]): unknown[] =>
  steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@')).map((one) => one.with?.['node-version']);

const [, oldest] = /^>=(\d+)\.\d+\.\d+$/.exec(packageJson.engines.node) ?? [];

test('there are a workflow that checks and one that publishes', () => {
  expect(files.sort()).toEqual(['ci.yml', 'publish.yml']);
});

describe.each(files)('%s', (file) => {
  test('may read and no more, but for what a job says', () => {
    expect(read(file).permissions).toEqual({ contents: 'read' });
  });

  test('takes each action by its commit, with the version beside it', () => {
    const actions = textOf(file)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(actions.length).toBeGreaterThan(0);
    for (const line of actions) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('installs nothing but through the lockfile', () => {
    for (const { run = '' } of stepsOf(file)) expect(run).not.toMatch(/npm (?:i|install|update)\b/);
  });
});

test('whatever is pushed or proposed passes .ci/run, on the oldest Node.js that is supported', () => {
  const { on, jobs } = read('ci.yml');
  expect(Object.keys(on).sort()).toEqual(['pull_request', 'push']);
  const { steps = [], 'timeout-minutes': minutes } = jobs['check'] ?? {};
  expect(steps.map(({ run }) => run).filter((run) => run !== undefined)).toEqual(['.ci/run']);
  expect(nodeVersions(steps).map(String)).toEqual([oldest]);
  // It takes 15 minutes on two cores.
  expect(minutes).toBeGreaterThanOrEqual(20);
  expect(statSync(join(root, '.ci/run')).mode & 0o111).not.toBe(0);
});

test('a tag is published with provenance, once it is the version and has passed', () => {
  const { on, jobs } = read('publish.yml');
  expect(on).toEqual({ push: { tags: ['v*'] } });
  const { check, publish } = jobs;
  const commands = (check?.steps ?? []).flatMap(({ run }) => run ?? []);
  expect(commands[0]).toContain('package.json');
  expect(commands[1]).toBe('.ci/run');
  expect(nodeVersions(check?.steps ?? []).map(String)).toEqual([oldest]);
  expect(publish).toMatchObject({ needs: 'check', environment: 'npm', permissions: { contents: 'read', 'id-token': 'write' } });
  expect(publish?.steps.at(-1)?.run).toBe('npm publish ./checked/*.tgz --provenance --access public');
  expect(packageJson.repository.url).toBe('git+https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor.git');
});

test('what is published is the very tarball that was checked, and nothing builds another', () => {
  const { check, publish } = read('publish.yml').jobs;
  const stepOf = (job: typeof check, action: string) => job?.steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`))?.with;
  const run = check?.steps.find((one) => one.run === '.ci/run');
  expect(run?.env).toEqual({ CHECKED_TARBALL: 'checked' });
  expect(stepOf(check, 'upload-artifact')).toMatchObject({ name: 'checked', path: 'checked/*.tgz', 'if-no-files-found': 'error' });
  expect(stepOf(publish, 'download-artifact')).toEqual({ name: 'checked', path: 'checked' });
  // Without the sources there is nothing to build from.
  expect(publish?.steps.flatMap(({ uses }) => uses?.split('@')[0] ?? [])).toEqual(['actions/download-artifact', 'actions/setup-node']);
  expect(publish?.steps.flatMap(({ run: command }) => command ?? [])).toHaveLength(1);
});

test('the checks leave the tarball where they are asked to, and else nowhere', () => {
  const work = mkdtempSync(join(tmpdir(), 'kept-'));
  try {
    const tarball = join(work, 'package-1.0.0.tgz');
    writeFileSync(tarball, 'packed');
    const keep = (folder: string): void => {
      const program = `import { keep } from './test/packages/pack.mjs'; keep(process.env.TARBALL, process.env.FOLDER)`;
      const env = { ...process.env, TARBALL: tarball, FOLDER: folder };
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, env });
    };
    keep('');
    expect(readdirSync(work)).toEqual(['package-1.0.0.tgz']);
    const folder = join(work, 'checked');
    keep(folder);
    writeFileSync(join(folder, 'package-0.9.0.tgz'), 'old');
    keep(folder);
    expect(readdirSync(folder)).toEqual(['package-1.0.0.tgz']);
    expect(readFileSync(join(folder, 'package-1.0.0.tgz'), 'utf8')).toBe('packed');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test('the tarball is left only after all that is checked of it', () => {
  const program = readFileSync(join(root, 'test/packages/check-tarball.mjs'), 'utf8');
  expect(program.indexOf('keep(packed.tarball, process.env.CHECKED_TARBALL)')).toBeGreaterThan(program.indexOf('await atOnce('));
});
