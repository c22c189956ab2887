import type { Connection } from '../../topology/index.ts';
import {
  type AnnouncedChange,
  type Aspect,
  type Code,
  conditionOf,
  isFailover,
  tunnelKeys,
  type Value,
} from '../../watch/history-parts.ts';
import type { ConnectionCondition } from '../../watch/index.ts';
import type { CodeDetails, CourseMark } from './course-marks.ts';

/** A change that a history reports, before it becomes a transition. */
export interface PastChange extends AnnouncedChange {
  /** The tunnel's key; absent for the connection as a whole. */
  readonly tunnel?: string | undefined;
  readonly code: Code;
  readonly details: CodeDetails;
  /** What the connection is with it, since when, and the time of the evidence that shows it. */
  readonly condition: ConnectionCondition;
  readonly since: number;
  readonly heardAt: number;
}

/** A mark of one of the tunnels. */
export interface TunnelMark {
  readonly tunnel: string;
  readonly aspect: Aspect;
  readonly mark: CourseMark;
}

/** What a connection comes to with what its tunnels are, by the rules of a watch: which changes are reported. */
export class ConnectionState {
  readonly #active: string | undefined;
  readonly #standby: string | undefined;
  #values: ReadonlyMap<string, Value>;
  #condition: ConnectionCondition = 'unknown';
  #since = 0;
  #lastAnnounced: ConnectionCondition = 'unknown';
  /** Whether the standby tunnel carries the traffic; `undefined` where that decides nothing. */
  #isOver: boolean | undefined;
  #isFailedOver = false;
  #heardAt = 0;
  /** Of each tunnel and aspect, what was reported last, or was known first. */
  readonly #announced = new Map<string, Value>();
  readonly #report: (change: PastChange) => void;

  constructor(connection: Connection, report: (change: PastChange) => void) {
    this.#values = new Map(tunnelKeys(connection).map((key) => [key, 'unknown']));
    this.#active = connection.tunnels.find(({ role }) => role === 'master')?.tunnelId;
    this.#standby = connection.tunnels.find(({ role }) => role === 'slave')?.tunnelId;
    this.#report = report;
  }

  get condition(): ConnectionCondition {
    return this.#condition;
  }

  /** Goes on to an instant in which tunnels became something else. One may come up in the very instant another goes down: that is no moment without a tunnel. */
  follow(at: number, together: readonly TunnelMark[]): void {
    const ipsec = together.filter(({ aspect }) => aspect === 'ipsec');
    if (ipsec.length > 0) this.#values = new Map([...this.#values, ...ipsec.map(({ tunnel, mark }) => [tunnel, mark.to] as const)]);
    this.#heardAt = Math.max(this.#heardAt, ...together.map(({ mark }) => mark.heardAt));
    const condition = conditionOf([...this.#values.values()]);
    const isOther = condition !== this.#condition;
    for (const one of together)
      if (this.#isNews(one))
        this.#announce({ ...one.mark, kind: one.aspect, tunnel: one.tunnel }, one.mark, condition, isOther ? at : this.#since);
    const [first] = ipsec;
    if (first)
      this.#settle(
        at,
        condition,
        first.mark,
        ipsec.some(({ mark }) => mark.isOpening),
      );
  }

  /** The first value is no change, unless an event said that something changed. Silence is one of IPsec alone. */
  #isNews({ tunnel, aspect, mark: { to, isOpening } }: TunnelMark): boolean {
    if (to === 'unknown' && aspect !== 'ipsec') return false;
    const key = `${tunnel} ${aspect}`;
    const before = this.#announced.get(key);
    this.#announced.set(key, to);
    return before === undefined ? isOpening : before !== to;
  }

  #settle(at: number, now: ConnectionCondition, mark: CourseMark, isOpening: boolean): void {
    const before = this.#condition;
    if (now !== before) this.#since = at;
    this.#condition = now;
    const isSilent = this.#lastAnnounced === 'unknown' && !isOpening;
    if (now !== 'unknown' && now !== this.#lastAnnounced) {
      if (!isSilent)
        this.#announce({ kind: 'connection', from: now === before ? this.#lastAnnounced : before, to: now, at }, mark, now, this.#since);
      this.#lastAnnounced = now;
    }
    this.#settleFailover(at, mark, isSilent);
  }

  #settleFailover(at: number, mark: CourseMark, isSilent: boolean): void {
    const [active, standby] = [this.#active, this.#standby];
    if (active === undefined || standby === undefined) return;
    const isOver = isFailover(this.#values.get(active), this.#values.get(standby));
    if (isOver !== undefined && isOver !== this.#isOver) {
      if (isOver && !this.#isFailedOver && !isSilent)
        this.#announce({ kind: 'failover', from: active, to: standby, at }, mark, this.#condition, this.#since);
      this.#isFailedOver = isOver;
    }
    this.#isOver = isOver;
  }

  #announce(
    change: Omit<AnnouncedChange, 'isLate'> & Pick<PastChange, 'tunnel'>,
    { code, details }: CourseMark,
    condition: ConnectionCondition,
    since: number,
  ): void {
    const { tunnel, kind, from, to, at, phase } = change;
    this.#report({ tunnel, kind, from, to, at, phase, isLate: false, code, details, condition, since, heardAt: this.#heardAt });
  }
}
