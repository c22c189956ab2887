import type { Transition } from 'alicloud-vpn-monitor';
import { MINUTE } from './plan.ts';
import type { SoakRecord } from './run.ts';
import { sideAt, sightOf, subjectsOf, type Aspect, type Side, type Sight, type Subject } from './truth.ts';

/** What was told of one subject, in the order it was told. */
interface Tell {
  readonly to: Side | 'unknown';
  readonly at: number;
  readonly observedAt: number;
  readonly source: Transition['source'];
  readonly late: boolean;
  readonly from: string;
}

/** What a comparison covered. */
export interface Verdict {
  readonly problems: readonly string[];
  /** True changes that had to be told, each of which was. */
  readonly exact: number;
  /** Those that points and polls alone could show. */
  readonly shown: number;
  /** Neighbours within a period, told in order but dated the other way round. */
  readonly inverted: number;
  readonly told: number;
  readonly late: number;
  readonly stale: number;
  readonly connections: number;
}

/** Compares what was told with what is true. */
export function verdictOf(record: SoakRecord): Verdict {
  const { plan, cloud, told, reports, snapshot, strange } = record;
  const startAt = reports.find(({ connections }) => connections > 0)?.asOf ?? Infinity;
  const endAt = reports.at(-1)!.asOf;
  const polls = reports.filter(({ calls, failed }) => (calls['DescribeVpnConnections'] ?? 0) > 0 && !failed.includes('topology')).map(({ asOf }) => asOf);
  const problems: string[] = strange.map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one)));
  const tells = tellsBySubject(told);
  const subjects = subjectsOf(cloud, plan, startAt);
  const counts = { exact: 0, shown: 0, inverted: 0 };
  for (const subject of subjects) {
    const name = `${subject.key} ${subject.aspect}`;
    const own = tells.get(name) ?? [];
    const hasEvents = plan.sources.includes('events') && subject.aspect !== 'bgp';
    const sight = sightOf(subject, cloud, plan, polls, endAt);
    const { changes, found, inverted } = changesOf(own, subject, plan);
    counts.inverted += inverted;
    const outcome = found.length > 0 ? { found, checked: 0 } : hasEvents ? compareExactly(changes, subject, record, sight, polls, siblingsOf(subject, subjects), heardFrom(own, subject)) : compareByGroups(changes, subject, record, sight, startAt, endAt, plan.sources.includes('topology') ? polls : []);
    counts[hasEvents ? 'exact' : 'shown'] += outcome.checked;
    if (outcome.found.length > 0) problems.push(`${name} (initially ${subject.initial}): ${outcome.found.join('; ')}\n    true: ${show(subject.changes)}\n    told: ${show(own)}`);
    const state = snapshot.tunnels.get(subject.key);
    const now = subject.aspect === 'health' ? ({ ok: 'up', failed: 'down' } as Record<string, string>)[state?.health ?? ''] : state?.[subject.aspect];
    if (isKnowable(subject, record) && now !== sideAt(subject, endAt)) problems.push(`${name} is ${String(now)} in the last snapshot, and in truth ${sideAt(subject, endAt)} since ${time(subject.changes.at(-1)?.at ?? 0)}`);
  }
  problems.push(...judgeConnections(record, subjects), ...judgeCertificates(record, startAt), ...judgeCalls(record, subjects));
  if (plan.sources.length > 0 && !Number.isFinite(startAt)) problems.push('the watch never had a target');
  const unknown = [...tells.keys()].filter((name) => !subjects.some(({ key, aspect }) => `${key} ${aspect}` === name));
  if (unknown.length > 0) problems.push(`told of what there is not: ${unknown.join(', ')}`);
  return {
    problems,
    ...counts,
    told: told.length,
    late: told.filter(({ late }) => late).length,
    stale: told.filter(({ type }) => type === 'tunnel:stale').length,
    connections: told.filter(({ type }) => type.startsWith('connection:')).length,
  };
}

