import {
  failedOf,
  type FailedSeries,
  groupOf,
  type GroupOutcome,
  isGlobal,
  isOnProbation,
  isSuspect,
  LONGEST_UNREAD_MS,
  piecesOf,
  PROBATION,
  readAfter,
  readOf,
  REPEATED,
  roundsApart,
  type SeriesGroup,
  sizeOf,
} from './series-group.ts';

const LONGEST_PROBATION = 160;
const FEWEST_SUSPECTS = 8;
// Halves of 50 until one series stands alone: log2(50), rounded up.
const MOST_PROBES = 6;

/**
 * Which series of one metric are asked for together.
 *
 * All of them, while they can be read: that takes the fewest calls. Those that share a failed request go
 * on by themselves. Where it goes on failing while others can be read, they are halved round by round
 * until the series that breaks it stands alone: that one is asked for ever more seldom. Whatever can be
 * read for a while joins the others again.
 *
 * Where nothing at all can be read the service is to blame, or the one request that there is: then a
 * few halves are tried, and no more.
 */
export class SeriesGroups<S> {
  /** Those asked last come last. */
  #groups: readonly SeriesGroup<S>[];
  #probation = PROBATION;
  /** Suspects to ask in one round at most; twice as many as were read in the last one, so that an outage leaves no long queue. */
  #mostSuspects = FEWEST_SUSPECTS;
  #probes = 0;

