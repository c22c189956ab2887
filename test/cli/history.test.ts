import { expect, test } from 'vitest';
import { objectsIn, runCommand, Written } from './support/run-command.ts';
import { serve } from './support/service.ts';

const HOUR = 3_600_000;

test('the changes of the past, then how available each was', async () => {
  const { code, out, err } = await runCommand('history --simulate');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/^2026-03-02T08:50:20Z tunnel:down {9}vco-porto \(Porto\) +up → down \(phase2\) +by event\n/);
  expect(out).toContain('\n\n2026-03-01T12:00:20Z to 2026-03-02T12:00:20Z\n\nresource ');
  expect(out).toMatch(/\nvco-berlin +Berlin +99\.583 % +6 min +0\n {2}tun-berlin-1 +99\.583 % +6 min +1 +6 min\n/);
  expect(out).toMatch(/\nvco-porto +Porto +99\.166 % +12 min +1 +12 min\n/);
});

test('exit code 1 means what --fail-on says', async () => {
  const codeOf = async (more: string): Promise<number> => (await runCommand(`history --simulate ${more}`)).code;
  expect(await codeOf('--fail-on connection')).toBe(1);
  expect(await codeOf('--fail-on connection --connection vco-berlin')).toBe(0);
  expect(await codeOf('--connection vco-berlin')).toBe(1);
  expect(await codeOf('--connection vco-osaka')).toBe(0);
  expect(await codeOf('--fail-on never')).toBe(0);
  expect(await codeOf('--from 2026-03-02T11:00:00Z --to 2026-03-02T11:30:00Z')).toBe(0);
});

test('with --json the changes are lines, then the availability of connections and tunnels', async () => {
  const { out } = await runCommand('history --simulate --json --last 1h');
  const objects = objectsIn(out);
  const types = objects.map(({ type }) => type);
  expect(types.slice(0, 3)).toEqual(['tunnel:down', 'connection:degraded', 'connection:failover']);
  expect(types.filter((type) => type === 'availability')).toHaveLength(11);
  expect(objects.find(({ of, tunnelId }) => of === 'tunnel' && tunnelId === 'tun-berlin-1')).toMatchObject({
    type: 'availability',
    connectionId: 'vco-berlin',
    from: '2026-03-02T11:00:20.000Z',
    downMs: 360_000,
    outages: [{ from: '2026-03-02T11:35:20.000Z', to: '2026-03-02T11:41:20.000Z', durationMs: 360_000 }],
  });
});

test('what began more than 31 days ago is read by datapoints of five minutes', async () => {
  await using served = await serve();
  served.cloud
    .connection('vco-dual')
    .down({ at: Date.now() - 40 * 24 * HOUR })
    .up({ at: Date.now() - 39 * 24 * HOUR });
  const { code, out } = await runCommand(`history ${served.options} --last 45d --connection vco-dual`, served);
  expect(code).toBe(1);
  expect(out).toContain('connection:down');
  expect([
    ...new Set(served.cloud.calls.flatMap(({ action, params }) => (action === 'DescribeMetricList' ? [params['Period']] : []))),
  ]).toEqual(['300']);
});

test('a time that the service keeps nothing of is a usage error', async () => {
  await using served = await serve();
  const { code, err } = await runCommand(`history ${served.options} --last 120d`, served);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: .*91 days/);
});

test('progress is redrawn on a terminal, and gone at the end', async () => {
  const stderr = new Written({ isTTY: true });
  await runCommand('history --simulate', { stderr });
  expect(stderr.text).toContain('\r\x1b[K');
  expect(stderr.text).toMatch(/\d+ of \d+ pages read/);
  expect(stderr.text.endsWith('\r\x1b[K')).toBe(true);
  expect((await runCommand('history --simulate --verbose')).err).toMatch(/^\d+ of \d+ pages read$/m);
});

test.each(['history', 'state', 'watch', 'preflight'])('%s that is ended on a terminal leaves no progress behind', async (command) => {
  await using served = await serve();
  served.cloud.fail({ kind: 'hang', times: Infinity });
  const ending = new AbortController();
  const stderr = new Written({
    isTTY: true,
    onWrite: () =>
      setTimeout(() => {
        ending.abort();
      }, 50),
  });
  const { code, out } = await runCommand(`${command} ${served.options}`, { ...served, stderr, signal: ending.signal });
  expect({ code, out }).toEqual({ code: 130, out: '' });
  expect(stderr.text.startsWith('\r\x1b[KAsking cn-hangzhou') || stderr.text.includes('operations tried')).toBe(true);
  expect(stderr.text.endsWith('\r\x1b[K')).toBe(true);
});

test('nothing that was named exists', async () => {
  await using served = await serve();
  const { code, out, err } = await runCommand(`history ${served.options} --connection vco-nope`, served);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain('vco-nope');
});

test('the range is read once, for the changes and for the table', async () => {
  await using served = await serve();
  const { code } = await runCommand(`history ${served.options} --last 2h --connection vco-single`, served);
  expect(code).toBe(0);
  const counts = new Map<string, number>();
  for (const { params } of served.cloud.calls.filter(({ action }) => action === 'DescribeMetricList'))
    counts.set(String(params['MetricName']), (counts.get(String(params['MetricName'])) ?? 0) + 1);
  expect([...counts.values()]).toEqual([...counts].map(() => 1));
  expect(counts.size).toBeGreaterThan(0);
});
