import { type ConnectionAnnouncement, type ConnectionRecord, type Evidence, withTunnels } from '../../../src/watch/connection-record.ts';
import { next } from '../../../src/watch/machine.ts';
import type { Aspect, Claim, EvaluationContext, Observation, Settings, Timeline } from '../../../src/watch/timeline/index.ts';

export const MINUTE = 60_000;

export const SETTINGS: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, emitInitial: false };

/** A connection of an active tunnel `a` and a standby tunnel `b`, of which nothing is known. */
export const TWO = withTunnels(undefined, [
  { key: 'a', role: 'master' },
  { key: 'b', role: 'slave' },
]);

const SOURCES = { event: 'event', poll: 'topology', point: 'metric' } as const;

/**
 * An observation from a line such as `event a down @5`, `poll b bgp up @3` or `point a mixed @6`: times are
 * minutes, and a point speaks for the minute up to its time.
 */
export function observationOf(line: string): Observation {
  const [, source, tunnel = '', aspect = 'ipsec', claim, at] =
    /^(event|poll|point) (\w+)(?: (bgp|health))? (\S+) @([\d.]+)$/.exec(line) ?? [];
  if (source === undefined) throw new Error(`not an observation: ${line}`);
  const observation = {
    tunnel,
    aspect: aspect as Aspect,
    source: SOURCES[source as keyof typeof SOURCES],
    at: Math.round(Number(at) * MINUTE),
    claim: claim as Claim,
  };
  return source === 'point' ? { ...observation, periodMs: MINUTE } : observation;
}

/** A transition as a line such as `a: up > down @5`, `a bgp: up > down @5 late` or `failover: a > b @5`. */
export function lineOf({ tunnel, kind, from, to, at, isLate, phase }: ConnectionAnnouncement): string {
  const about = [...(tunnel === undefined ? [] : [tunnel]), ...(kind === 'ipsec' ? [] : [kind])].join(' ');
  return `${about}: ${from} > ${to} @${at / MINUTE}${phase === undefined ? '' : ` ${phase}`}${isLate ? ' late' : ''}`;
}

/** A watched connection that hears lines and announces lines. */
export class Script {
  state: ConnectionRecord;
  readonly settings: Settings;
  /** All that was announced. */
  readonly announced: ConnectionAnnouncement[] = [];

  constructor(settings: Partial<Settings> = {}, state: ConnectionRecord = TWO) {
    this.settings = { ...SETTINGS, ...settings };
    this.state = state;
  }

  /** What follows from lines that become known at a minute. */
  hears(at: number, ...lines: readonly string[]): string[] {
    return this.takes({ asOf: at * MINUTE, observations: lines.map(observationOf) }).map(lineOf);
  }

  /** What follows from lines of which each becomes known at its own minute, in the order given. */
  hearsInTime(...lines: readonly string[]): string[] {
    return lines.flatMap((line) => this.hears(observationOf(line).at / MINUTE, line));
  }

  takes(evidence: Evidence, context: Partial<EvaluationContext> = {}): readonly ConnectionAnnouncement[] {
    const { state, transitions } = next(this.state, evidence, { ...this.settings, ...context });
    this.state = state;
    this.announced.push(...transitions);
    return transitions;
  }

  timeline(tunnel: string, aspect: Aspect = 'ipsec'): Timeline | undefined {
    return this.state.tunnels.find(({ key }) => key === tunnel)?.[aspect];
  }
}
