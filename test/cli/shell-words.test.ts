import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inShellWords } from '../../src/cli/text/shell-words.ts';
import { advice } from '../../src/transport/advice.ts';
import { runCommand, Written } from './support/run-command.ts';
import { serve } from './support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'words-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const KEY = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };
/** What only who writes code can do something with. */
const API = /`|\w\((id)?\)|endpoint\.cms|features holds|\bregionId\b|attemptTimeoutMs|requestsPerSecond|recordingTransport/;

test.each([
  'state --region cn-hangzhou --endpoint http://one',
  'state --region cn-hangzhou --proxy socks5://one',
  'state --region cn-hangzhou --endpoint 127.0.0.1:9 --http --proxy http://127.0.0.1:9',
  'state --region Hangzhou',
  'state --simulate --gateway vco-1',
  'state --simulate --gateway tun-1',
  'state --simulate --connection vpn-1',
  'state --simulate --connection tun-1',
  'state --simulate --gateway vpn-nope',
  'preflight --simulate --features foo',
])('%s fails in words of the command line', async (line) => {
  const { code, err } = await runCommand(line, { env: KEY });
  expect([2, 3]).toContain(code);
  expect(err).toMatch(/^error: /);
  expect(err).not.toMatch(API);
});

test('what to do next names no option of the API', () => {
  const codes = [
    'config',
    'auth',
    'forbidden',
    'throttled',
    'quota-exhausted',
    'not-found',
    'invalid-request',
    'server',
    'network',
    'timeout',
    'protocol',
  ] as const;
  for (const code of codes) expect(inShellWords(advice(code, { product: 'vpc', action: 'DescribeVpnGateways' }))).not.toMatch(API);
  expect(inShellWords('no answer within 10000 ms (attemptTimeoutMs). Raise `attemptTimeoutMs`, or check the route.')).toBe(
    'no answer within 10 s. Check the route.',
  );
  expect(inShellWords('No credentials. Set ALIBABA_CLOUD_ACCESS_KEY_ID, or pass `credentials`.')).toBe(
    'No credentials. Set ALIBABA_CLOUD_ACCESS_KEY_ID.',
  );
});

test.each([
  ['nonsense\nmore\n', 'line 1 of the recording is not a line of a recording: give a file that --record wrote, unchanged'],
  ['', 'is empty: record again'],
  ['{"v":1,"at":1', 'line 1'],
])('a file that holds %j is no recording', async (text, message) => {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  const { code, out, err } = await runCommand(`state --replay ${path}`);
  expect(out).toBe('');
  if (text.startsWith('{')) expect(code).not.toBe(0);
  else {
    expect(code).toBe(2);
    expect(err).toContain(`error: --replay ${path}`);
    expect(err).toContain(message);
  }
});

test('a recording is of one region, whatever the environment names', async () => {
  const path = join(folder, 'recording');
  await runCommand(`state --simulate --record ${path}`);
  const replayed = await runCommand(`state --replay ${path}`, { env: { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' } });
  expect({ code: replayed.code, region: replayed.out.split(' ')[0] }).toEqual({ code: 0, region: 'cn-hangzhou' });
  const other = await runCommand(`state --replay ${path} --region cn-beijing`);
  expect({ code: other.code, err: other.err.split('\n')[0] }).toEqual({
    code: 2,
    err: `error: --replay ${path} is a recording of cn-hangzhou, not of cn-beijing: leave out --region`,
  });
  const watched = await runCommand(`watch --replay ${path}`);
  expect(watched.err).toMatch(/The recording ends at 2026-03-02T12:00:\d\dZ\./);
});

test('a start that is too old is answered with the oldest one that is not', async () => {
  expect((await runCommand('history --simulate --last 9999d')).err).toMatch(
    /^error: the service keeps datapoints for 91 days, and \S+Z is older: begin at 2025-12-0\dT\S+Z or later\n/,
  );
});

test('a terminal of 40 columns shows whole cells', async () => {
  const { out } = await runCommand('state --simulate', { stdout: new Written({ isTTY: true, columns: 40 }), env: { NO_COLOR: '1' } });
  const lines = out.split('\n').filter((line) => /^ +(vco|tun)-/.test(line));
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
});

test('half a key is named', async () => {
  await using served = await serve();
  const { ALIBABA_CLOUD_ACCESS_KEY_ID = '' } = served.env;
  const { err } = await runCommand(`state ${served.options}`, { env: { ALIBABA_CLOUD_ACCESS_KEY_ID } });
  expect(err).toMatch(/^ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set/);
  expect((await runCommand(`state ${served.options}`, served)).err).toBe('');
});

test('what does not exist is said once, and nothing else with it', async () => {
  await using served = await serve();
  const state = await runCommand(`state ${served.options} --gateway vpn-nope`, served);
  expect(state).toEqual({ code: 3, out: '', err: 'error: vpn-nope does not exist in cn-hangzhou: check the id and the region\n' });
  const watch = await runCommand(`watch ${served.options} --gateway vpn-nope --for 1s --interval 1s`, served);
  expect(watch.code).toBe(3);
  expect(watch.err).toContain('0 connections, 0 tunnels');
  expect(watch.out).toMatch(/^\S+Z {2}no IPsec connection\n\n$/);
});

test('what to do next is said once, however many operations fail alike', async () => {
  await using served = await serve();
  served.cloud.fail({ code: 'Forbidden.RAM', status: 403, times: Infinity });
  const { code, err } = await runCommand(`state ${served.options}`, served);
  expect(code).toBe(3);
  expect(err.match(/^error: /gm)?.length).toBeGreaterThan(1);
  expect(err.match(/^The policy that each command needs/gm)).toHaveLength(1);
});

test('help is a command too, and a hint names the command and its own options alone', async () => {
  expect(await runCommand('help state')).toEqual(await runCommand('state --help'));
  expect(await runCommand('help')).toEqual(await runCommand('--help'));
  expect((await runCommand('state --frob')).err).toBe('error: there is no option --frob\nSee: npx alicloud-vpn-monitor state --help\n');
  expect((await runCommand('history --frm')).err).toContain('did you mean --from?');
});
