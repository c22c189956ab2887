import { presentCondition, type TunnelRecord } from '../connection-record.ts';
import type { Entry } from '../entry.ts';
import { type Aspect, findAspect, frontierOf, isPeriod, presentOf, type Timeline, timeOf } from '../timeline/index.ts';
import type { Present } from './course.ts';
import type { AlarmType } from './model.ts';

/** What an alarm is about: a state of a tunnel, or of the connection. */
const SUBJECTS = {
  'tunnel:down': 'ipsec',
  'tunnel:stale': 'silence',
  'bgp:down': 'bgp',
  'health:failed': 'health',
  'connection:degraded': 'connection',
  'connection:down': 'connection',
} as const satisfies Readonly<Record<AlarmType, Aspect | 'silence' | 'connection'>>;

const UNKNOWN: Present = { state: 'unknown', since: 0, asOf: 0, knownFrom: 0 };

type Known = Pick<Entry, 'record' | 'aspects'>;

/** When it is asked. */
export interface Moment {
  readonly now: number;
  readonly staleAfterMs: number;
  /** What was known at the moment before, where something was learned since. */
  readonly before: Known | undefined;
}

export const isAboutConnection = (on: AlarmType): boolean => SUBJECTS[on] === 'connection';

/** What the record of a connection says of a state of it, or of its tunnel of this key. */
export function presentOfState(on: AlarmType, entry: Known, tunnel: string | undefined, moment: Moment): Present {
  const subject = SUBJECTS[on];
  if (subject === 'connection') return presentOfConnection(entry, on === 'connection:down' ? 'down' : 'degraded');
  const record = tunnelOf(entry, tunnel);
  if (!record) return UNKNOWN;
  const before = moment.before && tunnelOf(moment.before, tunnel);
  return subject === 'silence'
    ? presentOfSilence(record.ipsec, before?.ipsec, moment)
    : presentOfAspect(entry, record, subject, before?.[subject]);
}

function presentOfAspect(entry: Known, record: TunnelRecord, aspect: Aspect, before: Timeline | undefined): Present {
  const timeline = record[aspect];
  const value = presentOf(timeline);
  if (!timeline || value === 'unknown') return UNKNOWN;
  return {
    state: value === 'down' ? 'on' : 'off',
    since: timeline.since,
    asOf: shownUntil(entry, record, aspect),
    knownFrom: knownAgainFrom(before, timeline),
  };
}

/** Of silence there is no evidence: it lasts for as long as the service's time says. */
function presentOfSilence(timeline: Timeline | undefined, before: Timeline | undefined, { now, staleAfterMs }: Moment): Present {
  if (!timeline) return UNKNOWN;
  if (timeline.isStale) return { state: 'on', since: timeline.asOf + staleAfterMs, asOf: now, knownFrom: 0 };
  return { state: 'off', since: knownAgainFrom(before, timeline), asOf: now, knownFrom: 0 };
}

function presentOfConnection(entry: Known, wanted: 'down' | 'degraded'): Present {
  const { tunnels, lastAnnounced, since } = entry.record;
  const condition = presentCondition(entry.record);
  if (condition === 'unknown') return wanted === 'down' ? presentWithSilence(tunnels) : UNKNOWN;
  return {
    state: condition === wanted ? 'on' : 'off',
    // With a tunnel less it may be another one, which is not announced yet.
    since: condition === lastAnnounced ? since : Math.max(...tunnels.map(({ ipsec }) => ipsec?.since ?? 0)),
    // It is shown no further than each of its tunnels is.
    asOf: Math.min(...tunnels.map((tunnel) => shownUntil(entry, tunnel, 'ipsec'))),
    knownFrom: 0,
  };
}

/** While a tunnel is silent, one that is up shows that its connection is not down. */
function presentWithSilence(tunnels: readonly TunnelRecord[]): Present {
  const up = tunnels.flatMap(({ ipsec }) => (ipsec && presentOf(ipsec) === 'up' ? [ipsec] : []));
  if (up.length === 0) return UNKNOWN;
  return { state: 'off', since: Math.min(...up.map(({ since }) => since)), asOf: Math.max(...up.map(({ asOf }) => asOf)), knownFrom: 0 };
}

/** Up to when evidence shows what an aspect is, what is held included. What may turn out to be the end of it does not show that it lasts. */
function shownUntil({ aspects }: Known, tunnel: TunnelRecord, aspect: Aspect): number {
  const timeline = tunnel[aspect];
  if (!timeline) return 0;
  // While something is open nothing is held.
  if (timeline.isOpen) return confirmedUntil(timeline);
  const held = findAspect(aspects, tunnel.key, aspect)?.held.asOf ?? 0;
  return Math.max(held, timeline.asOf);
}

function confirmedUntil(timeline: Timeline): number {
  const newest = frontierOf(timeline);
  return timeOf(newest) + (isPeriod(newest) ? timeline.periodMs : 0);
}

/** When something was heard again, where silence has ended since; otherwise 0. */
function knownAgainFrom(before: Timeline | undefined, after: Timeline): number {
  if (!before?.isStale || after.isStale) return 0;
  const last = before.observations.at(-1) ?? before.checkpoint.upTo;
  const first = after.observations.find((code) => code > last);
  return first === undefined ? after.asOf : timeOf(first);
}

const tunnelOf = ({ record }: Known, key: string | undefined): TunnelRecord | undefined =>
  record.tunnels.find((tunnel) => tunnel.key === key);
