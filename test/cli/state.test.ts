/* eslint-disable no-control-regex -- escape sequences are what is looked for */
import { expect, test } from 'vitest';
import { objectsIn, runCommand, Written } from './support/run-command.ts';
import { serve } from './support/service.ts';

const MINUTE = 60_000;

test('a state of everything that is up ends with 0, in twelve calls', async () => {
  await using served = await serve();
  const { code, out, err } = await runCommand(`state ${served.options}`, served);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^cn-hangzhou at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\nresource /);
  expect(out).toMatch(
    /\nvpn-one +one +active\n {2}vco-dual +Dual +up .*\n {4}tun-a +up +up +active .*bit\/s .*\n {4}tun-b .*\n {2}vco-single +Single +up +off +ok .*\nvpn-empty +empty +active\n/,
  );
  expect(out).toMatch(/\nConnections: 2 up\. Tunnels: 3 up\.\n$/);
  expect(out).not.toContain('\x1b');
  expect(served.cloud.calls.length).toBe(12);
});

test('what is down ends with 1, unless it is not what to fail on', async () => {
  await using served = await serve();
  served.cloud.tunnel('tun-b').down({ at: Date.now() - 10 * MINUTE, phase: 'phase1' });
  const codeOf = async (more: string): Promise<number> => (await runCommand(`state ${served.options} ${more}`, served)).code;
  expect((await runCommand(`state ${served.options}`, served)).out).toMatch(/vco-dual +Dual +degraded[^]*tun-b +down +1 failed/);
  expect([await codeOf(''), await codeOf('--fail-on any'), await codeOf('--fail-on connection'), await codeOf('--fail-on never')]).toEqual([
    1, 1, 0, 0,
  ]);
  expect(await codeOf('--connection vco-single')).toBe(0);
  served.cloud.tunnel('tun-a').down({ at: Date.now() - 10 * MINUTE });
  expect([await codeOf('--fail-on connection'), await codeOf('--fail-on never')]).toEqual([1, 0]);
});

test('a failed health check is down', async () => {
  await using served = await serve();
  served.cloud.connection('vco-single').healthFailed({ at: Date.now() - 10 * MINUTE });
  expect((await runCommand(`state ${served.options}`, served)).code).toBe(1);
});

test('with --json each gateway, connection and tunnel is a line, and the counts are the last one', async () => {
  await using served = await serve();
  served.cloud.tunnel('tun-b').down({ at: Date.now() - 10 * MINUTE });
  const { code, out } = await runCommand(`state ${served.options} --json --gateway vpn-one`, served);
  const objects = objectsIn(out);
  expect(code).toBe(1);
  expect(objects.map(({ type }) => type)).toEqual(['gateway', 'connection', 'connection', 'tunnel', 'tunnel', 'tunnel', 'summary']);
  expect(objects[1]).toMatchObject({
    connectionId: 'vco-dual',
    name: 'Dual',
    gatewayId: 'vpn-one',
    gatewayName: 'one',
    state: 'degraded',
    tunnels: ['tun-a', 'tun-b'],
  });
  expect(objects[4]).toMatchObject({
    tunnelId: 'tun-b',
    connectionId: 'vco-dual',
    ipsec: 'down',
    since: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    inboundBitsPerSecond: 0,
  });
  expect(objects.at(-1)).toMatchObject({ regionId: 'cn-hangzhou', connections: { up: 1, degraded: 1 }, tunnels: { up: 2, down: 1 } });
});

test('--gateway and --connection show what either names', async () => {
  await using served = await serve({
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-one' },
      { id: 'vco-2', gatewayId: 'vpn-empty' },
      { id: 'vco-3', transitRouterId: 'tr-1' },
    ],
  });
  const shown = async (more: string): Promise<unknown[]> => {
    const { out } = await runCommand(`state ${served.options} --json ${more}`, served);
    return objectsIn(out).flatMap(({ type, gatewayId, connectionId }) =>
      type === 'gateway' ? [gatewayId] : type === 'connection' ? [connectionId] : [],
    );
  };
  expect(await shown('--gateway vpn-one')).toEqual(['vpn-one', 'vco-1']);
  expect(await shown('--connection vco-3')).toEqual(['vco-3']);
  expect(await shown('--gateway vpn-one --connection vco-3')).toEqual(['vpn-one', 'vco-1', 'vco-3']);
  expect(await shown('--gateway vpn-one,vpn-empty')).toEqual(['vpn-one', 'vpn-empty', 'vco-1', 'vco-2']);
});

