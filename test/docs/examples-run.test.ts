import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { alertPresets, parseSystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';
import { afterEach, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');
const guides = readdirSync(join(root, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`);
const texts = ['README.md', 'docs/examples/README.md', ...guides].map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
const printed: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  printed.length = 0;
});

function capturePrints(): void {
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' ')));
}

// What starts the others against a simulator is no example itself.
const programs = readdirSync(join(root, 'docs/examples')).filter((file) => /\.m?[jt]s$/.test(file) && file !== 'simulate.mjs');
test.each(programs)('%s stands in the README or a guide as it is', (file) => {
  expect(texts).toContain(readFileSync(join(root, 'docs/examples', file), 'utf8'));
});

test('simulated-outage.ts prints what it says', async () => {
  capturePrints();
  await import('../../docs/examples/simulated-outage.ts');
  expect(printed).toEqual(['down']);
});

test('watch-simulator.ts prints a transition, as the README says', async () => {
  capturePrints();
  await import('../../docs/examples/watch-simulator.ts');
  expect(printed.join('\n')).toMatch(/tunnel:down up → down/);
  expect(texts).toContain(printed.join('\n'));
});

test('receive-events.ts takes an event with the secret and prints it', async () => {
  vi.stubEnv('VPN_WEBHOOK_SECRET', 'open sesame');
  vi.stubEnv('PORT', '0');
  capturePrints();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const listening = vi.spyOn(Server.prototype, 'listen');
  await import('../../docs/examples/receive-events.ts');
  const server = listening.mock.contexts[0] as Server | undefined;
  if (!server?.listening) await once(server!, 'listening');
  const { port } = server!.address() as AddressInfo;
  const body = JSON.stringify({
    name: 'ipsec_tunnel_nego_failed',
    product: 'vpngw',
    eventTime: '20260131T200000.000+0800',
    content: { vpnConnectionId: 'vco-1', tunnelId: 'tun-1' },
  });
  const send = async (secret: string) => (await fetch(`http://127.0.0.1:${port}/?secret=${secret}`, { method: 'POST', body })).status;
  try {
    expect([await send('wrong'), await send('open%20sesame')]).toEqual([401, 200]);
  } finally {
    server!.close();
  }
  expect(printed).toEqual(['ipsec_tunnel_nego_failed failed vco-1 tun-1']);
});

test('read-a-series.ts runs unchanged with credentials from the environment', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-bp1q8bgx4xnkm2ogj7x2k' }],
    connections: [
      { id: 'vco-bp1bbi27hojx80nck3v9q', gatewayId: 'vpn-bp1q8bgx4xnkm2ogj7x2k', tunnels: [{ id: 'tun-opsqc4d97wni27fk2a9w' }, {}] },
    ],
  });
  const server = setupServer(...cloud.handlers());
  server.listen({ onUnhandledRequest: 'error' });
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', cloud.credentials.accessKeyId);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', cloud.credentials.accessKeySecret);
  capturePrints();
  try {
    await import('../../docs/examples/read-a-series.ts');
  } finally {
    server.close();
  }
  expect(printed.filter((line) => line.includes('tun.rx_bps')).length).toBeGreaterThan(350);
  expect(printed.at(-1)).toBe('up');
});

test('nightly-flow-logs.ts prints what used each connection most, through a query function of your own', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T12:00:00Z',
    connections: [{ id: 'vco-gateway' }, { id: 'vco-router', transitRouterId: 'tr-1' }, { id: 'vco-nothing', unattached: true }],
  });
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  await monitor.flowLogs.create({
    name: 'vpn',
    trafficPath: 'vpn-gateway',
    resource: { kind: 'vpc', id: 'vpc-1' },
    project: 'network-logs',
    logstore: 'vpn-flow-log',
  });
  cloud.advance('1m');
  const { nightly } = await import('../../docs/examples/nightly-flow-logs.ts');
  const asked: unknown[] = [];
  capturePrints();
  await nightly(monitor, (request) => {
    asked.push(request);
    return Promise.resolve([
      { srcaddr: '10.0.0.5', dstaddr: '192.168.1.9', dstport: '443', protocol: '6', bytes: '12345678', packets: '9000' },
      { srcaddr: '10.0.0.5', dstaddr: '192.168.1.9', dstport: '-', protocol: '1', bytes: '-' },
    ]);
  });
  const to = Date.UTC(2026, 2, 1, 12, 1) / 1_000;
  expect(asked).toEqual([
    {
      project: 'network-logs',
      logstore: 'vpn-flow-log',
      query: expect.stringMatching(/^\* \| SELECT srcaddr, .* LIMIT 5$/) as string,
      from: to - 86_400,
      to,
    },
  ]);
  expect(printed).toEqual(['vco-gateway', '  10.0.0.5 → 192.168.1.9:443 tcp 12.3 MB', 'vco-router', '  no flow log records it']);
});

