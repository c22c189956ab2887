import { describe, expect, test } from 'vitest';
import { EVENTS, eventSpec, METRICS, metricSpec } from '../../src/catalog/index.ts';
import type { VpnSystemEvent } from '../../src/events/index.ts';
import { catalogDescriptions } from '../../src/metadata/metric-description.ts';
import { PointDecoder } from '../../src/metrics/run/point-decoder.ts';
import type { Connection } from '../../src/topology/index.ts';
import { withTunnels } from '../../src/watch/connection-record.ts';
import { type DetailedObservation, observeEvent, observePoint, tunnelKeys } from '../../src/watch/sources/observe.ts';
import { NO_VOTES, type StampVotes, type Value } from '../../src/watch/timeline/index.ts';
import { lineOf, MINUTE, Script } from './support/script.ts';

const FIRST = 10 * MINUTE;
const THEN = 12 * MINUTE;

/** What evidence at minute 12 does to a connection of which all aspects of all tunnels have been the same since minute 10. */
function effect(of: Connection, before: Value, evidence: readonly DetailedObservation[]): string {
  const script = new Script(
    {},
    withTunnels(
      undefined,
      tunnelKeys(of).map((key) => ({ key, role: undefined })),
    ),
  );
  const claim = before === 'up' ? 'up' : 'down';
  script.takes({
    asOf: FIRST,
    observations: tunnelKeys(of).flatMap((tunnel) =>
      (['ipsec', 'bgp', 'health'] as const).map((aspect) => ({ tunnel, aspect, source: 'topology' as const, at: FIRST, claim }) as const),
    ),
  });
  const lines = script
    .takes({ asOf: THEN, observations: evidence })
    .filter(({ tunnel }) => tunnel !== undefined)
    .map(lineOf);
  const open = tunnelKeys(of).flatMap((key) =>
    (['ipsec', 'bgp', 'health'] as const)
      .filter((aspect) => script.timeline(key, aspect)?.isOpen)
      .map((aspect) => `${key}${aspect === 'ipsec' ? '' : ` ${aspect}`}: open`),
  );
  const phases = tunnelKeys(of).flatMap((key) =>
    before === 'down' && lines.length === 0 && script.timeline(key)?.phase ? [`${key}: ${script.timeline(key)!.phase!}`] : [],
  );
  return [...lines, ...open, ...phases].join(', ');
}

const single = { kind: 'connection', connectionId: 'vco', mode: 'single', tunnels: [] } as unknown as Connection;
const dual = { ...single, mode: 'dual', tunnels: [{ tunnelId: 'tun-a' }, { tunnelId: 'tun-b' }] } as unknown as Connection;

interface EventEffect {
  readonly of: Connection;
  readonly tunnelId?: string;
  readonly ifUp: string;
  readonly ifDown: string;
}

const BOTH_DOWN: EventEffect = { of: dual, ifUp: 'tun-a: up > down @12, tun-b: up > down @12', ifDown: '' };
const IPSEC_UP: EventEffect = { of: single, ifUp: '', ifDown: 'vco: down > up @12' };
const PHASE1: EventEffect = { of: single, ifUp: 'vco: up > down @12 phase1', ifDown: 'vco: phase1' };
const PHASE1_OK: EventEffect = { of: single, ifUp: '', ifDown: 'vco: phase2' };
const PHASE2: EventEffect = { of: single, ifUp: 'vco: up > down @12 phase2', ifDown: 'vco: phase2' };
const HEALTH_DOWN: EventEffect = { of: single, ifUp: 'vco health: up > down @12', ifDown: '' };
const HEALTH_UP: EventEffect = { of: single, ifUp: '', ifDown: 'vco health: down > up @12' };

/** What each system event does to a tunnel that is up, and to one that is down. */
const EVENT_EFFECTS: Readonly<Record<string, EventEffect>> = {
  ipsec_tunnel_nego_success: { of: dual, tunnelId: 'tun-a', ifUp: '', ifDown: 'tun-a: down > up @12' },
  ipsec_tunnel_nego_failed: { of: dual, tunnelId: 'tun-a', ifUp: 'tun-a: up > down @12', ifDown: '' },
  ipsec_vco_tunnel_all_nego_failed: BOTH_DOWN,
  ipsec_phase1_nego_failed: PHASE1,
  ipsec_phase1_nego_success: PHASE1_OK,
  ipsec_phase2_nego_failed: PHASE2,
  ipsec_phase2_nego_success: IPSEC_UP,
  ipsec_health_check_failed: HEALTH_DOWN,
  ipsec_health_check_success: HEALTH_UP,
  vpn_connection_hc_failed: HEALTH_DOWN,
  vpn_connection_hc_success: HEALTH_UP,
  vpn_connection_ph1_failed: PHASE1,
  vpn_connection_ph1_success: PHASE1_OK,
  vpn_connection_ph2_failed: PHASE2,
  vpn_connection_ph2_success: IPSEC_UP,
  // A certificate belongs to SSL clients, not to a tunnel.
  CertKeyExpired: { of: single, ifUp: '', ifDown: '' },
};

