import { bySubject, changesOf, heardFrom, siblingsOf, type Told } from './changes.ts';
import { compareConnections } from './connections.ts';
import { compareExactly, type Comparison, type Ground } from './exact.ts';
import { compareByGroups } from './groups.ts';
import { MINUTE } from './plan.ts';
import { compareCalls, compareCertificates } from './rest.ts';
import type { SoakRecord } from './run.ts';
import { show, time } from './text.ts';
import { isUnheard, sideAt, sightOf, type Subject, subjectsOf } from './truth.ts';

/** What a comparison covered. */
export interface Outcome {
  readonly problems: readonly string[];
  /** True changes that had to be announced, each of which was. */
  readonly exact: number;
  /** Those that points and polls alone could show. */
  readonly shown: number;
  /** Neighbours within a period, announced in order but dated the other way round. */
  readonly inverted: number;
  readonly announced: number;
  readonly late: number;
  readonly stale: number;
  readonly connections: number;
  readonly failovers: number;
  /** Changes of connections that were held against those of their tunnels one by one, and in number. */
  readonly exactConnections: number;
  readonly countedConnections: number;
  /** Changes of one tunnel that were announced after later ones of the other. */
  readonly crossed: number;
}

/** Compares what was announced with what is true. */
export function compare(record: SoakRecord): Outcome {
  const { plan, cloud, announced, rounds, strange } = record;
  const startAt = rounds.find(({ report }) => report.connections > 0)?.at ?? Infinity;
  const endAt = rounds.at(-1)!.at;
  const listed = rounds
    .filter(({ report: { calls, failed } }) => (calls['DescribeVpnConnections'] ?? 0) > 0 && !failed.includes('topology'))
    .map(({ at }) => at);
  const problems: string[] = strange.map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one)));
  const told = bySubject(announced, plan);
  const subjects = subjectsOf(cloud, plan, startAt);
  const counts = { exact: 0, shown: 0, inverted: 0 };
  for (const subject of subjects) {
    const name = `${subject.key} ${subject.aspect}`;
    const own = told.get(name) ?? [];
    const polls = listed.filter((at) => !(record.incomplete.get(subject.connectionId)?.has(at) ?? false));
    const ground: Ground = {
      record,
      sight: sightOf(subject, cloud, plan, polls, endAt),
      polls: plan.readable.includes('topology') ? polls : [],
      startAt,
      endAt,
    };
    const { changes, found, inverted } = changesOf(own, subject, plan);
    counts.inverted += inverted;
    const outcome =
      found.length > 0
        ? { found, checked: 0 }
        : compareChanges(changes, withoutBegun(subject, changes, ground), ground, siblingsOf(subject, subjects), heardFrom(own, subject));
    counts[hasEvents(subject, record) ? 'exact' : 'shown'] += outcome.checked;
    if (outcome.found.length > 0)
      problems.push(
        `${name} (initially ${subject.initial}): ${outcome.found.join('; ')}\n    true: ${show(subject.changes)}\n    told: ${show(own)}`,
      );
    problems.push(...wrongAtLast(subject, record, endAt));
  }
  const connections = compareConnections(record, subjects, told);
  problems.push(...connections.problems, ...compareCertificates(record, startAt), ...compareCalls(record, subjects));
  if (plan.sources.length > 0 && !Number.isFinite(startAt)) problems.push('the watch never had a target');
  const unknown = [...told.keys()].filter((name) => !subjects.some(({ key, aspect }) => `${key} ${aspect}` === name));
  if (unknown.length > 0) problems.push(`announced of what there is not: ${unknown.join(', ')}`);
  const count = (is: (type: string) => boolean): number => announced.filter(({ transition }) => is(transition.type)).length;
  return {
    problems,
    ...counts,
    announced: announced.length,
    late: announced.filter(({ transition }) => transition.late).length,
    stale: count((type) => type === 'tunnel:stale'),
    connections: count((type) => type.startsWith('connection:')),
    failovers: count((type) => type === 'connection:failover'),
    exactConnections: connections.exact,
    countedConnections: connections.counted,
    crossed: connections.crossed,
  };
}

/** Whether each change of a subject leaves an event that the watch reads. */
const hasEvents = ({ aspect }: Subject, { plan }: SoakRecord): boolean => plan.readable.includes('events') && aspect !== 'bgp';

/**
 * Without an outage that had begun before the first poll by the clock of its event, and was over before the next one: a watch does not
 * announce what was before it. docs/decisions/watch-order-of-sources.md.
 */
function withoutBegun(subject: Subject, told: readonly Told[], { record: { plan }, startAt, polls }: Ground): Subject {
  const [begins, ends] = subject.changes;
  if (begins?.to !== 'down' || ends === undefined || begins.at + plan.disturbances.eventsAheadMs > startAt) return subject;
  const isMet = ends.at - begins.at > 2 * MINUTE || polls.some((at) => at >= begins.at && at < ends.at);
  const isTold = told.some(({ to, at }) => to === 'down' && at < ends.at);
  return isMet || isTold ? subject : { ...subject, changes: subject.changes.slice(2) };
}

function compareChanges(changes: readonly Told[], subject: Subject, ground: Ground, siblings: readonly number[], from: number): Comparison {
  const { record } = ground;
  if (record.plan.disturbances.stuck?.tunnel === subject.key && subject.aspect === 'ipsec')
    return compareDisputed(changes, subject, record);
  return hasEvents(subject, record) ? compareExactly(changes, subject, ground, siblings, from) : compareByGroups(changes, subject, ground);
}

/**
 * A metric that is stuck may tell of an outage or two before it shows that it is, and of one more where datapoints are missing right
 * before polls: docs/decisions/watch-order-of-sources.md. None may be missed that events tell.
 */
function compareDisputed(changes: readonly Told[], subject: Subject, record: SoakRecord): Comparison {
  const told = changes.filter(({ to }) => to === 'down').length;
  const real = subject.changes.filter(({ to }) => to === 'down').length;
  const found: string[] = [];
  const { missing = 0, late } = record.plan.account.data ?? {};
  const most = missing > 0 || (late?.ratio ?? 0) > 0 ? 3 : 2;
  if (told > real + most) found.push(`${told - real} false down of a tunnel whose metric is stuck`);
  if (told < real && hasEvents(subject, record)) found.push(`${real - told} down missed of a tunnel whose metric is stuck`);
  return { found, checked: hasEvents(subject, record) ? real : 0 };
}

/** What the last snapshot says otherwise than the truth, where the sources can say it. */
function wrongAtLast(subject: Subject, { plan, snapshot, cloud }: SoakRecord, endAt: number): string[] {
  const { key, aspect, changes } = subject;
  const state = snapshot.tunnels.get(key);
  const now = aspect === 'health' ? ({ ok: 'up', failed: 'down' } as Record<string, string>)[state?.health ?? ''] : state?.[aspect];
  const has = (source: (typeof plan.readable)[number]): boolean => plan.readable.includes(source);
  // Of what events alone tell nothing is heard while it stays as it is.
  const isKnowable =
    has('topology') ||
    (aspect !== 'health' && has('metrics')) ||
    (aspect !== 'bgp' && plan.staleAfterMs > plan.endAt && changes.length > 0);
  return isKnowable && now !== sideAt(subject, endAt) && !(now === 'unknown' && isUnheard(subject, cloud, plan, endAt))
    ? [
        `${key} ${aspect} is ${String(now)} in the last snapshot, and in truth ${sideAt(subject, endAt)} since ${time(changes.at(-1)?.at ?? 0)}`,
      ]
    : [];
}
