import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from './support/run-command.ts';
import { serve } from './support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const linesOf = (path: string): { action: string; params: Record<string, unknown> }[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string; params: Record<string, unknown> });

test('--record writes each call to a new file of the user alone, says so, and names nothing of the account', async () => {
  await using served = await serve();
  const path = join(folder, 'new.ndjson');
  const { code, out, err } = await runCommand(`state ${served.options} --record ${path}`, served);
  expect({ code, hasOwnIds: out.includes('vco-dual') }).toEqual({ code: 0, hasOwnIds: true });
  expect(
    linesOf(path)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(served.cloud.calls.map(({ action }) => action).sort());
  expect(readFileSync(path, 'utf8')).not.toMatch(/vco-dual|vpn-one|tun-a|Dual|1234567890123456/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(err).toContain(`Recording what the service says to ${path}.`);
  expect(err).toContain(`${path}: ${served.cloud.calls.length} calls recorded.`);
});

test('a file that is there is not touched, and one without a call is not left behind', async () => {
  await using served = await serve();
  const path = join(folder, 'there.ndjson');
  writeFileSync(path, 'mine');
  const { code, err } = await runCommand(`state ${served.options} --record ${path}`, served);
  expect(code).toBe(2);
  expect(err).toContain('already exists: name a new file');
  expect(readFileSync(path, 'utf8')).toBe('mine');
  const empty = join(folder, 'empty.ndjson');
  expect((await runCommand(`state ${served.options} --gateway nonsense --record ${empty}`, served)).code).toBe(2);
  expect(existsSync(empty)).toBe(false);
});

test('a recording that is ended in the middle has every call so far', async () => {
  await using served = await serve();
  const path = join(folder, 'ended.ndjson');
  const ending = new AbortController();
  await runCommand(`watch ${served.options} --record ${path}`, {
    ...served,
    signal: ending.signal,
    sleep: () => {
      ending.abort();
      return Promise.resolve();
    },
  });
  expect(linesOf(path)).toHaveLength(served.cloud.calls.length);
});

/** The output without what pseudonyms stand for, the widths that follow from them, and what only a service has: the way to it, and calls that count. */
function likeness(text: string): string {
  const named = text.replace(/\b(vpn|vco|tun|tr)-[\w-]+/g, '$1-').replace(/\b(Berlin|Lima|Porto|Osaka|head office|name-\d+)\b/g, 'name');
  return named
    .replace(/^.* http:\/\/127.*\n/gm, '')
    .replace(/\d+ calls in [\d.]+ s$/m, '')
    .replace(/ +/g, ' ')
    .replace(/ +$/gm, '');
}

test.each(['state', 'history --last 6h', 'watch --for 15m', 'preflight --features watch,alerts'])(
  '%s says the same from a recording of it, but for the names',
  async (line) => {
    const path = join(folder, `${line.replace(/\W/g, '-')}.ndjson`);
    const first = await runCommand(`${line} --simulate --record ${path}`);
    const again = await runCommand(`${line} --replay ${path}`);
    expect(again.err).not.toContain('Not in the recording');
    expect(likeness(again.out)).toBe(likeness(first.out));
    expect(again.code).toBe(first.code);
  },
);

test('a recorded watch is replayed at another interval with the same changes of tunnels', async () => {
  const path = join(folder, 'watch-at-intervals.ndjson');
  const first = await runCommand(`watch --for 15m --simulate --json --record ${path}`);
  const again = await runCommand(`watch --for 15m --interval 2m --json --replay ${path}`);
  const changes = (text: string): { readonly type: string; readonly at: number }[] =>
    text
      .split('\n')
      .flatMap((row) => {
        const [, type, at] = /"type":"(tunnel:[a-z]+)".*"at":"([^"]*)"/.exec(row) ?? [];
        return type === undefined ? [] : [{ type, at: Date.parse(at!) }];
      })
      .sort((one, other) => one.type.localeCompare(other.type) || one.at - other.at);
  const [recorded, replayed] = [changes(first.out), changes(again.out)];
  expect(recorded.length).toBeGreaterThan(1);
  expect(replayed.map(({ type }) => type)).toEqual(recorded.map(({ type }) => type));
  // What no event dates is dated by the minute in which it shows.
  for (const [index, { at }] of replayed.entries()) expect(Math.abs(at - recorded[index]!.at)).toBeLessThanOrEqual(60_000);
});

test('what is not in the recording is told on stderr', async () => {
  const path = join(folder, 'state.ndjson');
  const { code, err } = await runCommand(`history --replay ${path} --last 7d`);
  expect(code).toBe(3);
  expect(err).toContain('Not in the recording: ');
});

test('a file that is no recording is a usage error that names the line', async () => {
  const path = join(folder, 'none.ndjson');
  writeFileSync(path, 'nonsense\nmore\n');
  const { code, err } = await runCommand(`state --replay ${path}`);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: .*line 1/);
});