test('subscription.ts puts a rule whose webhook gets an outage, and prints it', async () => {
  const cloud = createSimulator.preset('dual-tunnel', { now: '2026-03-01T00:00:00Z' });
  const bodies: string[] = [];
  const webhook = createServer((request, response) => {
    request
      .setEncoding('utf8')
      .on('data', (text: string) => bodies.push(text))
      .on('end', () => response.end());
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const { port } = webhook.address() as AddressInfo;
  const server = setupServer(...cloud.handlers());
  server.listen({ onUnhandledRequest: 'error' });
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', cloud.credentials.accessKeyId);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', cloud.credentials.accessKeySecret);
  vi.stubEnv('VPN_WEBHOOK_URL', `http://127.0.0.1:${port}/secret-path`);
  capturePrints();
  try {
    await import('../../docs/examples/subscription.ts');
  } finally {
    server.close();
  }
  expect(printed).toEqual([`vpn-outages: enabled, 3 events to 127.0.0.1:${port} and vpn-ops`]);
  cloud.advance('1m');
  cloud.tunnel(cloud.connections[0]!.tunnelIds[0]!).down();
  try {
    expect(await cloud.deliverEvents()).toMatchObject([{ ruleName: 'vpn-outages', attempts: 1, status: 200 }]);
  } finally {
    webhook.close();
  }
  expect(bodies.map((body) => parseSystemEvent(body))).toMatchObject([{ name: 'ipsec_tunnel_nego_failed', ruleName: 'vpn-outages' }]);
});

test('alert-to-diagnosis.ts runs from an outage to its end, and prints what the guide says', async () => {
  capturePrints();
  await import('../../docs/examples/alert-to-diagnosis.ts');
  expect(printed.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'event ipsec_tunnel_nego_failed',
    'alert alert',
    'diagnosis DhGroupMismatch',
    'event ipsec_tunnel_nego_success',
    'alert ok',
  ]);
  expect(texts).toContain(`\n${printed.join('\n')}\n`);
});

test('alert-rules.ts prints what it would do, and has nothing to do once it has applied it', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-bp1bbi27hojx80nck3v9q', gatewayId: 'vpn-1', tunnels: [{}, {}] }],
  });
  const server = setupServer(...cloud.handlers());
  server.listen({ onUnhandledRequest: 'error' });
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', cloud.credentials.accessKeyId);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', cloud.credentials.accessKeySecret);
  capturePrints();
  const run = async (...options: string[]): Promise<string> => {
    printed.length = 0;
    vi.resetModules();
    process.argv.push(...options);
    await import('../../docs/examples/alert-rules.ts');
    process.argv.splice(process.argv.length - options.length);
    return printed.join('\n');
  };
  try {
    const first = await run();
    expect(first).toMatch(/^create vpn-tunnel-down-ipsec\.state\n/);
    expect(texts).toContain(first);
    await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials: cloud.credentials });
    expect(await monitor.alerts.list().toArray()).toEqual([]);
    expect(await run('--apply')).toBe(first);
    expect(await monitor.alerts.list().toArray()).toHaveLength(6);
    const other = { ...alertPresets.bandwidthAbove(80), name: 'Another', on: 'all', contactGroups: ['vpn-ops'] } as const;
    await monitor.alerts.put([
      { ...other, id: 'vpn-old' },
      { ...other, id: 'vpn-bandwidth' },
    ]);
    expect(await run('--apply')).toBe('change vpn-bandwidth: name\ndelete vpn-old');
    expect(await run()).toBe('nothing to do');
  } finally {
    server.close();
  }
});

test('record-and-replay.ts replays the outage that it recorded, and prints what the guide says', async () => {
  capturePrints();
  await import('../../docs/examples/record-and-replay.ts');
  expect(printed.join('\n')).toMatch(/tunnel:down tun-\d+\n/);
  expect(printed.join('\n')).not.toContain('berlin');
  expect(printed.at(-1)).toMatch(/^\d+ transitions, the same in the replay, 0 questions without an answer$/);
  expect(texts).toContain(`\n${printed.join('\n')}\n`);
});