function eventOf(name: string, tunnelId?: string): VpnSystemEvent {
  const { subject, aspect, outcome, level } = eventSpec(name)!;
  return {
    id: name,
    name,
    at: THEN,
    regionId: 'cn-hangzhou',
    content: null,
    subject,
    aspect,
    outcome,
    level,
    resource: { kind: subject, connectionId: 'vco', tunnelId },
  } as VpnSystemEvent;
}

describe('the 16 system events', () => {
  test('each has its row', () => {
    expect(Object.keys(EVENT_EFFECTS).sort()).toEqual(EVENTS.map(({ name }) => name as string).sort());
    expect(EVENTS).toHaveLength(16);
  });

  test.each(Object.entries(EVENT_EFFECTS))('%s', (name, { of, tunnelId, ifUp, ifDown }) => {
    const event = eventOf(name, tunnelId);
    const observations = observeEvent(event, of);
    expect([effect(of, 'up', observations), effect(of, 'down', observations)]).toEqual([ifUp, ifDown]);
    for (const observation of observations) expect(observation).toMatchObject({ source: 'event', at: THEN, event });
  });
});

interface MetricEffect {
  readonly of: Connection;
  readonly tunnelId?: string;
  /** By the value of the point of minute 12: what it does to what is up, and to what is down. */
  readonly effects: Readonly<Record<'1' | '0' | '0.5', readonly [ifUp: string, ifDown: string]>>;
}

// A point of minute 12 says that the change came after minute 11. One that is both awaits the next one.
const effectsOn = (about: string): MetricEffect['effects'] => ({
  '1': ['', `${about}: down > up @11`],
  '0': [`${about}: up > down @11`, ''],
  '0.5': [`${about}: open`, `${about}: open`],
});
const IPSEC: MetricEffect = { of: single, effects: effectsOn('vco') };
const BGP: MetricEffect = { of: single, effects: effectsOn('vco bgp') };
const TUNNEL_IPSEC: MetricEffect = { of: dual, tunnelId: 'tun-a', effects: effectsOn('tun-a') };
const TUNNEL_BGP: MetricEffect = { of: dual, tunnelId: 'tun-a', effects: effectsOn('tun-a bgp') };

/** What the points of each state metric do. */
const METRIC_EFFECTS: Readonly<Record<string, MetricEffect>> = {
  'ipsec.state': IPSEC,
  'ipsec.bgp_state': BGP,
  'tun.state': TUNNEL_IPSEC,
  'tun.bgp_state': TUNNEL_BGP,
  'vpn_connection.state': IPSEC,
  'vpn_connection.bgp_state': BGP,
  'vpn_connection_tun.state': TUNNEL_IPSEC,
  'vpn_connection_tun.bgp_state': TUNNEL_BGP,
};

describe('the 8 state metrics', () => {
  test('each has its row', () => {
    const states = METRICS.filter(({ kind }) => kind === 'state').map(({ name }) => name as string);
    expect(Object.keys(METRIC_EFFECTS).sort()).toEqual(states.sort());
    expect(states).toHaveLength(8);
  });

  const stamps: readonly StampVotes[] = [NO_VOTES, { start: 0, end: 10 }];

  test.each(Object.entries(METRIC_EFFECTS).flatMap(([name, effect]) => stamps.map((votes) => [name, votes, effect] as const)))(
    '%s, where %j has been learned of timestamps',
    (name, votes, { of, tunnelId, effects }) => {
      const spec = metricSpec(name)!;
      const selection = {
        spec,
        resource: { attachedTo: spec.attachedTo, connectionId: 'vco', ...(tunnelId !== undefined && { tunnelId }) },
      };
      for (const [value, expected] of Object.entries(effects)) {
        const [point] = new PointDecoder(catalogDescriptions(spec), [selection]).decode([{ timestamp: THEN, Average: Number(value) }]);
        const observation = observePoint(point!, MINUTE, votes)!;
        expect([effect(of, 'up', [observation]), effect(of, 'down', [observation])], value).toEqual(expected);
        expect(observation).toMatchObject({
          source: 'metric',
          at: THEN,
          timestamp: THEN,
          periodMs: MINUTE,
          metric: name,
          value: Number(value),
        });
      }
    },
  );
});
