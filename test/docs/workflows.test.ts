import { readdirSync, readFileSync, statSync } from 'node:fs';
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
  expect(publish?.steps.at(-1)?.run).toBe('npm publish --provenance --access public');
  expect(packageJson.repository.url).toBe('git+https://github.com/alicloud-vpn-monitor/alicloud-vpn-monitor.git');
});
