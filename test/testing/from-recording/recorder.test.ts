import { type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { recordingTransport } from '../../../src/preflight/recording/index.ts';
import { directTransport } from '../../support/direct-transport.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0);
const MINUTE = 60_000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;

function account(): Simulator {
  const cloud = createSimulator({
    regionId: 'cn-shanghai',
    now: NOW,
    credentials: 'any',
    accountId: '5544332211009988',
    gateways: [{ name: 'headquarters' }],
    connections: [
      { name: 'to Berlin', mode: 'dual', bgp: true, tags: { team: 'core' } },
      { name: 'to Paris', mode: 'single', healthCheck: true },
      { name: 'to Rome', mode: 'dual', transitRouterId: 'tr-uf6abcdefgh1234567890' },
    ],
    certificates: [{ name: 'laptop of Anna', endTime: NOW + 3 * 86_400_000 }],
    contactGroups: ['night shift'],
  });
  const [berlin, paris, rome] = cloud.connections;
  cloud
    .tunnel(berlin!.tunnelIds[0]!)
    .down({ at: ago(100) + 17_000 })
    .up({ at: ago(90) })
    .bgpDown({ at: ago(60) })
    .bgpUp({ at: ago(50) + 20_000 });
  cloud
    .connection(paris!.id)
    .down({ at: ago(80), phase: 'phase2' })
    .up({ at: ago(70) })
    .healthFailed({ at: ago(40) });
  cloud.tunnel(rome!.tunnelIds[1]!).down({ at: ago(20) });
  return cloud;
}

/** What a monitor says, without what the simulator makes up: addresses and ranges. */
async function told(cloud: Simulator, transport: Transport) {
  await using monitor = new VpnMonitor({ regionId: cloud.regionId, transport, clock: cloud.clock, logger: { error: () => undefined } });
  const { topology } = monitor;
  const gateways = await topology.gateways().toArray();
  const connections = await topology.connections().toArray();
  const certificates = await topology.certificates().toArray();
  const transitions = [];
  for await (const { type, at, resource } of monitor.history(monitor.fleet()).last('2h')) transitions.push([type, at, resource]);
  const events = await monitor.events().last('2h').toArray({ limit: 1_000 });
  return {
    gateways: gateways.map(({ gatewayId, name, spec, ssl, tags, createdAt }) => ({ gatewayId, name, spec, ssl, tags, createdAt })),
    connections: connections.map(
      ({ connectionId, name, mode, attachedTo, gatewayId, transitRouterId, ipsec, phase, bgp, health, tags, tunnels }) => ({
        ...{ connectionId, name, mode, attachedTo, gatewayId, transitRouterId, ipsec, phase, bgp, health, tags },
        tunnels: tunnels.map(({ tunnelId, role, index, ipsec: state, bgp: session }) => [tunnelId, role, index, state, session]),
      }),
    ),
    certificates: certificates.map(({ certificateId, serverId, name, status, endsAt }) => ({
      certificateId,
      serverId,
      name,
      status,
      endsAt,
    })),
    transitions,
    events: events.map(({ id, name, at, level, resource }) => ({ id, name, at, level, resource })),
  };
}

/** The same with the pseudonyms of a recording. */
function disguised(value: unknown, replaced: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return replaced.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => disguised(one, replaced));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [replaced.get(key) ?? key, disguised(one, replaced)]));
}

test('a recorded run gives an account that says the same, up to the pseudonyms', async () => {
  const lines: string[] = [];
  const cloud = account();
  const transport = recordingTransport(directTransport(cloud), { write: (line) => void lines.push(line) });
  const before = await told(cloud, transport);
  expect([before.connections.length, before.events.length > 5, before.transitions.length > 10]).toEqual([3, true, true]);
  expect(lines.join('\n')).not.toMatch(/Berlin|5544332211009988|uf6abcdefgh/);
  const again = createSimulator({ recording: lines, credentials: 'any' });
  expect(await told(again, directTransport(again))).toEqual(disguised(before, transport.replaced));
  expect(again.now()).toBe(NOW);
});