test('what was named and does not exist ends with 3, and what exists is shown', async () => {
  await using served = await serve();
  const { code, out, err } = await runCommand(`state ${served.options} --connection vco-nope,vco-single`, served);
  expect(code).toBe(3);
  expect(out).toContain('vco-single');
  expect(err).toContain('error: vco-nope does not exist in cn-hangzhou');
  served.cloud.connection('vco-single').down({ at: Date.now() - 10 * MINUTE });
  expect((await runCommand(`state ${served.options} --connection vco-nope,vco-single`, served)).code).toBe(1);
});

test('unknown is not down', async () => {
  await using served = await serve({ data: { missing: 1 } });
  served.cloud.fail({ action: 'DescribeVpnConnections', code: 'Forbidden.RAM', status: 403, times: Infinity });
  const { code, out, err } = await runCommand(`state ${served.options} --connection vco-single`, served);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain('vpc:DescribeVpnConnections');
});

test('a source that fails is an error on stderr, and the rest is shown', async () => {
  await using served = await serve();
  served.cloud.fail({ action: 'DescribeSystemEventAttribute', code: 'Forbidden.RAM', status: 403, times: Infinity });
  served.cloud.fail({ action: 'DescribeVpnGateways', code: 'Forbidden.RAM', status: 403, times: Infinity });
  const { code, out, err } = await runCommand(`state ${served.options}`, served);
  expect(code).toBe(0);
  expect(out).toContain('Tunnels: 3 up.');
  expect(err).toMatch(/^error: .*cms:DescribeSystemEventAttribute/m);
  expect(err).toMatch(/^error: .*vpc:DescribeVpnGateways/m);
  expect(err).toContain('docs/permissions.md');
  expect(err).not.toContain('    at ');
});

test('a refused key ends with 3, and the message says what to do and nothing of the key', async () => {
  await using served = await serve();
  const { code, out, err } = await runCommand(`state ${served.options}`, {
    env: { ...served.env, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tWrongWrongWrong' },
  });
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toMatch(/^error: .*Check the AccessKey pair.*\nTo try a command without a key, use --simulate\.\n/);
  expect(err).not.toContain('WrongWrong');
});

test('an empty region is no fault, and says so', async () => {
  await using served = await serve({ gateways: [], connections: [] });
  served.cloud.fail({ action: 'DescribeSystemEventAttribute', code: 'Forbidden.RAM', status: 403, times: Infinity });
  const { code, out } = await runCommand(`state ${served.options}`, served);
  expect(code).toBe(0);
  expect(out).toContain('There is no VPN gateway and no IPsec connection. Check that this is the region they are in.');
});

test('a name with escape sequences is shown without them', async () => {
  await using served = await serve({ connections: [{ id: 'vco-1', gatewayId: 'vpn-one', name: 'x\x1b[2Jy\u009bz' }] });
  const { out } = await runCommand(`state ${served.options}`, served);
  expect(out).toContain('x\ufffd[2Jy\ufffdz');
  const json = await runCommand(`state ${served.options} --json`, served);
  expect(json.out).not.toMatch(/[\x1b\u009b]/);
  expect(objectsIn(json.out).find(({ type }) => type === 'connection')).toMatchObject({ name: 'x\x1b[2Jy\u009bz' });
});

test('a terminal has colours and no line that wraps; NO_COLOR has none', async () => {
  await using served = await serve();
  const on = async (env: Record<string, string>): Promise<string> =>
    (await runCommand(`state ${served.options}`, { env: { ...served.env, ...env }, stdout: new Written({ isTTY: true, columns: 80 }) }))
      .out;
  const coloured = await on({});
  expect(coloured).toContain('\x1b[32mup\x1b[0m');
  const plain = await on({ NO_COLOR: '1' });
  expect(plain).not.toContain('\x1b');
  expect(
    coloured
      .replace(/\x1b\[\d+m/g, '')
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});

test('an end from outside before there is an answer is 130', async () => {
  await using served = await serve();
  served.cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang', times: Infinity });
  const ending = new AbortController();
  setTimeout(() => {
    ending.abort();
  }, 100);
  expect(await runCommand(`state ${served.options}`, { ...served, signal: ending.signal })).toEqual({ code: 130, out: '', err: '' });
});
