import { MINUTE, type SoakPlan } from './plan.ts';
import type { Announced } from './run.ts';
import { groupBy, time } from './text.ts';
import type { Aspect, Side, Subject } from './truth.ts';

/** A change of one subject as it was announced. */
export interface Told {
  readonly to: Side | 'unknown';
  readonly at: number;
  readonly knownAt: number;
  readonly step: number;
  readonly source: Announced['transition']['source'];
  readonly late: boolean;
  readonly from: string;
}

/** What was announced of each subject, in the order of announcement, by the clock of the VPC service. */
export function bySubject(announced: readonly Announced[], { disturbances: { eventsAheadMs } }: SoakPlan): Map<string, Told[]> {
  const all = new Map<string, Told[]>();
  for (const { transition, knownAt, step } of announced) {
    const [kind] = transition.type.split(':') as [string];
    const aspect: Aspect | undefined = kind === 'tunnel' ? 'ipsec' : kind === 'bgp' || kind === 'health' ? kind : undefined;
    if (aspect === undefined || !('connectionId' in transition.resource)) continue;
    const { tunnelId, connectionId } = transition.resource;
    const name = `${tunnelId ?? connectionId} ${aspect}`;
    const { to, from, source, late = false } = transition;
    const at = source === 'event' ? transition.at - eventsAheadMs : transition.at;
    const side = to === 'ok' || to === 'up' ? 'up' : to === 'unknown' ? 'unknown' : 'down';
    const known = all.get(name) ?? [];
    all.set(name, known);
    known.push({ to: side, at, knownAt, step, source, late, from });
  }
  return all;
}

/** The changes among what was told: without first states, and without silence and the return from it. */
export function changesOf(
  own: readonly Told[],
  subject: Subject,
  { mayBeStale, emitInitial, slackMs }: SoakPlan,
): { readonly changes: readonly Told[]; readonly found: readonly string[]; readonly inverted: number } {
  const found: string[] = [];
  const changes: Told[] = [];
  let said: Side = subject.initial;
  let isStale = false;
  let inverted = 0;
  for (const [index, one] of own.entries()) {
    if (one.to === 'unknown') {
      if (!mayBeStale) found.push(`stale at ${time(one.at)}`);
      if (isStale) found.push(`stale twice at ${time(one.at)}`);
      isStale = true;
    } else if (index === 0 && one.at === heardFrom(own, subject)) {
      changes.push(one);
      said = one.to;
    } else if (one.to === said) {
      // What a watch knew first may have been too old to know anything.
      const isFirst = index === 0 && one.from === 'unknown' && (emitInitial || mayBeStale);
      if (!isStale && !isFirst) found.push(`${one.to} twice in a row at ${time(one.at)}`);
      isStale &&= leavesSilence(one, own);
    } else {
      // Two changes of one period may be dated by a poll within it and by the period.
      const before = changes.at(-1);
      const isInverted = before !== undefined && !one.late && !before.late && one.at < before.at && one.at > before.at - MINUTE - slackMs;
      if (isInverted) inverted++;
      changes.push(isInverted ? { ...one, at: before.at } : one);
      said = one.to;
      isStale &&= leavesSilence(one, own);
    }
  }
  // What comes late was over when it came, so it leaves what was said as it was.
  for (const late of groupBy(
    own.filter((one) => one.late),
    (one) => one.step,
  ).values()) {
    if (late.length % 2 > 0) found.push(`${late.length} late at ${time(late[0]!.knownAt)}`);
  }
  return { changes, found, inverted };
}

/** What comes late in a silence leaves it as it was. Where the silence ends in the same step it comes after that, so that no value follows itself. */
const leavesSilence = ({ late, step }: Told, own: readonly Told[]): boolean =>
  late && !own.some((other) => other.step === step && !other.late);

/** Where the first that was heard is a change, nothing is known of the time before it, also where an event of it comes late. */
export function heardFrom([first]: readonly Told[], { changes }: Subject): number {
  const isOpening =
    first?.from === 'unknown' && first.source === 'event' && changes.some(({ to, at }) => to === first.to && at === first.at);
  return isOpening ? first.at : -Infinity;
}

/** When the other tunnels of the connection were lost: of the last one an event says that all are. */
export function siblingsOf({ key, connectionId, aspect }: Subject, subjects: readonly Subject[]): readonly number[] {
  return subjects
    .filter((one) => one.connectionId === connectionId && one.aspect === aspect && one.key !== key)
    .flatMap(({ changes }) => changes.map(({ at }) => at));
}
