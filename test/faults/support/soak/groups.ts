import type { Told } from './changes.ts';
import type { Comparison, Ground } from './exact.ts';
import { HOUR, MINUTE } from './plan.ts';
import type { Round } from './run.ts';
import { time } from './text.ts';
import type { Side, Subject } from './truth.ts';

/** An hour after a source fails what it might still bring is forgotten, but for an overlap and a little more. */
const LONGEST_AWAITED_MS = HOUR + 20 * MINUTE;

interface Outage {
  readonly from: number;
  readonly until: number;
}

/** Points and polls alone: outages between which nothing shows that it was up may be told as one, and what nothing shows is not told. */
export function compareByGroups(
  changes: readonly Told[],
  subject: Subject,
  { record: { plan, rounds }, sight, polls, startAt, endAt }: Ground,
): Comparison {
  const { isVague, slackMs } = plan;
  const found: string[] = [];
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
  const early = MINUTE * (isVague ? 2 : 1) + 1 + slackMs;
  const spans = groups.map((group) => {
    const [from, until] = [group[0]!.from, group.at(-1)!.until];
    return { group, from, until, latest: Math.max(sight.datedBy(from), from + 3 * MINUTE), own: [] as Outage[] };
  });
  for (const one of told) {
    // A change within a period, of which a poll shows the outcome, is dated by the period. One that is dated by a
    // poll is not: that poll met the outage, so it is none of those that began later.
    const nextPoll = polls.includes(one.from) ? 0 : (polls.find((at) => at > one.from) ?? 0);
    const near = spans.filter(
      ({ from, until, latest }) =>
        (one.from >= from - early || nextPoll >= from) && one.from <= Math.max(until, latest) + slackMs + (isVague ? MINUTE : 0),
    );
    const shared = ({ from, until }: Outage): number => Math.min(until, one.until, endAt) - Math.max(from, one.from, startAt);
    // Timestamps that name the start of a period date by a minute too early, so that of two short outages the
    // one before may be nearer: one of which as many were told as are true is not told again.
    const isFull = ({ group, own }: (typeof spans)[number]): number => (isVague && own.length >= group.length ? 1 : 0);
    const owner = near.sort((a, b) => isFull(a) - isFull(b) || shared(b) - shared(a))[0];
    if (owner) owner.own.push(one);
    else found.push(`false outage from ${time(one.from)} to ${time(one.until)}`);
  }
  let checked = 0;
  for (const { group, from, until, latest, own } of spans) {
    const isBoundary = from < startAt + 2 * MINUTE && until !== Infinity;
    // Where a value can be read in two ways, of what is shorter than either nothing need be known.
    const marginMs = slackMs + (isVague ? 2 * MINUTE : 0);
    const must =
      !isBoundary &&
      !isForgotten(until, nextPoint(until), rounds) &&
      group.some((one) => one.until - one.from > 2 * marginMs && sight.shows(Math.max(one.from + marginMs, startAt), one.until - marginMs));
    if (must) checked += 2;
    if (own.length > group.length) found.push(`${own.length} outages told where ${group.length} are true, from ${time(from)}`);
    if (must && own.length === 0) found.push(`outage from ${time(from)} to ${time(until)} missed`);
    const [first] = own;
    if (first && !isVague && group.length === 1 && first.from > latest + slackMs)
      found.push(`down told as of ${time(first.from)}, true since ${time(from)}`);
    const last = own.at(-1);
    const dated =
      last?.until === Infinity
        ? !must || !sight.parts(until, spans[spans.findIndex((one) => one.group === group) + 1]?.from ?? endAt)
        : (last?.until ?? 0) <= Math.max(sight.datedBy(until), nextPoint(until)) + slackMs;
    if (last && !isVague && last.until !== until && !dated) found.push(`up told as of ${time(last.until)}, true since ${time(until)}`);
  }
  return { found, checked };
}

/** Whether the datapoints of an outage could not be read, from when they were published, for longer than the watch waits for them. */
function isForgotten(until: number, publishedBy: number, rounds: readonly Round[]): boolean {
  const since = rounds.filter(({ at }) => at >= publishedBy);
  const read = since.findIndex(({ report: { failed, points } }) => points > 0 && !failed.includes('metrics'));
  return (
    read > 0 && since[read]!.at - until > LONGEST_AWAITED_MS && since.slice(0, read).some(({ report }) => report.failed.includes('metrics'))
  );
}

export function outagesOf(initial: Side, changes: readonly Pick<Told, 'at' | 'to'>[]): Outage[] {
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
function toldOutages(initial: Side, changes: readonly Told[]): Outage[] {
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
