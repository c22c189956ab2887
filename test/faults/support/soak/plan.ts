import type { WatchSource } from 'alicloud-vpn-monitor';
import type { CertificateSpec, ConnectionSpec, DataOptions, FailureSpec, SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import type { Random } from '../random.ts';
import { type Disturbances, drawDisturbances } from './disturbances.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const BEGIN = Date.UTC(2026, 2, 1);

/** How large a run is on average. */
export interface SoakSize {
  readonly tunnels: number;
  readonly hours: number;
}

/** A time in which calls of a service fail, or of both. */
export interface Outage {
  readonly from: number;
  readonly until: number;
  readonly product: 'cms' | 'vpc' | 'both';
  readonly failure: FailureSpec;
}

/** What a seed stands for: an account, its watch, and what goes wrong. */
export interface SoakPlan {
  readonly account: SimulatorOptions;
  readonly tunnels: number;
  readonly startAt: number;
  /** No change happens within this time of the end, so that everything published can be read. */
  readonly settleMs: number;
  readonly endAt: number;
  readonly sources: readonly WatchSource[];
  /** Those of the sources that may be read. */
  readonly readable: readonly WatchSource[];
  readonly disturbances: Disturbances;
  /** What a value of a state metric can be read as may leave a minute more in doubt. */
  readonly isVague: boolean;
  /** How far apart the times of two sources may be that mean the same. */
  readonly slackMs: number;
  readonly pollMs: number;
  readonly jitterMs: number;
  readonly staleAfterMs: number;
  /** Whether an outage of the services, or the delay of events, may be longer than `staleAfterMs`. */
  readonly mayBeStale: boolean;
  readonly emitInitial: boolean;
  readonly topologyPollMs: number | undefined;
  readonly outages: readonly Outage[];
  /** Share of rounds in which some calls fail. */
  readonly bursts: number;
  /** Share of rounds after which nobody asks for up to an hour. */
  readonly gaps: number;
  /** Share of rounds after which the watch is stopped, or dies, and another goes on from its store. */
  readonly restarts: number;
  /** Share of events that are pushed too. */
  readonly pushed: number;
  readonly stamp: 'end' | 'start';
  /** Whether every change leaves an event that the watch reads. Without, changes of one tunnel keep four minutes apart. */
  readonly dense: boolean;
  /** How far around the start nothing changes. */
  readonly quietMs: number;
}

const FAILURES: readonly FailureSpec[] = [
  { code: 'Throttling.User' },
  { status: 500 },
  { status: 503 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'broken-json' },
  { kind: 'success-false' },
];

export function drawPlan(random: Random, size: SoakSize): SoakPlan {
  const sources = drawSources(random);
  const spanMs = Math.round(size.hours * HOUR * (0.5 + random.next()));
  const startAt = BEGIN + random.whole(0, 3 * HOUR);
  const endAt = startAt + spanMs;
  const settleMs = 40 * MINUTE;
  const pollMs = random.pick([MINUTE, MINUTE, MINUTE, MINUTE, 30_000, 2 * MINUTE, 5 * MINUTE]);
  const connections = drawConnections(random, Math.max(2, Math.round(size.tunnels * (0.3 + 1.4 * random.next()))));
  const tunnels = connections.reduce((sum, { mode }) => sum + (mode === 'single' ? 1 : 2), 0);
  const data = drawData(random);
  const disturbances = drawDisturbances(random.fork(), { sources, connections, startAt, endAt });
  const readable = sources.filter((source) => source !== disturbances.denied);
  const has = { events: readable.includes('events'), metrics: readable.includes('metrics'), topology: readable.includes('topology') };
  const isSkewed = disturbances.clock.length > 0 || disturbances.eventsAheadMs !== 0 || disturbances.pointsAheadMs !== 0;
  const longOutages = random.chance(0.2);
  const eventDelayMs = random.pick([0, 0, 0, 20_000, 2 * MINUTE, 5 * MINUTE, ...(longOutages ? [12 * MINUTE] : [])]);
  // Between two events of a tunnel lies what no watch can tell from silence.
  const onlyEvents = has.events && !has.metrics && !has.topology;
  const staleAfterMs = onlyEvents
    ? Number.MAX_SAFE_INTEGER
    : longOutages
      ? 10 * MINUTE
      : has.topology && has.metrics && pollMs < 2 * MINUTE
        ? 20 * MINUTE
        : 45 * MINUTE;
  return {
    account: {
      regionId: 'cn-hangzhou',
      now: startAt,
      seed: random.whole(1, 1_000_000),
      credentials: 'any',
      gateways: [{ id: 'vpn-a' }, { id: 'vpn-b' }, { id: 'vpn-c' }],
      connections,
      certificates: drawCertificates(random, startAt, endAt - settleMs),
      data,
      events: {
        publicationDelayMs: eventDelayMs,
        late: { ratio: random.pick([0, 0, 0.1, 0.4]), byMs: random.whole(MINUTE, Math.max(MINUTE, 13 * MINUTE - eventDelayMs)) },
      },
      badRequests: random.pick(['http', 'soft']),
    },
    tunnels,
    startAt,
    settleMs,
    endAt,
    sources,
    readable,
    disturbances,
    isVague: data.stamp === 'start' || disturbances.measure !== 'mean',
    slackMs: isSkewed ? 10_000 : 0,
    pollMs,
    jitterMs: random.pick([0, 2_000, 5_000, 15_000]),
    staleAfterMs,
    mayBeStale: longOutages && !onlyEvents,
    emitInitial: onlyEvents || random.chance(0.2),
    topologyPollMs: random.chance(0.2) ? random.pick([MINUTE, 3 * MINUTE, 5 * MINUTE]) : undefined,
    outages: drawOutages(random, startAt + 5 * MINUTE, endAt - settleMs, longOutages),
    bursts: random.pick([0, 0.01, 0.05, 0.15]),
    gaps: random.pick([0, 0, 0.002, 0.01]),
    restarts: random.pick([0, 0, 0, 0.002, 0.01]),
    pushed: has.events ? random.pick([0, 0, 0.5, 1]) : 0,
    stamp: data.stamp ?? 'end',
    dense: has.events,
    quietMs: has.events && has.topology ? 0 : 13 * MINUTE,
  };
}

function drawSources(random: Random): readonly WatchSource[] {
  return random.pick<readonly WatchSource[]>([
    ['topology', 'metrics', 'events'],
    ['topology', 'metrics', 'events'],
    ['topology', 'metrics', 'events'],
    ['topology', 'metrics', 'events'],
    ['metrics'],
    ['metrics'],
    ['topology', 'metrics'],
    ['topology', 'metrics'],
    ['topology', 'events'],
    ['metrics', 'events'],
    ['events'],
  ]);
}

function drawConnections(random: Random, tunnels: number): ConnectionSpec[] {
  const connections: ConnectionSpec[] = [];
  const shape = random.pick(['mixed', 'mixed', 'dual', 'single'] as const);
  for (let left = tunnels, index = 0; left > 0; index++) {
    const id = `vco-${index}`;
    const bgp = random.chance(0.5);
    const place = random.chance(0.35) ? { transitRouterId: 'tr-1' } : { gatewayId: random.pick(['vpn-a', 'vpn-b', 'vpn-c']) };
    const isSingle = left < 2 || shape === 'single' || (shape === 'mixed' && random.chance(0.35));
    if (isSingle) connections.push({ id, mode: 'single', bgp, healthCheck: random.chance(0.5), up: random.chance(0.85), ...place });
    else
      connections.push({
        id,
        mode: 'dual',
        bgp,
        tunnels: [
          { id: `tun-${index}a`, up: random.chance(0.85) },
          { id: `tun-${index}b`, up: random.chance(0.85) },
        ],
        ...place,
      });
    left -= isSingle ? 1 : 2;
  }
  return connections;
}

function drawCertificates(random: Random, from: number, until: number): CertificateSpec[] {
  return Array.from({ length: random.whole(0, 3) }, (_, index) => ({ id: `vsc-${index}`, endTime: random.whole(from - 3 * HOUR, until) }));
}

/** Datapoints may come up to two thirds of the overlap after the time they name. */
const LATEST_MS = 10 * MINUTE;

function drawData(random: Random): DataOptions {
  const stamp = random.pick(['end', 'end', 'end', 'end', 'end', 'start'] as const);
  const publicationDelayMs = random.pick([5_000, 30_000, MINUTE, 2 * MINUTE]);
  const most = LATEST_MS - publicationDelayMs - (stamp === 'start' ? MINUTE : 0);
  return {
    publicationDelayMs,
    missing: random.pick([0, 0.02, 0.1]),
    late: { ratio: random.pick([0, 0.05, 0.2, 0.4]), byMs: random.pick([random.whole(MINUTE, most), most]) },
    duplicate: random.pick([0, 0.1]),
    blank: random.pick([0, 0, 0.05]),
    unordered: random.chance(0.4),
    order: random.pick(['series', 'time']),
    stamp,
  };
}

function drawOutages(random: Random, from: number, until: number, long: boolean): Outage[] {
  const outages: Outage[] = [];
  const everyMs = random.pick([Infinity, 6 * HOUR, 2 * HOUR]);
  for (let at = from; ;) {
    at += Math.ceil(-Math.log(1 - random.next()) * everyMs);
    if (!(at < until)) return outages;
    const ms = long && random.chance(0.5) ? random.whole(11 * MINUTE, 50 * MINUTE) : random.whole(MINUTE, 8 * MINUTE);
    outages.push({ from: at, until: Math.min(at + ms, until), product: random.pick(['cms', 'vpc', 'both']), failure: drawFailure(random) });
    at += ms;
  }
}

export function drawFailure(random: Random): FailureSpec {
  return random.pick(FAILURES);
}
