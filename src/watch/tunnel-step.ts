import type { TunnelRecord } from './connection-record.ts';
import type { Histories } from './course.ts';
import { withoutDoubtfulOverlaps } from './overlaps.ts';
import {
  type Announcement,
  type Aspect,
  type Code,
  type Confirm,
  EMPTY,
  type History,
  interpret,
  presentOf,
  type Value,
} from './timeline/index.ts';

/** A change of a tunnel that is to be announced. */
export interface TunnelAnnouncement extends Announcement {
  readonly tunnel: string;
  readonly kind: Aspect;
  readonly number: number;
}

/** What a tunnel comes to with new evidence. */
export interface TunnelStep {
  readonly before: TunnelRecord;
  readonly after: TunnelRecord;
  readonly announcements: readonly TunnelAnnouncement[];
  /** Of IPsec; absent where nothing was learned of it. */
  readonly history: History | undefined;
}

export const isIpsec = ({ kind }: TunnelAnnouncement): boolean => kind === 'ipsec';

/** Whether an announcement comes before what was missed of the same aspect: it ends the silence in which that came to be known. */
export function endsSilenceFirst(one: TunnelAnnouncement, announcements: readonly TunnelAnnouncement[]): boolean {
  const isAfter = ({ tunnel, kind, number, isLate }: TunnelAnnouncement): boolean =>
    isLate && tunnel === one.tunnel && kind === one.kind && number > one.number;
  return !one.isLate && announcements.some(isAfter);
}

/** What the tunnels of one connection were, as the connection goes by it: with new evidence, and without. */
export class StepHistories {
  readonly #steps: readonly TunnelStep[];
  readonly #confirm: Confirm;
  readonly #isDown: boolean;
  // Most steps announce nothing, and need none of them.
  #dated: Histories | undefined;
  #now: Histories | undefined;
  #before: Histories | undefined;

  /** @param isDown - Whether the connection was announced to be down: then its outages have overlapped. */
  constructor(steps: readonly TunnelStep[], confirm: Confirm, isDown: boolean) {
    this.#steps = steps;
    this.#confirm = confirm;
    this.#isDown = isDown;
  }

  get now(): Histories {
    this.#now ??= this.#ordered(this.#byEvidence());
    return this.#now;
  }

  get before(): Histories {
    this.#before ??= this.#ordered(new Map(this.#steps.map(({ before }) => [before.key, historyOf(before.ipsec, this.#confirm)])));
    return this.#before;
  }

  /** When a change came about for the connection. */
  dateOf(one: TunnelAnnouncement): number {
    return this.now.get(one.tunnel)?.changes[this.#indexOf(one)]?.at ?? one.at;
  }

  /** Its place among the changes of IPsec of its tunnel; -1 for what is none of them, as silence, its end, and what BGP does. */
  #indexOf(one: TunnelAnnouncement): number {
    if (!isIpsec(one)) return -1;
    return (
      this.#byEvidence()
        .get(one.tunnel)
        ?.changes.findIndex(({ to, at }) => to === one.to && at === one.at) ?? -1
    );
  }

  /** The observation that shows what a tunnel came to be at an instant, also where it is folded; absent where none did. */
  codeAt(at: number): Code | undefined {
    const histories = [...this.now.values()];
    const change = histories.flatMap(({ changes }) => changes).find((one) => one.at === at);
    return (change ?? histories.map(({ origin }) => origin).find(({ since }) => since === at))?.code;
  }

  /**
   * Whether something is news that came about before what was announced of another tunnel, or is announced late with it: what the
   * connection was since then was told without it, or would be. While a tunnel is silent nobody knows what the connection is.
   */
  isOutOfOrder(announcements: readonly TunnelAnnouncement[]): boolean {
    if (this.#steps.some(({ after }) => presentOf(after.ipsec) === 'unknown')) return false;
    const ipsec = announcements.filter(isIpsec);
    const late = ipsec.filter(({ isLate }) => isLate);
    // A tunnel counts as down until its end is known: what was announced since then stays as it is.
    const isBeforeKnown = (one: TunnelAnnouncement): boolean =>
      one.to === 'down' &&
      [...this.before].some(([key, { changes }]) => key !== one.tunnel && (changes.at(-1)?.at ?? 0) > this.dateOf(one));
    // Of one instant it belongs with what comes late: a tunnel that goes down as the other one comes back leaves no time between.
    const isNoNewerThanLate = (one: TunnelAnnouncement): boolean =>
      this.#indexOf(one) >= 0 && late.some((other) => other.tunnel !== one.tunnel && this.dateOf(other) >= this.dateOf(one));
    return ipsec.some((one) => !one.isLate && (isBeforeKnown(one) || isNoNewerThanLate(one)));
  }

  /** What the tunnels were, by the dates of the evidence. */
  #byEvidence(): Histories {
    this.#dated ??= new Map(this.#steps.map(({ after, history }) => [after.key, historyOf(history ?? after.ipsec, this.#confirm)]));
    return this.#dated;
  }

  #ordered(histories: Histories): Histories {
    if (this.#isDown) return histories;
    return withoutDoubtfulOverlaps(histories, Math.max(0, ...this.#steps.map(({ after: { ipsec } }) => ipsec?.periodMs ?? 0)));
  }
}

function historyOf(known: History | TunnelRecord['ipsec'], confirm: Confirm): Pick<History, 'origin' | 'changes'> {
  if (known && 'changes' in known) return known;
  return interpret(known ?? EMPTY, confirm);
}

/**
 * What a tunnel was before its changes are announced. A first observation is no change: the connection is seen with it from the
 * start. Once silence is over, it is known what the tunnel was meanwhile: what it was before, up to its own next change.
 */
export function valueBefore({ before: { ipsec: before }, after: { ipsec: after } }: TunnelStep): Value {
  if (!before || before.value === 'unknown') return presentOf(after);
  return before.isStale && after?.isStale === false ? before.value : presentOf(before);
}
