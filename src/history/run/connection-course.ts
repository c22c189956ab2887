import type { Member } from '../../scopes/index.ts';
import { type Aspect, tunnelKeys } from '../../watch/history-parts.ts';
import type { ConnectionCondition } from '../../watch/index.ts';
import { AspectCourse } from './aspect-course.ts';
import { ConnectionState, type PastChange, type TunnelMark } from './connection-state.ts';
import type { CourseMark } from './course-marks.ts';
import { type DatedMark, DatedMarks } from './dated-marks.ts';
import { doubtMs, type PastSettings } from './settings.ts';

/** Takes what tunnels and connections were, of each in order of time. */
export interface StateTaker {
  tunnel(key: string, mark: CourseMark): void;
  connection(connectionId: string, at: number, condition: ConnectionCondition): void;
}

const ASPECTS = { single: ['ipsec', 'bgp', 'health'], dual: ['ipsec', 'bgp'] } as const;
const NO_CHANGES: readonly PastChange[] = [];

const inTime = (one: DatedMark, other: DatedMark): number =>
  one.at - other.at || ASPECTS.single.indexOf(one.aspect) - ASPECTS.single.indexOf(other.aspect);

/** What a connection was, by the courses of its tunnels, in order of time. Of their aspects IPsec alone counts for that. */
export class ConnectionCourse {
  readonly member: Member;
  readonly #courses: ReadonlyMap<string, ReadonlyMap<Aspect, AspectCourse>>;
  readonly #doubtMs: number;
  readonly #taker: StateTaker | undefined;
  readonly #state: ConnectionState;
  readonly #ipsec: DatedMarks;
  #others: readonly DatedMark[] = [];
  #changes: readonly PastChange[] = NO_CHANGES;
  #settledBefore = -Infinity;

  constructor(member: Member, settings: PastSettings, taker: StateTaker | undefined) {
    const { connection } = member;
    const keys = tunnelKeys(connection);
    this.member = member;
    this.#doubtMs = doubtMs(settings.periodMs);
    this.#taker = taker;
    // Events tell of health where it changes, and nothing else does: no silence speaks against what they have said.
    const settingsOf = (aspect: Aspect): PastSettings => (aspect === 'health' ? { ...settings, staleAfterMs: Infinity } : settings);
    this.#courses = new Map(
      keys.map((key) => [
        key,
        new Map(ASPECTS[connection.mode].map((aspect) => [aspect, new AspectCourse(key, aspect, settingsOf(aspect))])),
      ]),
    );
    this.#ipsec = new DatedMarks(keys, settings.periodMs);
    this.#state = new ConnectionState(connection, (change) => {
      this.#changes = [...this.#changes, change];
    });
  }

  /** Before this instant all changes are final. */
  get settledBefore(): number {
    return this.#settledBefore;
  }

  get courses(): readonly AspectCourse[] {
    return [...this.#courses.values()].flatMap((aspects) => [...aspects.values()]);
  }

  courseOf(tunnel: string, aspect: Aspect): AspectCourse | undefined {
    return this.#courses.get(tunnel)?.get(aspect);
  }

  /** Follows what has become final of the tunnels, as far as it is known which of them changed first. */
  follow(): void {
    let settled = Infinity;
    for (const [tunnel, aspects] of this.#courses) {
      for (const [aspect, course] of aspects) {
        this.#take(tunnel, aspect, course.takeMarks());
        settled = Math.min(settled, course.settledBefore);
      }
    }
    const before = settled - this.#doubtMs;
    this.#followAll(this.#takeDue(before));
    this.#settledBefore = before - this.#doubtMs;
  }

  /** The changes before an instant that were not taken yet. */
  take(before: number): readonly PastChange[] {
    if (this.#changes.length === 0) return NO_CHANGES;
    const taken = this.#changes.filter(({ at }) => at < before);
    if (taken.length > 0) this.#changes = this.#changes.filter(({ at }) => at >= before);
    return taken;
  }

  #take(tunnel: string, aspect: Aspect, marks: readonly CourseMark[]): void {
    if (marks.length === 0) return;
    if (aspect === 'ipsec') {
      this.#ipsec.add(tunnel, marks);
      for (const mark of marks) this.#taker?.tunnel(tunnel, mark);
    } else this.#others = [...this.#others, ...marks.map((mark) => ({ at: mark.at, tunnel, aspect, mark }))];
  }

  #takeDue(before: number): readonly DatedMark[] {
    const ipsec = this.#ipsec.take(before, this.#doubtMs);
    const others = this.#others.filter(({ at }) => at < before);
    if (others.length > 0) this.#others = this.#others.filter(({ at }) => at >= before);
    return [...ipsec, ...others].sort(inTime);
  }

  #followAll(due: readonly DatedMark[]): void {
    for (let from = 0; from < due.length;) {
      const { at } = due[from] as DatedMark;
      const next = due.findIndex((one, index) => index > from && one.at !== at);
      const together: readonly TunnelMark[] = due.slice(from, next < 0 ? due.length : next);
      const before = this.#state.condition;
      this.#state.follow(at, together);
      const { condition } = this.#state;
      if (condition !== before) this.#taker?.connection(this.member.connection.connectionId, at, condition);
      from += together.length;
    }
  }
}
