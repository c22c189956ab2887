/* eslint-disable no-control-regex -- escape sequences are what is looked for */
import { expect, test } from 'vitest';
import { objectsIn, runCommand, Written } from './support/run-command.ts';
import { serve } from './support/service.ts';

const NOTHING_LISTENS = '--region cn-hangzhou --endpoint 127.0.0.1:1 --http';

test('notes alone are no fault', async () => {
  const { code, out, err } = await runCommand('preflight --simulate');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Preflight of cn-hangzhou/);
  expect(out).toContain('net_rx.Pkgs');
  expect(out).not.toContain('\x1b');
});

test('a missing permission ends with 1 and names the policy', async () => {
  await using served = await serve();
  served.cloud.fail({ action: 'DescribeSystemEventAttribute', code: 'Forbidden.RAM', status: 403, times: Infinity });
  const { code, out } = await runCommand(`preflight ${served.options} --features watch`, served);
  expect(code).toBe(1);
  expect(out).toContain('cms:DescribeSystemEventAttribute');
});

test('with --json the report is one line', async () => {
  await using served = await serve();
  const { code, out } = await runCommand(`preflight ${served.options} --features topology,metrics --json`, served);
  const objects = objectsIn(out);
  expect(code).toBe(0);
  expect(objects).toHaveLength(1);
  expect(objects[0]).toMatchObject({
    type: 'preflight',
    regionId: 'cn-hangzhou',
    at: expect.stringMatching(/Z$/) as string,
    features: ['topology', 'metrics'],
  });
});

test('a feature that there is not is a usage error', async () => {
  const { code, err } = await runCommand('preflight --simulate --features wach');
  expect(code).toBe(2);
  expect(err).toMatch(/^error: .*wach.*watch/);
});

test('what cannot be reached, and a key that is refused, end with 3 and a report', async () => {
  await using served = await serve();
  const refused = await runCommand(`preflight ${served.options}`, { env: { ...served.env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' } });
  expect(refused.code).toBe(3);
  expect(refused.out).toContain('FINDINGS');
  const unreachable = await runCommand(`preflight ${NOTHING_LISTENS}`, served);
  expect(unreachable.code).toBe(3);
  expect(unreachable.out).toContain('FINDINGS');
}, 60_000);

test('progress goes to stderr: redrawn on a terminal, in lines where they are asked for, else not at all', async () => {
  const stderr = new Written({ isTTY: true });
  await runCommand('preflight --simulate --features topology', { stderr });
  expect(stderr.text).toMatch(/^\r\x1b\[K\d+ of \d+ operations tried: Describe/);
  expect(stderr.text.endsWith('\r\x1b[K')).toBe(true);
  expect((await runCommand('preflight --simulate --features topology --verbose')).err).toMatch(
    /^\d+ of \d+ operations tried: Describe\w+$/m,
  );
});

test('a terminal has colours', async () => {
  const { out } = await runCommand('preflight --simulate --features topology', { stdout: new Written({ isTTY: true, columns: 80 }) });
  expect(out).toContain('\x1b[');
  expect(
    out
      .replace(/\x1b\[\d+m/g, '')
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});
