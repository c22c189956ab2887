import type { Told } from './changes.ts';
import { MINUTE } from './plan.ts';
import type { SoakRecord } from './run.ts';
import { time } from './text.ts';
import type { Side, Sight, Subject } from './truth.ts';

/** What a comparison has found, and how much it has compared. */
export interface Comparison {
  readonly found: readonly string[];
  readonly checked: number;
}

/** What there is to compare one subject with. */
export interface Ground {
  readonly record: SoakRecord;
  readonly sight: Sight;
  readonly polls: readonly number[];
  readonly startAt: number;
  readonly endAt: number;
}

/** Every change left an event, so each is told: with the event's time, or as points and polls before it had it. */
export function compareExactly(
  changes: readonly Told[],
  subject: Subject,
  { record: { plan }, sight, polls }: Ground,
  siblings: readonly number[],
  from: number,
): Comparison {
  const { slackMs, isVague } = plan;
  const isAt = (one: number, other: number): boolean => Math.abs(one - other) <= slackMs;
  const found: string[] = [];
  const left = { up: [] as number[], down: [] as number[] };
  for (const { to, at } of subject.changes) left[to].push(at);
  // What comes late is told as a pair that leaves the present as it was: its end may have been told before.
  const isTrue = (one: Told): boolean => subject.changes.some(({ to, at }) => to === one.to && isAt(at, one.at));
  const inexact: Told[] = [];
  for (const one of changes) {
    // An outage of before the first that was heard, which came late: it ended with that.
    if (one.late && one.at === from) continue;
    const times = left[one.to as Side];
    const index = one.source === 'event' ? times.findIndex((at) => isAt(at, one.at)) : -1;
    if (index >= 0) times.splice(index, 1);
    else if (
      one.source === 'event' &&
      !plan.mayBeStale &&
      !(one.late && isTrue(one)) &&
      !(one.to === 'down' && siblings.some((at) => isAt(at, one.at)))
    )
      found.push(`${one.to} at ${time(one.at)}, where no event is`);
    else inexact.push(one);
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
      const latest = Math.max(sight.datedBy(real), real) + slack + slackMs + (isVague ? MINUTE : 0);
      // A change within a period, of which a poll shows the outcome, is dated by the period.
      const isBeforePoll = source === 'topology' && (polls.find((one) => one > at) ?? 0) >= real;
      const earliest = isBeforePoll ? -Infinity : real - slack - slackMs - MINUTE - (isVague ? MINUTE : 0);
      // The event that says that all tunnels are lost is one of this tunnel too.
      const isOfSibling = source === 'event' && to === 'down' && siblings.some((sibling) => isAt(sibling, at));
      // A push may overtake the events of whole outages, and then stands for the first of them.
      const isOfAnother = source === 'event' && subject.changes.some((one) => one.to === to && isAt(one.at, at));
      if (at < earliest || (at > latest && !isOfSibling && !isOfAnother))
        found.push(`${to} told by ${source} as of ${time(at)}, true since ${time(real)}, to be dated by ${time(latest)}`);
    }
  }
  return { found, checked: subject.changes.length };
}

function latenessOf({ account: { events = {} } }: SoakRecord['plan']): number {
  const { publicationDelayMs = 0, late } = events;
  return publicationDelayMs + (late && late.ratio > 0 ? late.byMs : 0);
}