function tellsBySubject(told: readonly Transition[]): Map<string, Tell[]> {
  const tells = new Map<string, Tell[]>();
  for (const transition of told) {
    const [kind] = transition.type.split(':') as [string];
    const aspect: Aspect | undefined = kind === 'tunnel' ? 'ipsec' : kind === 'bgp' || kind === 'health' ? kind : undefined;
    if (aspect === undefined || !('connectionId' in transition.resource)) continue;
    const { tunnelId, connectionId } = transition.resource;
    const name = `${tunnelId ?? connectionId} ${aspect}`;
    const { to, from, at, observedAt, source, late = false } = transition;
    const side = to === 'ok' || to === 'up' ? 'up' : to === 'unknown' ? 'unknown' : 'down';
    const known = tells.get(name) ?? [];
    tells.set(name, known);
    known.push({ to: side, at, observedAt, source, late, from });
  }
  return tells;
}

/** The changes among what was told: without first states, and without silence and the return from it. */
function changesOf(own: readonly Tell[], subject: Subject, { mayBeStale, emitInitial }: SoakRecord['plan']): { readonly changes: readonly Tell[]; readonly found: readonly string[]; readonly inverted: number } {
  const found: string[] = [];
  const changes: Tell[] = [];
  let said: Side = subject.initial;
  let isStale = false;
  let inverted = 0;
  for (const [index, tell] of own.entries()) {
    if (tell.to === 'unknown') {
      if (!mayBeStale) found.push(`stale at ${time(tell.at)}`);
      if (isStale) found.push(`stale twice at ${time(tell.at)}`);
      isStale = true;
    } else if (index === 0 && tell.at === heardFrom(own, subject)) {
      changes.push(tell);
      said = tell.to;
    } else if (tell.to === said) {
      // What a watch knew first may have been too old to know anything.
      const isFirst = index === 0 && tell.from === 'unknown' && (emitInitial || mayBeStale);
      if (!isStale && !isFirst) found.push(`${tell.to} twice in a row at ${time(tell.at)}`);
      isStale = false;
    } else {
      // Two changes of one period may be dated by a poll within it and by the period.
      const before = changes.at(-1);
      const isInverted = before !== undefined && !tell.late && !before.late && tell.at < before.at && tell.at > before.at - MINUTE;
      if (isInverted) inverted++;
      changes.push(isInverted ? { ...tell, at: before.at } : tell);
      said = tell.to;
      isStale = false;
    }
  }
  // What comes late was over when it came, so it leaves what was said as it was.
  for (const [observedAt, late] of groupBy(own.filter((one) => one.late), (one) => one.observedAt)) {
    if (late.length % 2 > 0 && !mayBeStale) found.push(`${late.length} late at ${time(observedAt)}`);
  }
  return { changes, found, inverted };
}

/** Where the first that was heard is a change, nothing is known of the time before it, also where an event of it comes late. */
function heardFrom([first]: readonly Tell[], { changes }: Subject): number {
  const isOpening = first?.from === 'unknown' && first.source === 'event' && changes.some(({ to, at }) => to === first.to && at === first.at);
  return isOpening ? first.at : -Infinity;
}

/** When the other tunnels of the connection were lost: of the last one an event says that all are. */
function siblingsOf({ key, connectionId, aspect }: Subject, subjects: readonly Subject[]): readonly number[] {
  return subjects.filter((one) => one.connectionId === connectionId && one.aspect === aspect && one.key !== key).flatMap(({ changes }) => changes.map(({ at }) => at));
}

interface Comparison {
  readonly found: readonly string[];
  readonly checked: number;
}

