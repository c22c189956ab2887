import { VpnMonitor, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { createSimulator, documentedMetadata, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { directTransport } from '../../support/direct-transport.ts';
import { copyingTransport } from './support.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0);
const MINUTE = 60_000;
const ago = (minutes: number): number => NOW - minutes * MINUTE;

const ACCOUNT: SimulatorOptions = {
  regionId: 'eu-central-1',
  now: NOW,
  accountId: '1000000000000001',
  credentials: 'any',
  events: { product: 'vpnconn' },
  metadata: documentedMetadata().map((row) =>
    row.MetricName === 'tun.state'
      ? { ...row, MetricName: 'tun_state', Dimensions: 'userId,place,tunId', roles: { place: 'gateway' } as const }
      : row,
  ),
  contactGroups: ['night-shift', 'day-shift'],
  gateways: [{ id: 'vpn-0001', name: 'name-0001', bandwidthMbps: 100 }],
  connections: [
    {
      id: 'vco-0001',
      name: 'name-0002',
      gatewayId: 'vpn-0001',
      mode: 'dual',
      bgp: true,
      tunnels: [{ id: 'tun-0001' }, { id: 'tun-0002', up: false }],
      tags: { team: 'core' },
    },
    { id: 'vco-0002', name: 'name-0003', gatewayId: 'vpn-0001', mode: 'single', healthCheck: true },
    {
      id: 'vco-0003',
      transitRouterId: 'tr-0001',
      mode: 'dual',
      tunnels: [{ id: 'tun-0003' }, { id: 'tun-0004' }],
      attachmentId: 'tr-attach-0001',
      cenId: 'cen-0001',
    },
    { id: 'vco-0004', transitRouterId: 'tr-0001', mode: 'single', bgp: true },
  ],
  certificates: [{ id: 'vsc-0001', name: 'name-0004', gatewayId: 'vpn-0001', endTime: ago(-60 * 24 * 3) }],
};

/** Something of every kind happens in the last hours. */
function withOutages(options: Partial<SimulatorOptions> = {}): Simulator {
  const cloud = createSimulator({ ...ACCOUNT, ...options });
  cloud
    .tunnel('tun-0001')
    .down({ at: ago(100) + 17_000 })
    .up({ at: ago(90) + 40_000 });
  cloud
    .tunnel('tun-0001')
    .bgpDown({ at: ago(60) + 30_000 })
    .bgpUp({ at: ago(55) });
  cloud.tunnel('tun-0001').down({ at: ago(20), phase: 'phase2' });
  cloud
    .connection('vco-0002')
    .down({ at: ago(80), phase: 'phase2' })
    .up({ at: ago(79) + 25_000 })
    .healthFailed({ at: ago(50) })
    .healthOk({ at: ago(48) });
  cloud
    .tunnel('tun-0003')
    .down({ at: ago(70) + 5_000 })
    .up({ at: ago(70) + 25_000 });
  cloud
    .connection('vco-0004')
    .down({ at: ago(30) + 1_234 })
    .up({ at: ago(25) });
  return cloud;
}

/** What a monitor says of the last two hours, with the calls that took. */
async function told(cloud: Simulator, sources: readonly ('metrics' | 'events')[] = ['metrics', 'events']) {
  const lines: string[] = [];
  await using monitor = new VpnMonitor({
    regionId: cloud.regionId,
    transport: copyingTransport(directTransport(cloud), lines),
    clock: cloud.clock,
    logger: { error: () => undefined },
  });
  const { topology } = monitor;
  const lists = {
    gateways: await topology.gateways().toArray(),
    connections: await topology.connections().toArray(),
    certificates: await topology.certificates().toArray(),
  };
  const history = monitor.history(monitor.fleet(), { sources }).last('2h');
  const transitions = [];
  for await (const { type, at, resource, ...one } of history)
    transitions.push(
      [type, new Date(at).toISOString(), resource.tunnelId ?? resource.connectionId, 'phase' in one ? one.phase : undefined].join(' '),
    );
  const events: VpnSystemEvent[] = sources.includes('events') ? await monitor.events().last('2h').toArray({ limit: 1_000 }) : [];
  const latest = await monitor.fleet().metric('state').latest();
  const states = latest.map(({ timestamp, state, statistics, dimensions }) => ({ timestamp, state, statistics, dimensions }));
  return { lines, answers: { lists, transitions, events, states } };
}

const truthOf = (cloud: Simulator) => cloud.connections.map(({ id }) => cloud.truth.transitions(id));

describe('an account from the recording of a run', () => {
  test('gives the same answers: topology, states, transitions and events', async () => {
    const before = await told(withOutages());
    const after = await told(createSimulator({ recording: before.lines, credentials: 'any' }));
    expect(after.answers).toEqual(before.answers);
    expect(before.answers.transitions.length).toBeGreaterThan(15);
    expect(before.answers.events.length).toBeGreaterThan(10);
  });

  test('has the same truth, to the millisecond where events tell it', async () => {
    const cloud = withOutages();
    const again = createSimulator({ recording: (await told(cloud)).lines.join('\n') });
    expect(again.now()).toBe(NOW);
    expect(truthOf(again)).toEqual(truthOf(cloud));
    expect(again.connections).toEqual(cloud.connections);
    expect(again.gateways).toEqual(cloud.gateways);
  });

  test('has it by datapoints alone too', async () => {
    const cloud = withOutages();
    const { lines, answers } = await told(cloud, ['metrics']);
    const again = createSimulator({ recording: lines, credentials: 'any' });
    expect((await told(again, ['metrics'])).answers).toEqual(answers);
  });

  test.each([
    { datapoints: 'array', userId: 'number' },
    { data: { stamp: 'start', publicationDelayMs: 150_000 } },
    { badRequests: 'soft', userId: 'text', data: { publicationDelayMs: 0 } },
    { metadata: 'live' },
  ] as const)('%j: with the forms of the service', async (options) => {
    const before = await told(withOutages(options));
    const after = await told(createSimulator({ recording: before.lines, credentials: 'any' }));
    expect(after.answers).toEqual(before.answers);
  });

  test('goes on from there', async () => {
    const cloud = createSimulator({ recording: (await told(withOutages())).lines, credentials: 'any' });
    cloud.tunnel('tun-0001').up();
    cloud.advance('3m');
    cloud.tunnel('tun-0003').down();
    cloud.advance('5m');
    const { answers } = await told(cloud);
    expect(answers.events.slice(-2).map(({ name, at, resource }) => [name, at - NOW, resource.tunnelId])).toEqual([
      ['ipsec_tunnel_nego_success', 0, 'tun-0001'],
      ['ipsec_tunnel_nego_failed', 3 * MINUTE, 'tun-0003'],
    ]);
    expect(answers.transitions.slice(-4).join('\n')).toContain('tunnel:down 2026-03-01T12:03:00.000Z tun-0003');
  });
});
