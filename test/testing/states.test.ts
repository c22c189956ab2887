import { describe, expect, it } from 'vitest';
import { EVENTS, SystemEvent } from '../../src/catalog/index.ts';
import { createSimulator, type PresetName, type Simulator } from '../../src/testing/index.ts';
import { ask, DAY, HOUR, list, MINUTE, NOW } from './support.ts';

interface EventRow {
  readonly Id: string;
  readonly Name: string;
  readonly Level: string;
  readonly Time: number;
  readonly ResourceId: string;
  readonly Content: string;
  readonly Status: string;
  readonly Product: string;
}

function eventPage(cloud: Simulator, params = {}): EventRow[] {
  const { status, body } = ask(cloud, 'DescribeSystemEventAttribute', { PageSize: 100, ...params });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (body['SystemEvents'] as { SystemEvent: EventRow[] }).SystemEvent;
}

const names = (cloud: Simulator, params = {}): string[] =>
  eventPage(cloud, params)
    .map((row) => row.Name)
    .reverse();
const preset = (name: PresetName): Simulator => createSimulator.preset(name, { now: NOW });

function values(cloud: Simulator, MetricName: string, statistic: string, resource: Record<string, string>): number[] {
  const Dimensions = JSON.stringify([resource]);
  const { points } = list(cloud, { MetricName, Dimensions, StartTime: NOW - 2 * MINUTE, EndTime: cloud.now() });
  return points.map((point) => Number(point[statistic]));
}