/** Every change left an event, so each is told: with the event's time, or as points and polls before it had it. */
function compareExactly(changes: readonly Tell[], subject: Subject, { plan }: SoakRecord, sight: Sight, polls: readonly number[], siblings: readonly number[], from: number): Comparison {
  const found: string[] = [];
  const left = { up: [] as number[], down: [] as number[] };
  for (const { to, at } of subject.changes) left[to].push(at);
  // What comes late is told as a pair that leaves the present as it was: its end may have been told before.
  const isTrue = (tell: Tell): boolean => subject.changes.some(({ to, at }) => to === tell.to && at === tell.at);
  const inexact: Tell[] = [];
  for (const tell of changes) {
    // An outage of before the first that was heard, which came late: it ended with that.
    if (tell.late && tell.at === from) continue;
    const times = left[tell.to as Side];
    const index = tell.source === 'event' ? times.indexOf(tell.at) : -1;
    if (index >= 0) times.splice(index, 1);
    else if (tell.source === 'event' && !plan.mayBeStale && !(tell.late && isTrue(tell)) && !(tell.to === 'down' && siblings.includes(tell.at))) found.push(`${tell.to} at ${time(tell.at)}, where no event is`);
    else inexact.push(tell);
  }
  for (const to of ['down', 'up'] as const) {
    left[to] = left[to].filter((at) => at >= from);
    const told = inexact.filter((one) => one.to === to).sort((a, b) => a.at - b.at);
    if (told.length > left[to].length) found.push(`${told.length - left[to].length} false ${to}`);
    if (told.length < left[to].length) found.push(`${left[to].length - told.length} ${to} missed`);
    if (told.length !== left[to].length) continue;
    for (const [index, { at, source }] of told.entries()) {
      const real = left[to][index]!;
      // Of changes that follow each other within minutes a point, a poll or an event that is on time may show the later first.
      const near = Math.max(12 * MINUTE, latenessOf(plan) + 5 * MINUTE);
      const slack = subject.changes.some((one) => one.to === to && one.at !== real && Math.abs(one.at - real) < near) ? near : 0;
      const latest = Math.max(sight.datedBy(real), real) + slack;
      // A change within a period, of which a poll shows the outcome, is dated by the period.
      const isBeforePoll = source === 'topology' && (polls.find((one) => one > at) ?? 0) >= real;
      const earliest = isBeforePoll ? -Infinity : real - slack - MINUTE - (plan.stamp === 'start' ? MINUTE : 0);
      // The event that says that all tunnels are lost is one of this tunnel too.
      const isOfSibling = source === 'event' && to === 'down' && siblings.includes(at);
      // A push may overtake the events of whole outages, and then stands for the first of them.
      const isOfAnother = source === 'event' && subject.changes.some((one) => one.to === to && one.at === at);
      if (at < earliest || (at > latest && !isOfSibling && !isOfAnother)) found.push(`${to} told by ${source} as of ${time(at)}, true since ${time(real)}, to be dated by ${time(latest)}`);
    }
  }
  return { found, checked: subject.changes.length };
}

function latenessOf({ account: { events = {} } }: SoakRecord['plan']): number {
  const { publicationDelayMs = 0, late } = events;
  return publicationDelayMs + (late && late.ratio > 0 ? late.byMs : 0);
}

interface Outage {
  readonly from: number;
  readonly until: number;
}