  /** @param apart - Those that are not asked for together with the others at first. */
  constructor(series: readonly S[], readAt?: number, apart: readonly SeriesGroup<S>[] = []) {
    const out = new Set(apart.flatMap((group) => group.series));
    this.#groups = [groupOf(out.size > 0 ? series.filter((one) => !out.has(one)) : series, readAt), ...apart].filter(
      (group) => group.series.length > 0 || out.size === 0,
    );
  }

  get all(): readonly SeriesGroup<S>[] {
    return this.#groups;
  }

  /** When series were last read, by the service's time. */
  get lastReadAt(): number | undefined {
    const times = this.#groups.flatMap(({ readAt }) => readAt ?? []);
    return times.length > 0 ? Math.max(...times) : undefined;
  }

  /** What was dated by a clock that was ahead was read before that. */
  forgetFuture(latest: number): void {
    if ((this.lastReadAt ?? latest) <= latest) return;
    this.#groups = this.#groups.map((group) => ({ ...group, readAt: group.readAt && Math.min(group.readAt, latest) }));
  }

  /** The groups to ask for in this round. */
  due(): readonly SeriesGroup<S>[] {
    const due = this.#groups.filter(({ waits }) => waits === 0);
    const left = new Set(due.filter(isSuspect).slice(this.#mostSuspects));
    return left.size === 0 ? due : due.filter((group) => !left.has(group));
  }

  /** Replaces the series asked for. Those that stay go on from where they are; new ones begin with the group that is not suspected. */
  replace(series: readonly S[], isSame: (one: S, other: S) => boolean, keyOf: (series: S) => unknown): void {
    const wanted = new Map(series.map((one) => [keyOf(one), one]));
    const kept = this.#groups.map((group) => ({
      ...group,
      series: group.series.flatMap((before) => {
        const now = wanted.get(keyOf(before));
        wanted.delete(keyOf(before));
        return now === undefined ? [] : [isSame(before, now) ? before : now];
      }),
    }));
    const first = kept.find(({ probation }) => probation === 0) ?? groupOf<S>([], this.lastReadAt);
    const joined = { ...first, series: [...first.series, ...wanted.values()] };
    this.#groups = [joined, ...kept.filter((group) => group !== first)].filter((group) => group.series.length > 0);
  }

  /** Reading a range of a group was given up: from where it is to be read again. */
  breakOff(group: SeriesGroup<S>, brokenFrom: number): void {
    this.#groups = this.#groups.map((one) => (one === group ? { ...group, brokenFrom } : one));
  }

  /** Takes in what asking for the due groups came to. Gives whether anything was read. */
  settle(outcomes: readonly GroupOutcome<S>[], now: number): boolean {
    const isAnswered = outcomes.some(({ group, failed }) => sizeOf(failed) < group.series.length);
    const probed = isAnswered ? undefined : this.#nextProbe(outcomes);
    const asked = new Set(outcomes.map(({ group }) => group));
    const others = this.#groups
      .filter((group) => !asked.has(group))
      .map((group) => (group.waits > 0 ? { ...group, waits: group.waits - 1 } : group));
    const settled = outcomes.flatMap((outcome) =>
      isAnswered ? this.#settled(outcome, now) : this.#unanswered(outcome, outcome.group === probed),
    );
    const read = outcomes.filter(({ group, failed }) => isSuspect(group) && failed.length === 0).length;
    this.#mostSuspects = Math.max(FEWEST_SUSPECTS, 2 * read);
    if (isAnswered) this.#probes = 0;
    const before = this.#groups;
    this.#groups = this.#joined([...others, ...settled], now);
    // What fails again and again is put to the test less and less often.
    if (!before.some(isOnProbation) && this.#groups.some(isOnProbation)) this.#probation = Math.min(LONGEST_PROBATION, 2 * this.#probation);
    return isAnswered;
  }

  #settled({ group, failed }: GroupOutcome<S>, now: number): readonly SeriesGroup<S>[] {
    if (failed.length === 0) return [readOf(group, now)];
    const out = new Set(failed.flatMap(({ series }) => series));
    const rest = group.series.filter((one) => !out.has(one));
    const apart = failed.flatMap((one) =>
      this.#divided(failedOf({ ...group, series: one.series, probation: Math.max(group.probation, REPEATED) }, one), one, now),
    );
    return rest.length > 0 ? [readOf({ ...group, series: rest }, now), ...apart] : apart;
  }

  /** Divides what goes on failing while others are read; the last one is asked for more seldom. */
  #divided(group: SeriesGroup<S>, { error, isDivisible }: FailedSeries<S>, now: number): readonly SeriesGroup<S>[] {
    if (isGlobal(error) || group.failures < REPEATED) return [group];
    if (group.series.length === 1)
      return [
        { ...readAfter(group, now - LONGEST_UNREAD_MS), probation: this.#probationOf(group), waits: roundsApart(group.failures - 1) - 1 },
      ];
    return isDivisible ? this.#pieces(group, piecesOf(group.series)) : [group];
  }

  #pieces(group: SeriesGroup<S>, pieces: readonly (readonly S[])[]): readonly SeriesGroup<S>[] {
    return pieces.map((series) => ({ ...group, series, failures: 1, probation: this.#probationOf(group) }));
  }

  #probationOf(group: SeriesGroup<S>): number {
    return isOnProbation(group) ? group.probation : this.#probation;
  }

  #unanswered({ group, failed }: GroupOutcome<S>, isProbed: boolean): readonly SeriesGroup<S>[] {
    const [first] = failed;
    if (!first) return [group];
    const brokenFrom = Math.min(...failed.map(({ readUntil = Infinity }) => readUntil));
    const after = failedOf(group, { ...first, ...(brokenFrom < Infinity && { readUntil: brokenFrom }) });
    if (!isProbed) return [after];
    this.#probes++;
    const [piece = [], ...rest] = piecesOf(after.series);
    return this.#pieces(after, [piece, rest.flat()]);
  }

  /** Of groups that go on failing while nothing is read, the smallest shows soonest whether its series are to blame. */
  #nextProbe(outcomes: readonly GroupOutcome<S>[]): SeriesGroup<S> | undefined {
    if (this.#probes >= MOST_PROBES) return undefined;
    const candidates = outcomes.filter(
      ({ group, failed }) =>
        group.series.length > 1 &&
        group.failures + 1 >= REPEATED &&
        failed.every(({ error, isDivisible }) => isDivisible && !isGlobal(error)),
    );
    return candidates.map(({ group }) => group).sort((a, b) => a.series.length - b.series.length)[0];
  }

  #joined(groups: readonly SeriesGroup<S>[], now: number): readonly SeriesGroup<S>[] {
    const ready = groups.filter((group) => group.readAt === now && group.failures === 0 && group.successes >= group.probation);
    const [first] = ready;
    if (groups.length === 1 && first && first.successes > LONGEST_PROBATION) this.#probation = PROBATION;
    if (!first || ready.length === 1) return groups;
    const joined = { ...first, series: ready.flatMap(({ series }) => series), successes: 0, probation: 0 };
    return [joined, ...groups.filter((group) => !ready.includes(group))];
  }
}
