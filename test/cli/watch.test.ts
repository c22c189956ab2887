import { expect, test } from 'vitest';
import { objectsIn, runCommand, Written } from './support/run-command.ts';
import { serve } from './support/service.ts';
import { shownOn } from './support/terminal.ts';

const STORY = 'watch --simulate --for 15m';

test('in a pipe the state at first and the changes are plain lines, and what happens besides is on stderr', async () => {
  const { code, out, err } = await runCommand(STORY);
  const [table = '', changes = ''] = out.split(/\n\n(?=2026.*tunnel:down)/);
  expect(table).toMatch(/^2026-03-02T12:00:20Z {2}Berlin up, Lima up, Porto up, Osaka up\n\ntunnel .*\n(.*\n){6}vco-porto /);
  const lines = changes.trim().split('\n');
  expect(lines).toContain(
    '2026-03-02T12:02:31Z tunnel:down         tun-lima-2 (Lima)        up → down                    by event, after 49 s',
  );
  expect(
    lines.filter((line) => !/^2026-03-02T12:\d\d:\d\dZ (tunnel|connection|bgp):(up|down|degraded|failover) +(tun|vco)-/.test(line)),
  ).toEqual([]);
  expect(err).toMatch(/^Watching cn-hangzhou: 4 connections, 7 tunnels, every 1 min\. Ctrl-C ends it\.\n2026-03-02T12:02:20Z simulated: /);
  expect(out + err).not.toContain('\x1b');
  expect(code).toBe(0);
});

test('with --json the state comes first and each change is a line', async () => {
  const { out } = await runCommand(`${STORY} --json`);
  const [state, ...changes] = objectsIn(out);
  expect(state).toMatchObject({ type: 'state', asOf: '2026-03-02T12:00:20.000Z' });
  expect(state?.['connections']).toHaveLength(4);
  expect(state?.['tunnels']).toHaveLength(7);
  expect(changes.length).toBeGreaterThan(10);
  expect(changes[0]).toMatchObject({
    type: 'tunnel:down',
    at: '2026-03-02T12:02:31.000Z',
    from: 'up',
    to: 'down',
    resource: { tunnelId: 'tun-lima-2' },
  });
});

test('what is down at the end makes it end with 1', async () => {
  expect((await runCommand('watch --simulate --for 8m')).code).toBe(1);
  expect((await runCommand('watch --simulate --for 8m --fail-on connection')).code).toBe(0);
  expect((await runCommand('watch --simulate --for 8m --connection vco-osaka')).code).toBe(0);
});

test('the story of the simulated account ends by itself, failures are told once, and the watch goes on', async () => {
  const { code, out, err } = await runCommand('watch --simulate');
  expect(code).toBe(0);
  expect(out.trim().split('\n').at(-1)).toContain('2026-03-02T12:27:55Z connection:up');
  expect(err.match(/^error: /gm)).toHaveLength(1);
  expect(err).toContain('error: DescribeSystemEventAttribute failed: ServiceUnavailable');
});

test('on a terminal the table stays below the changes', async () => {
  const terminal = new Written({ isTTY: true, columns: 100 });
  await runCommand(STORY, { stdout: terminal, stderr: terminal });
  const lines = shownOn(terminal.text);
  const heading = lines.findIndex((line) => line.startsWith('tunnel '));
  expect(lines.filter((line) => line.startsWith('tunnel '))).toHaveLength(1);
  expect(lines[heading]).toMatch(/^tunnel +state +BGP +health +role +in +out +since at least$/);
  expect(lines[heading - 2]).toContain('2026-03-02T12:15:20Z  Berlin up');
  expect(lines.slice(heading + 1, heading + 8).map((line) => line.split(' ')[0])).toEqual([
    'tun-berlin-1',
    'tun-berlin-2',
    'tun-lima-1',
    'tun-lima-2',
    'tun-osaka-1',
    'tun-osaka-2',
    'vco-porto',
  ]);
  expect(lines.slice(0, heading).filter((line) => line.includes('tunnel:')).length).toBeGreaterThan(5);
  expect(lines.slice(heading - 2).filter((line) => line.length >= 100)).toEqual([]);
});

test('it ends when it is told to, in the middle of a wait and of a round', async () => {
  await using served = await serve();
  const waiting = new AbortController();
  const inWait = await runCommand(`watch ${served.options}`, {
    ...served,
    signal: waiting.signal,
    sleep: () => {
      waiting.abort();
      return Promise.resolve();
    },
  });
  expect(inWait.code).toBe(0);
  expect(inWait.out).toContain('Dual up, Single up');
  const asking = new AbortController();
  const inRound = await runCommand(`watch ${served.options}`, {
    ...served,
    signal: asking.signal,
    sleep: () => {
      served.cloud.fail({ kind: 'hang', times: Infinity });
      setTimeout(() => {
        asking.abort();
      }, 50);
      return Promise.resolve();
    },
  });
  expect(inRound).toMatchObject({ code: 0, err: expect.not.stringContaining('error') as string });
});

test('a refused key ends it with 3 at once', async () => {
  await using served = await serve();
  const { code, out, err } = await runCommand(`watch ${served.options}`, {
    env: { ...served.env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' },
  });
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err.match(/^error: /gm)?.length).toBeLessThanOrEqual(2);
});

test('a service that is not there at first is asked again, and shown once it is', async () => {
  await using served = await serve();
  const failure = served.cloud.fail({ code: 'Forbidden.RAM', status: 403, action: 'DescribeMetricLast', times: Infinity });
  const broken = served.cloud.fail({ kind: 'html', times: Infinity });
  let rounds = 0;
  const ending = new AbortController();
  const { code, out, err } = await runCommand(`watch ${served.options} --json`, {
    ...served,
    signal: ending.signal,
    sleep: () => {
      if (++rounds === 1) {
        failure.stop();
        broken.stop();
      } else ending.abort();
      return Promise.resolve();
    },
  });
  expect({ code, types: objectsIn(out).map(({ type }) => type) }).toEqual({ code: 0, types: ['state'] });
  expect(err).toContain('error: ');
}, 90_000);