/** Points and polls alone: outages between which nothing shows that it was up may be told as one, and what nothing shows is not told. */
function compareByGroups(changes: readonly Tell[], subject: Subject, { plan }: SoakRecord, sight: Sight, startAt: number, endAt: number, polls: readonly number[]): Comparison {
  const found: string[] = [];
  const isStart = plan.stamp === 'start';
  const outages = outagesOf(subject.initial, subject.changes);
  const told = toldOutages(subject.initial, changes);
  const hasLate = changes.some(({ late }) => late);
  const groups: Outage[][] = [];
  for (const outage of outages) {
    const last = groups.at(-1)?.at(-1);
    // Of a flapping that was told in part late, the pairs that came late stand for others of it.
    const isLoose = last && hasLate && outage.from - last.until < 12 * MINUTE;
    if (last && (isLoose || !sight.parts(last.until, outage.from))) groups.at(-1)!.push(outage);
    else groups.push([outage]);
  }
  // Where a poll is the first to show that it is over, it is dated by the poll: until the next datapoint may have come.
  const { publicationDelayMs = MINUTE, late } = plan.account.data ?? {};
  const nextPoint = (at: number): number => Math.ceil(at / MINUTE) * MINUTE + MINUTE + publicationDelayMs + (late?.byMs ?? 0);
  const early = MINUTE * (isStart ? 2 : 1) + 1;
  const spans = groups.map((group) => {
    const [from, until] = [group[0]!.from, group.at(-1)!.until];
    return { group, from, until, latest: Math.max(sight.datedBy(from), from + 3 * MINUTE), own: [] as Outage[] };
  });
  for (const one of told) {
    // A change within a period, of which a poll shows the outcome, is dated by the period.
    const near = spans.filter(({ from, until, latest }) => (one.from >= from - early || (polls.find((at) => at > one.from) ?? 0) >= from) && one.from <= Math.max(until, latest));
    const shared = ({ from, until }: Outage): number => Math.min(until, one.until, endAt) - Math.max(from, one.from, startAt);
    // Timestamps that name the start of a period date by a minute too early, so that of two short outages the
    // one before may be nearer: one of which as many were told as are true is not told again.
    const isFull = ({ group, own }: (typeof spans)[number]): number => (isStart && own.length >= group.length ? 1 : 0);
    const owner = near.sort((a, b) => isFull(a) - isFull(b) || shared(b) - shared(a))[0];
    if (owner) owner.own.push(one);
    else found.push(`false outage from ${time(one.from)} to ${time(one.until)}`);
  }
  let checked = 0;
  for (const { group, from, until, latest, own } of spans) {
    const isBoundary = from < startAt + 2 * MINUTE && until !== Infinity;
    const must = !isStart && !isBoundary && group.some((one) => sight.shows(Math.max(one.from, startAt), one.until));
    if (must) checked += 2;
    if (own.length > group.length) found.push(`${own.length} outages told where ${group.length} are true, from ${time(from)}`);
    if (must && own.length === 0) found.push(`outage from ${time(from)} to ${time(until)} missed`);
    const [first] = own;
    if (first && !isStart && group.length === 1 && first.from > latest) found.push(`down told as of ${time(first.from)}, true since ${time(from)}`);
    const last = own.at(-1);
    const dated = last?.until === Infinity ? !must || !sight.parts(until, spans[spans.findIndex((one) => one.group === group) + 1]?.from ?? endAt) : (last?.until ?? 0) <= Math.max(sight.datedBy(until), nextPoint(until));
    if (last && !isStart && last.until !== until && !dated) found.push(`up told as of ${time(last.until)}, true since ${time(until)}`);
  }
  return { found, checked };
}

function outagesOf(initial: Side, changes: readonly Pick<Tell, 'at' | 'to'>[]): Outage[] {
  const sorted = [...changes].sort((a, b) => a.at - b.at);
  const outages: Outage[] = [];
  let from = initial === 'down' ? -Infinity : undefined;
  for (const { at, to } of sorted) {
    if (to === 'down') from ??= at;
    else if (from !== undefined) {
      outages.push({ from, until: at });
      from = undefined;
    }
  }
  if (from !== undefined) outages.push({ from, until: Infinity });
  return outages;
}

/** In the order of telling. One that began before another that was told first has its end alone. */
function toldOutages(initial: Side, changes: readonly Tell[]): Outage[] {
  const outages: Outage[] = [];
  let from = initial === 'down' ? -Infinity : undefined;
  for (const { at, to } of changes) {
    if (to === 'down') from ??= at;
    else if (from !== undefined) {
      outages.push({ from: Math.min(from, at - 1), until: at });
      from = undefined;
    }
  }
  if (from !== undefined) outages.push({ from, until: Infinity });
  return outages;
}

/** Whether the sources can say what a subject is now. */
function isKnowable({ aspect, changes }: Subject, { plan }: SoakRecord): boolean {
  const has = (source: (typeof plan.sources)[number]): boolean => plan.sources.includes(source);
  if (has('topology') || (aspect !== 'health' && has('metrics'))) return true;
  // Of what events alone tell nothing is heard while it stays as it is.
  return aspect !== 'bgp' && plan.staleAfterMs > plan.endAt && changes.length > 0;
}