describe('a tunnel that goes down', () => {
  const cloud = preset('dual-tunnel');
  const [connection] = cloud.connections;
  const [tunnelId, other] = connection!.tunnelIds as [string, string];
  cloud.tunnel(tunnelId).down({ at: NOW + 30_000 });
  cloud.tunnel(tunnelId).up({ at: NOW + 4 * MINUTE });
  cloud.advance('7m');

  it('shows in the state metric, as a fraction in the minute of the change', () => {
    expect(values(cloud, 'tun.state', 'Average', { tunnelId })).toEqual([1, 1, 0.5, 0, 0, 0, 1, 1]);
    expect(values(cloud, 'tun.state', 'Value', { tunnelId })).toEqual([1, 1, 0, 0, 0, 1, 1, 1]);
    expect(values(cloud, 'tun.state', 'Minimum', { tunnelId })).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
    expect(values(cloud, 'tun.state', 'Average', { tunnelId: other })).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('takes BGP and traffic with it', () => {
    expect(values(cloud, 'tun.bgp_state', 'Average', { tunnelId })).toEqual([1, 1, 0.5, 0, 0, 0, 1, 1]);
    expect(values(cloud, 'tun.rx_bps', 'Average', { tunnelId }).map((rate) => rate > 0)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('publishes its events at the very times', () => {
    expect(eventPage(cloud).map(({ Name, Time, Level, Status }) => [Name, Time, Level, Status])).toEqual([
      [SystemEvent.IpsecTunnelNegoSuccess, NOW + 4 * MINUTE, 'INFO', '1'],
      [SystemEvent.IpsecTunnelNegoFailed, NOW + 30_000, 'WARN', '0'],
    ]);
    const [row] = eventPage(cloud);
    expect(row!.ResourceId).toBe(`acs:vpngw:cn-hangzhou:1234567890123456:instance/${tunnelId}`);
    expect(JSON.parse(row!.Content)).toMatchObject({ tunnelId, vpnConnectionId: connection!.id, vpnGatewayId: connection!.gatewayId });
  });

  it('is in the truth', () => {
    expect(cloud.truth.transitions(tunnelId)).toEqual([
      { at: NOW + 30_000, aspect: 'ipsec', to: 'down', tunnelId },
      { at: NOW + 30_000, aspect: 'bgp', to: 'down', tunnelId },
      { at: NOW + 4 * MINUTE, aspect: 'ipsec', to: 'up', tunnelId },
      { at: NOW + 4 * MINUTE, aspect: 'bgp', to: 'up', tunnelId },
    ]);
    expect(cloud.truth.transitions(connection!.id)).toHaveLength(4);
    expect(cloud.truth.transitions(other)).toEqual([]);
  });
});

describe('system events', () => {
  it('say when both tunnels of a connection are down, once', () => {
    const cloud = preset('dual-tunnel');
    const { id, tunnelIds } = cloud.connections[0]!;
    cloud.tunnel(tunnelIds[0]!).down();
    cloud.tunnel(tunnelIds[1]!).down({ at: NOW + MINUTE });
    cloud.advance('2m');
    cloud.connection(id).up();
    expect(names(cloud)).toEqual([
      SystemEvent.IpsecTunnelNegoFailed,
      SystemEvent.IpsecTunnelNegoFailed,
      SystemEvent.IpsecVcoTunnelAllNegoFailed,
      SystemEvent.IpsecTunnelNegoSuccess,
      SystemEvent.IpsecTunnelNegoSuccess,
    ]);
  });

  it('name both phases for a single tunnel on a gateway, and the lost one alone when told', () => {
    const cloud = preset('single-tunnel');
    const { id } = cloud.connections[0]!;
    cloud
      .connection(id)
      .down()
      .up({ at: NOW + MINUTE })
      .down({ at: NOW + 2 * MINUTE, phase: 'phase2' })
      .up({ at: NOW + 3 * MINUTE })
      .healthFailed()
      .healthOk({ at: NOW + 5 * MINUTE });
    cloud.advance('10m');
    expect(names(cloud).filter((name) => !name.includes('health'))).toEqual([
      SystemEvent.IpsecPhase1NegoFailed,
      SystemEvent.IpsecPhase2NegoFailed,
      SystemEvent.IpsecPhase1NegoSuccess,
      SystemEvent.IpsecPhase2NegoSuccess,
      SystemEvent.IpsecPhase2NegoFailed,
      SystemEvent.IpsecPhase2NegoSuccess,
    ]);
    expect(names(cloud).filter((name) => name.includes('health'))).toEqual([
      SystemEvent.IpsecHealthCheckFailed,
      SystemEvent.IpsecHealthCheckSuccess,
    ]);
  });

  it('have other names on a transit router', () => {
    const cloud = preset('transit-router');
    const single = cloud.connections.find((one) => one.mode === 'single')!;
    cloud.connection(single.id).down().healthFailed();
    expect(names(cloud).sort()).toEqual([
      SystemEvent.VpnConnectionHcFailed,
      SystemEvent.VpnConnectionPh1Failed,
      SystemEvent.VpnConnectionPh2Failed,
    ]);
  });

  it('come for expired certificates, critical', () => {
    const cloud = createSimulator({ regionId: 'cn-hangzhou', now: NOW, certificates: [{ id: 'vsc-a', endTime: NOW + DAY }] });
    expect(names(cloud)).toEqual([]);
    cloud.advance('2d');
    expect(eventPage(cloud).map(({ Name, Level, Status, Time }) => [Name, Level, Status, Time])).toEqual([
      ['CertKeyExpired', 'CRITICAL', 'Expire', NOW + DAY],
    ]);
  });

  it('fire on change alone: a link that starts down, or is downed twice, says nothing more', () => {
    const cloud = createSimulator({
      regionId: 'cn-hangzhou',
      now: NOW,
      connections: [{ id: 'vco-a', tunnels: [{ id: 'tun-a', up: false }, { id: 'tun-b' }] }],
    });
    cloud.tunnel('tun-a').down();
    cloud
      .tunnel('tun-b')
      .down()
      .down({ at: NOW + 1_000 });
    cloud.advance('1m');
    expect(names(cloud)).toEqual([SystemEvent.IpsecTunnelNegoFailed, SystemEvent.IpsecVcoTunnelAllNegoFailed]);
  });

  it('say nothing of a state that lasted no time, nor of a switch from one tunnel to the other', () => {
    const cloud = createSimulator({
      regionId: 'cn-hangzhou',
      now: NOW,
      connections: [{ id: 'vco-a', tunnels: [{ id: 'tun-a' }, { id: 'tun-b', up: false }] }],
    });
    cloud.tunnel('tun-a').down().up();
    expect(names(cloud)).toEqual([]);
    cloud.advance('1m');
    cloud.tunnel('tun-a').down();
    cloud.tunnel('tun-b').up();
    expect(names(cloud)).toEqual([SystemEvent.IpsecTunnelNegoFailed, SystemEvent.IpsecTunnelNegoSuccess]);
  });

  it('can be published by hand, known or not, and shaped', () => {
    const cloud = createSimulator.preset('dual-tunnel', {
      now: NOW,
      events: { product: 'vpn', shape: (event) => ({ ResourceId: event.connectionId, Time: String(event.at) }) },
    });
    const { id } = cloud.connections[0]!;
    const published = cloud.publish('ipsec_something_new', id, { at: NOW - HOUR });
    expect(eventPage(cloud)).toEqual([
      expect.objectContaining({ Id: published.id, Name: 'ipsec_something_new', Product: 'vpn', ResourceId: id, Time: String(NOW - HOUR) }),
    ]);
  });

  it('keep their ids from query to query', () => {
    const cloud = preset('dual-tunnel');
    cloud.connection(cloud.connections[0]!.id).down();
    const ids = eventPage(cloud).map((row) => row.Id);
    cloud.advance('1h');
    expect(eventPage(cloud).map((row) => row.Id)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });

  it('come newest first, ten a page, without a total', () => {
    const cloud = preset('dual-tunnel');
    const tunnelId = cloud.connections[0]!.tunnelIds[0]!;
    cloud.tunnel(tunnelId).flap({ every: '1m', times: 8, at: NOW - HOUR });
    const first = ask(cloud, 'DescribeSystemEventAttribute').body;
    expect(first).not.toHaveProperty('TotalCount');
    expect(first['Success']).toBe('true');
    const pages = [1, 2, 3].map((PageNumber) => eventPage(cloud, { PageSize: 10, PageNumber }));
    expect(pages.map((page) => page.length)).toEqual([10, 6, 0]);
    const times = pages.flat().map((row) => row.Time);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(ask(cloud, 'DescribeSystemEventAttribute', { PageSize: 101 }).status).toBe(400);
  });

  it('are filtered by time, name, level, product and keyword', () => {
    const cloud = preset('dual-tunnel');
    const { tunnelIds } = cloud.connections[0]!;
    cloud.tunnel(tunnelIds[0]!).flap({ every: '10m', times: 2, at: NOW - HOUR });
    cloud.tunnel(tunnelIds[1]!).down({ at: NOW - 5 * MINUTE });
    expect(names(cloud)).toHaveLength(5);
    expect(names(cloud, { StartTime: NOW - 50 * MINUTE, EndTime: NOW - 30 * MINUTE })).toHaveLength(3);
    expect(names(cloud, { Name: SystemEvent.IpsecTunnelNegoSuccess })).toHaveLength(2);
    expect(names(cloud, { Level: 'Warn' })).toHaveLength(3);
    expect(names(cloud, { Product: 'ECS' })).toEqual([]);
    expect(names(cloud, { SearchKeywords: `${tunnelIds[1]!} or nothing` })).toHaveLength(1);
    expect(names(cloud, { SearchKeywords: `${tunnelIds[1]!} and nothing` })).toEqual([]);
  });

  it('cover every documented name over the presets', () => {
    const seen = new Set<string>();
    for (const name of ['single-tunnel', 'dual-tunnel', 'transit-router'] as const) {
      const cloud = createSimulator.preset(name, { now: NOW, certificates: [{ endTime: NOW + MINUTE }] });
      for (const connection of cloud.connections) {
        const control = cloud
          .connection(connection.id)
          .down()
          .up({ at: NOW + MINUTE });
        if (connection.healthCheck) control.healthFailed().healthOk({ at: NOW + MINUTE });
      }
      cloud.advance('5m');
      for (const row of eventPage(cloud)) seen.add(row.Name);
    }
    expect([...seen].sort()).toEqual(EVENTS.map((event) => event.name as string).sort());
  });
});

describe('flapping', () => {
  it('goes on until told otherwise', () => {
    const cloud = preset('dual-tunnel');
    const tunnelId = cloud.connections[0]!.tunnelIds[0]!;
    cloud.tunnel(tunnelId).flap({ every: '2m' });
    cloud.advance('9m');
    const ipsec = (): string[] =>
      cloud.truth
        .transitions(tunnelId)
        .filter((one) => one.aspect === 'ipsec')
        .map((one) => one.to);
    expect(ipsec()).toEqual(['down', 'up', 'down', 'up', 'down']);
    cloud.tunnel(tunnelId).up();
    cloud.advance('1h');
    expect(ipsec()).toEqual(['down', 'up', 'down', 'up', 'down', 'up']);
  });

  it('stops by itself after the outages asked for, up', () => {
    const cloud = preset('single-tunnel');
    const { id } = cloud.connections[0]!;
    cloud.connection(id).flap({ every: '30s', times: 3 });
    cloud.advance('1h');
    const steps = cloud.truth.transitions(id).filter((one) => one.aspect === 'ipsec');
    expect(steps.map((one) => (one.at - NOW) / 1_000)).toEqual([0, 30, 60, 90, 120, 150]);
    expect(steps.at(-1)?.to).toBe('up');
  });
});

describe('controls', () => {
  it('move BGP without IPsec', () => {
    const cloud = preset('single-tunnel');
    const { id } = cloud.connections[0]!;
    cloud.connection(id).bgpDown({ at: NOW });
    cloud.advance('3m');
    expect(values(cloud, 'ipsec.bgp_state', 'Average', { ipsecId: id })).toEqual([1, 1, 0, 0]);
    expect(values(cloud, 'ipsec.state', 'Average', { ipsecId: id })).toEqual([1, 1, 1, 1]);
    expect(names(cloud)).toEqual([]);
    cloud.connection(id).bgpUp();
    expect(cloud.truth.transitions(id).map((one) => [one.aspect, one.to])).toEqual([
      ['bgp', 'down'],
      ['bgp', 'up'],
    ]);
  });

  it('refuse what the account does not have', () => {
    const cloud = createSimulator({ regionId: 'cn-hangzhou', connections: [{ id: 'vco-a', mode: 'dual' }] });
    expect(() => cloud.tunnel('tun-x')).toThrow(RangeError);
    expect(() => cloud.connection('vco-x')).toThrow(/no connection vco-x.*vco-a/);
    expect(() => cloud.connection('vco-a').bgpDown()).toThrow(/bgp: true/);
    expect(() => cloud.connection('vco-a').healthFailed()).toThrow(/healthCheck: true/);
    expect(() => createSimulator({ regionId: 'cn-hangzhou', connections: [{ mode: 'dual', healthCheck: true }] })).toThrow(RangeError);
    expect(() => createSimulator({ regionId: '' })).toThrow(TypeError);
    expect(() => createSimulator({ regionId: 'cn-hangzhou', connections: [{ id: 'vco-a' }, { id: 'vco-a' }] })).toThrow(/declared twice/);
  });
});

describe('events that are published late', () => {
  const late = (ratio: number): Simulator =>
    createSimulator.preset('dual-tunnel', { now: NOW, events: { publicationDelayMs: 30_000, late: { ratio, byMs: 5 * MINUTE } } });
  const flapped = (cloud: Simulator): Simulator => {
    cloud.tunnel(cloud.connections[0]!.tunnelIds[0]!).flap({ every: '10s', times: 20 });
    cloud.advance('7m');
    return cloud;
  };

  it('are a share of all, and come when they are due, in their place', () => {
    const cloud = flapped(late(0.5));
    const onTime = eventPage(cloud).length;
    expect(onTime).toBeGreaterThan(5);
    expect(onTime).toBeLessThan(35);
    cloud.advance('5m');
    const all = eventPage(cloud);
    expect(all).toHaveLength(40);
    expect(all.map(({ Time }) => Time)).toEqual(all.map(({ Time }) => Time).toSorted((a, b) => b - a));
  });

  it('are all or none by their share, and the same for the same seed', () => {
    expect(eventPage(flapped(late(0)))).toHaveLength(40);
    const every = late(1);
    every.tunnel(every.connections[0]!.tunnelIds[0]!).down();
    every.advance(5 * MINUTE + 29_999);
    expect(eventPage(every)).toEqual([]);
    every.advance(1);
    expect(eventPage(every)).toHaveLength(1);
    expect(eventPage(flapped(late(0.5))).map(({ Id }) => Id)).toEqual(eventPage(flapped(late(0.5))).map(({ Id }) => Id));
  });
});
