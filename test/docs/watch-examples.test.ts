import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TunnelWatch } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serveExamples } from '../support/example-account.ts';

let cloud: Simulator;
let service: Disposable;
const printed: string[] = [];

beforeEach(() => {
  cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', name: 'to Berlin', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  service = serveExamples(cloud, printed);
});

afterEach(() => {
  vi.useRealTimers();
  service[Symbol.dispose]();
});

test('watch-tunnels.ts prints the states, and a transition with the next round', async () => {
  const { VpnMonitor } = await import('alicloud-vpn-monitor');
  const watching = vi.spyOn(VpnMonitor.prototype, 'watch');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await import('../../docs/examples/watch-tunnels.ts');
  expect(printed).toEqual(['tun-1 up', 'tun-2 up']);
  cloud.tunnel('tun-2').down();
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.waitFor(() => {
    expect(printed).toHaveLength(4);
  });
  expect(printed[2]).toMatch(/^\S+Z tunnel:down tun-2: up → down, known after \d s by (event|topology)$/);
  expect(printed[3]).toMatch(/^\S+Z connection:degraded vco-1: up → degraded, known after \d s by (event|topology)$/);
  await (watching.mock.results[0] as { value: TunnelWatch }).value.stop();
});

test('watch-push.ts reports a pushed event without waiting for the next round, and ends with SIGTERM', async () => {
  vi.stubEnv('VPN_WEBHOOK_SECRET', 'open sesame');
  vi.stubEnv('PORT', '0');
  const listening = vi.spyOn(Server.prototype, 'listen');
  await import('../../docs/examples/watch-push.ts');
  const server = listening.mock.contexts.at(-1) as Server;
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  cloud.tunnel('tun-1').down();
  const deliveries = await cloud.push(`http://127.0.0.1:${port}/?secret=open%20sesame`);
  expect(deliveries.map(({ status }) => status)).toEqual([200]);
  expect(printed).toEqual(['tun-1 is down, shown by event']);
  const closed = once(server, 'close');
  process.emit('SIGTERM', 'SIGTERM');
  await closed;
});

test('watch-from-cron.ts reports what changed since the last time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watch-'));
  vi.stubEnv('WATCH_STATE', join(folder, 'state.json'));
  const run = async (): Promise<void> => {
    vi.resetModules();
    await import('../../docs/examples/watch-from-cron.ts');
  };
  try {
    await run();
    expect(printed).toEqual([]);
    cloud.connection('vco-1').down();
    await run();
    expect(printed).toEqual([expect.stringMatching(/^to Berlin is down \([0-9a-f]{32}\)$/)]);
    await run();
    expect(printed).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('diagnose-on-down.ts prints why, and the lines of the log that say it', async () => {
  const { VpnMonitor } = await import('alicloud-vpn-monitor');
  const watching = vi.spyOn(VpnMonitor.prototype, 'watch');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await import('../../docs/examples/diagnose-on-down.ts');
  cloud.tunnel('tun-2').down({ reason: 'EncryptionAlgorithmMismatch' });
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(100);
    expect(printed).toHaveLength(3);
  });
  expect(printed[0]).toMatch(/^tun-2 is down: /);
  expect(printed[1]).toMatch(/^EncryptionAlgorithmMismatch \(AES-CBC here, 3DES-CBC there\): Compare the encryption algorithm/);
  expect(printed[2]).toMatch(/ vco-1 \[PROTO_ERR\]: ipsec_doi\.c:540:t2isakmpsa\(\): rejected enctype/);
  await (watching.mock.results[0]?.value as TunnelWatch).stop();
});