function judgeConnections({ plan, told, snapshot, reports }: SoakRecord, subjects: readonly Subject[]): string[] {
  const problems: string[] = [];
  const endAt = reports.at(-1)!.asOf;
  for (const [connectionId, tunnels] of groupBy(subjects.filter(({ aspect }) => aspect === 'ipsec'), (one) => one.connectionId)) {
    const own = told.filter((one) => one.connection?.connectionId === connectionId && one.type.startsWith('connection:') && one.type !== 'connection:failover');
    const twice = own.findIndex((one, index) => index > 0 && one.type === own[index - 1]!.type);
    if (twice > 0) problems.push(`${connectionId}: ${own[twice]!.type} twice in a row, at ${time(own[twice - 1]!.at)} and ${time(own[twice]!.at)}`);
    const sides = tunnels.map((one) => sideAt(one, endAt));
    const real = sides.every((side) => side === 'up') ? 'up' : sides.includes('up') ? 'degraded' : 'down';
    const state = snapshot.connections.get(connectionId)?.state;
    const mayBeUnknown = plan.sources.join() === 'events';
    if (state !== real && !(mayBeUnknown && state === 'unknown')) problems.push(`${connectionId} is ${String(state)} in the last snapshot, and in truth ${real}`);
    const last = own.at(-1);
    if (last && last.to !== real) problems.push(`${connectionId}: told ${last.to} last, and in truth ${real}\n    told: ${own.map(({ type, at, observedAt, late }) => `${type} ${time(at)} known ${time(observedAt)}${late ? ' late' : ''}`).join(', ')}`);
    for (const down of own.filter(({ to }) => to === 'down')) {
      // Each tunnel was down within the time to which points and polls tell it.
      const near = (subject: Subject): boolean => outagesOf(subject.initial, subject.changes).some(({ from, until }) => from <= down.at + 3 * MINUTE && until >= down.at - 20 * MINUTE);
      if (!tunnels.every(near)) problems.push(`${connectionId}: false connection:down at ${time(down.at)}`);
    }
  }
  return problems;
}

function judgeCertificates({ plan, told }: SoakRecord, startAt: number): string[] {
  const own = told.filter(({ type }) => type === 'certificate:expired');
  const expected = plan.sources.includes('events') ? (plan.account.certificates ?? []).filter(({ endTime }) => Number(endTime) > startAt).map(({ id }) => id!) : [];
  const got = own.map(({ resource }) => ('certificateId' in resource ? resource.certificateId : ''));
  return got.sort().join() === expected.sort().join() ? [] : [`certificates expired: told ${got.join(', ') || 'none'}, true ${expected.join(', ') || 'none'}`];
}

/** Where nothing fails and no round is left out, each round asks once for each metric and now and then for what is missing. */
function judgeCalls({ plan, reports }: SoakRecord, subjects: readonly Subject[]): string[] {
  if (plan.gaps + plan.restarts + plan.bursts + plan.outages.length > 0 || plan.pollMs > MINUTE || plan.jitterMs > 5_000) return [];
  const series = groupBy(subjects.filter(({ metric }) => metric !== undefined && plan.sources.includes('metrics')), ({ metric }) => metric);
  // A sweep asks for twenty minutes, at most every third round; a page holds 1440 points.
  const metrics = [...series.values()].reduce((sum, { length }) => sum + 1 + Math.ceil((length * 22) / 1440) / 3, 0);
  const most = metrics + Math.ceil((plan.account.connections ?? []).length / 50) + (plan.sources.includes('events') ? 1.5 : 0) + 0.5;
  const calls = reports.reduce((sum, report) => sum + Object.values(report.calls).reduce((a, b) => a + b, 0), 0) / reports.length;
  return calls > most ? [`${calls.toFixed(1)} calls a round, which should be ${most.toFixed(1)} at most`] : [];
}

function time(at: number): string {
  return Number.isFinite(at) && at > 0 ? new Date(at).toISOString().slice(5, 23) : String(at);
}

function show(changes: readonly (Pick<Tell, 'at' | 'to'> & Partial<Tell>)[]): string {
  return changes.slice(0, 60).map(({ at, to, source, late, observedAt }) => `${to} ${time(at)}${source === undefined ? '' : ` ${source}${late ? ' late' : ''} known ${time(observedAt ?? 0)}`}`).join(', ') || 'nothing';
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known) known.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
