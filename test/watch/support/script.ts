import { next } from '../../../src/watch/machine.ts';
import type { Aspect, ConnectionMemory, Evidence, Reading, Says, Settings, Told, Track } from '../../../src/watch/memory.ts';
import { withTunnels } from '../../../src/watch/roster.ts';

export const MINUTE = 60_000;

export const SETTINGS: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, emitInitial: false };

/** A connection of an active tunnel `a` and a standby tunnel `b`, of which nothing is known. */
export const TWO = withTunnels(undefined, [
  { key: 'a', role: 'master' },
  { key: 'b', role: 'slave' },
]);

const SOURCES = { event: 'event', poll: 'topology', point: 'metric' } as const;

/**
 * A reading from a line such as `event a down @5`, `poll b bgp up @3` or `point a mixed @6`: times are
 * minutes, and a point speaks for the minute up to its time.
 */
export function readingOf(line: string): Reading {
  const [, source, tunnel = '', aspect = 'ipsec', says, at] = /^(event|poll|point) (\w+)(?: (bgp|health))? (\S+) @([\d.]+)$/.exec(line) ?? [];
  if (source === undefined) throw new Error(`not a reading: ${line}`);
  const reading = { tunnel, aspect: aspect as Aspect, source: SOURCES[source as keyof typeof SOURCES], at: Number(at) * MINUTE, says: says as Says };
  return source === 'point' ? { ...reading, periodMs: MINUTE } : reading;
}

/** A transition as a line such as `a: up > down @5`, `a bgp: up > down @5 late` or `failover: a > b @5`. */
export function lineOf({ tunnel, kind, from, to, at, late, phase }: Told): string {
  const about = [...(tunnel === undefined ? [] : [tunnel]), ...(kind === 'ipsec' ? [] : [kind])].join(' ');
  return `${about}: ${from} > ${to} @${at / MINUTE}${phase === undefined ? '' : ` ${phase}`}${late ? ' late' : ''}`;
}

/** A watched connection that hears lines and tells lines. */
export class Script {
  state: ConnectionMemory;
  readonly settings: Settings;
  /** All that was told. */
  readonly told: Told[] = [];

  constructor(settings: Partial<Settings> = {}, state: ConnectionMemory = TWO) {
    this.settings = { ...SETTINGS, ...settings };
    this.state = state;
  }

  /** What follows from lines that become known at a minute. */
  hears(at: number, ...lines: readonly string[]): string[] {
    return this.takes({ asOf: at * MINUTE, readings: lines.map(readingOf) }).map(lineOf);
  }

  /** What follows from lines of which each becomes known at its own minute, in the order given. */
  hearsInTime(...lines: readonly string[]): string[] {
    return lines.flatMap((line) => this.hears(readingOf(line).at / MINUTE, line));
  }

  takes(evidence: Evidence): readonly Told[] {
    const { state, transitions } = next(this.state, evidence, this.settings);
    this.state = state;
    this.told.push(...transitions);
    return transitions;
  }

  track(tunnel: string, aspect: Aspect = 'ipsec'): Track | undefined {
    return this.state.tunnels.find(({ key }) => key === tunnel)?.[aspect];
  }
}
