import { describe, expect, test } from 'vitest';
import { eventSpec } from '../../../src/catalog/index.ts';
import type { VpnSystemEvent } from '../../../src/events/index.ts';
import type { MetricPoint } from '../../../src/metrics/index.ts';
import type { Connection, Tunnel } from '../../../src/topology/index.ts';
import { observeConnection, observeEvent, observePoint, tunnelKeys } from '../../../src/watch/sources/observe.ts';
import { NO_VOTES, type Observation, positionOf } from '../../../src/watch/timeline/index.ts';

const AT = 600_000;

function single(fields: Partial<Connection> = {}): Connection {
  return {
    kind: 'connection',
    connectionId: 'vco',
    mode: 'single',
    ipsec: 'unknown',
    bgp: 'unknown',
    health: 'unknown',
    tunnels: [],
    tags: {},
    ...fields,
  };
}

function dual(...tunnels: readonly Partial<Tunnel>[]): Connection {
  return single({
    mode: 'dual',
    ipsec: 'up',
    bgp: 'up',
    health: 'ok',
    tunnels: tunnels.map((fields, index) => ({
      kind: 'tunnel',
      tunnelId: `tun-${index}`,
      connectionId: 'vco',
      ipsec: 'unknown',
      bgp: 'unknown',
      ...fields,
    })),
  });
}

const lines = (observations: readonly Observation[]): string[] =>
  observations.map(({ tunnel, aspect, claim }) => `${tunnel} ${aspect} ${claim}`);

test('a connection of two tunnels has their ids for keys, one of a single tunnel its own', () => {
  expect(tunnelKeys(single())).toEqual(['vco']);
  expect(tunnelKeys(dual({}, {}))).toEqual(['tun-0', 'tun-1']);
});

describe('a poll of the topology', () => {
  test.each<[Partial<Connection>, string[]]>([
    [{}, []],
    [{ ipsec: 'up', bgp: 'up', health: 'ok' }, ['vco ipsec up', 'vco bgp up', 'vco health up']],
    [{ ipsec: 'down', bgp: 'down', health: 'failed' }, ['vco ipsec down', 'vco bgp down', 'vco health down']],
    [
      { ipsec: 'down', phase: 'phase1', bgp: 'disabled', health: 'disabled' },
      ['vco ipsec phase1', 'vco bgp disabled', 'vco health disabled'],
    ],
    [{ ipsec: 'down', phase: 'phase2' }, ['vco ipsec phase2']],
  ])('of a single tunnel that is %j', (fields, expected) => {
    const observations = observeConnection(single(fields), AT);
    expect(lines(observations)).toEqual(expected);
    for (const observation of observations) expect(observation).toMatchObject({ source: 'topology', at: AT });
  });

  test('of two tunnels claims what each of them is, and nothing of their connection', () => {
    expect(lines(observeConnection(dual({ ipsec: 'up', bgp: 'down' }, { ipsec: 'down', phase: 'phase2', bgp: 'disabled' }), AT))).toEqual([
      ...['tun-0 ipsec up', 'tun-0 bgp down'],
      ...['tun-1 ipsec phase2', 'tun-1 bgp disabled'],
    ]);
    expect(observeConnection(dual({}, {}), AT)).toEqual([]);
  });
});

describe('a datapoint', () => {
  const point = {
    metric: 'tun.state',
    quantity: 'state',
    timestamp: AT,
    value: 1,
    state: 'up',
    resource: { connectionId: 'vco', tunnelId: 'tun-0' },
  } as unknown as MetricPoint;

  test('is about its tunnel, or else its connection', () => {
    expect(observePoint(point, 60_000, NO_VOTES)).toEqual({
      tunnel: 'tun-0',
      aspect: 'ipsec',
      source: 'metric',
      at: AT,
      periodMs: 60_000,
      isEdgeUnknown: true,
      claim: 'up',
      metric: 'tun.state',
      value: 1,
      timestamp: AT,
    });
    const other = { ...point, quantity: 'bgpState', state: 'mixed', resource: { connectionId: 'vco' } } as MetricPoint;
    expect(observePoint(other, 60_000, NO_VOTES)).toMatchObject({ tunnel: 'vco', aspect: 'bgp', claim: 'mixed' });
  });

  test.each<[string, object]>([
    ['of another quantity', { quantity: 'inboundRate' }],
    ['whose value no state can have', { state: undefined }],
    ['of a gateway', { resource: { gatewayId: 'vpn-1' } }],
  ])('%s says nothing', (_, fields) => {
    expect(observePoint({ ...point, ...fields }, 60_000, NO_VOTES)).toBeUndefined();
  });

  test.each([
    ['either end of its period, as long as nothing is settled', NO_VOTES, { at: AT, isEdgeUnknown: true }],
    ['the end', { start: 0, end: 3 }, { at: AT, isEdgeUnknown: false }],
    ['the start', { start: 3, end: 0 }, { at: AT + 60_000, isEdgeUnknown: false }],
  ])('whose timestamp names %s', (_, votes, expected) => {
    expect(observePoint(point, 60_000, votes)).toMatchObject({ ...expected, periodMs: 60_000, timestamp: AT });
  });
});

describe('an event', () => {
  function event(name: string, tunnelId?: string): VpnSystemEvent {
    const { subject = 'unknown' } = eventSpec(name) ?? {};
    return {
      id: name,
      name,
      at: AT,
      subject,
      resource: { kind: subject, connectionId: 'vco', ...(tunnelId !== undefined && { tunnelId }) },
    } as unknown as VpnSystemEvent;
  }

  test('of a tunnel is about that one alone, and of one that the connection lacks about none', () => {
    expect(lines(observeEvent(event('ipsec_tunnel_nego_failed', 'tun-1'), dual({}, {})))).toEqual(['tun-1 ipsec down']);
    expect(observeEvent(event('ipsec_tunnel_nego_failed', 'tun-9'), dual({}, {}))).toEqual([]);
    expect(observeEvent(event('ipsec_tunnel_nego_failed'), dual({}, {}))).toEqual([]);
  });

  test('of a connection of two tunnels says only that both are down', () => {
    expect(lines(observeEvent(event('ipsec_vco_tunnel_all_nego_failed'), dual({}, {})))).toEqual(['tun-0 ipsec down', 'tun-1 ipsec down']);
    for (const name of ['ipsec_phase1_nego_failed', 'ipsec_phase2_nego_success', 'ipsec_health_check_failed'])
      expect(observeEvent(event(name), dual({}, {})), name).toEqual([]);
  });

  test('that the catalogue lacks, or of a certificate, says nothing', () => {
    expect(observeEvent(event('ipsec_tunnel_rekeyed', 'tun-0'), dual({}, {}))).toEqual([]);
    expect(observeEvent(event('CertKeyExpired'), single())).toEqual([]);
  });
});

test('a datapoint stands where its period begins, anything else where it was seen', () => {
  expect([positionOf({ at: 120_000, periodMs: 60_000 }), positionOf({ at: 120_000 })]).toEqual([60_000, 120_000]);
});
