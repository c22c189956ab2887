import type { PollReport, TunnelState, TunnelWatch, Unsubscribe, WatchPart, WatchSnapshot } from '../watch/index.ts';
import { WATCH } from './health-instruments.ts';
import type { Instrument, Measure, Observed, Reading } from './instrument.ts';
import { CONNECTION, TUNNEL } from './state-instruments.ts';
import { TransitionCounts } from './transition-counts.ts';

/** What is read of a watch. Its failures are counted from the reports of its rounds: `error` stays yours. */
export type ObservedWatch = Pick<TunnelWatch, 'regionId' | 'role' | 'on' | 'snapshot'>;

// What can fail in a round; each begins at zero.
const PARTS: readonly WatchPart[] = ['topology', 'metrics', 'events', 'certificates', 'store'];
const STATES = ['up', 'degraded', 'down'] as const;

/** The states that a watch knows, and how it fares. */
export class WatchSource implements Observed {
  readonly #watch: ObservedWatch;
  readonly #source: string;
  readonly #transitions: TransitionCounts;
  readonly #subscriptions: readonly Unsubscribe[];
  readonly #failures = new Map<WatchPart, number>(PARTS.map((part) => [part, 0]));
  #last: PollReport | undefined;
  #lastSuccess: number | undefined;
  #rounds = 0;
  #disagreements = 0;

  constructor(watch: ObservedWatch, source: string) {
    this.#watch = watch;
    this.#source = source;
    const counts = (this.#transitions = new TransitionCounts(watch.regionId));
    this.#subscriptions = [
      watch.on('transition', (transition) => {
        counts.add(transition);
      }),
      watch.on('poll', (report) => {
        this.#take(report);
      }),
    ];
  }

  read(into: Reading): void {
    this.#readHealth(into.measure);
    // What a stopped watch knew is no state of the present, and a standby knows nothing.
    if (this.#watch.role !== 'active') return;
    const snapshot = this.#watch.snapshot();
    this.#transitions.read(snapshot, into.measure);
    this.#readStates(snapshot, into);
  }

  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  #take(report: PollReport): void {
    if (report.role === 'standby') return;
    this.#last = report;
    this.#rounds += 1;
    this.#disagreements += report.disagreements.length;
    if (report.failed.length === 0) this.#lastSuccess = report.asOf;
    for (const part of report.failed) this.#failures.set(part, (this.#failures.get(part) ?? 0) + 1);
    this.#transitions.forget(report.vanished);
  }

  #readHealth(measure: Measure): void {
    const ids = { region: this.#watch.regionId, source: this.#source };
    measure(WATCH.active, ids, this.#watch.role === 'active' ? 1 : 0);
    measure(WATCH.rounds, ids, this.#rounds);
    measure(WATCH.disagreements, ids, this.#disagreements);
    for (const [part, count] of this.#failures) measure(WATCH.failures, { ...ids, part }, count);
    if (this.#last) measure(WATCH.duration, ids, this.#last.durationMs / 1000);
    if (this.#lastSuccess !== undefined) measure(WATCH.lastSuccess, ids, this.#lastSuccess / 1000);
  }

  #readStates({ tunnels, connections }: WatchSnapshot, { measure, describe, describeTunnel }: Reading): void {
    const region = this.#watch.regionId;
    for (const tunnel of tunnels.values()) {
      describe(region, tunnel.resource);
      if (tunnel.resource.tunnelId === undefined) describeTunnel(region, tunnel.resource);
      measureTunnel(region, tunnel, measure);
    }
    for (const { connectionId, state, since } of connections.values()) {
      if (state !== 'unknown')
        for (const one of STATES) measure(CONNECTION.state, { region, connectionId, state: one }, state === one ? 1 : 0);
      if (since !== undefined) measure(CONNECTION.changed, { region, connectionId }, since / 1000);
    }
  }
}

function measureTunnel(region: string, { resource, ipsec, bgp, health, role, since, asOf }: TunnelState, measure: Measure): void {
  const { connectionId, tunnelId } = resource;
  const values: readonly (readonly [Instrument, number | undefined])[] = [
    [TUNNEL.up, oneOf(ipsec, 'up', 'down')],
    [TUNNEL.bgpUp, oneOf(bgp, 'up', 'down')],
    [TUNNEL.healthCheckOk, oneOf(health, 'ok', 'failed')],
    [TUNNEL.active, oneOf(role, 'master', 'slave')],
    [TUNNEL.changed, since === undefined ? undefined : since / 1000],
    [TUNNEL.evidence, asOf === undefined ? undefined : asOf / 1000],
  ];
  for (const [instrument, value] of values) if (value !== undefined) measure(instrument, { region, connectionId, tunnelId }, value);
}

/** 1 or 0; nothing for any other word. */
function oneOf(value: string | undefined, one: string, zero: string): number | undefined {
  return value === one ? 1 : value === zero ? 0 : undefined;
}
