import { conditionOf, isFailover } from './condition.ts';
import type { ConnectionAnnouncement, ConnectionRecord, TunnelRecord } from './connection-record.ts';
import { conditionSince, lateInstants, newFailovers, valuesAt, type Histories, type Roles } from './course.ts';
import type { ConnectionCondition } from './model.ts';
import { BEGINNING, EMPTY, interpret, presentOf, shownBy, type Announcement, type Aspect, type Code, type Confirm, type History, type Settings, type Value } from './timeline/index.ts';

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

/** Puts the tunnels' announcements in order and adds what they mean for the connection. Of the tunnels' aspects IPsec alone counts for that. */
export function rollUp(state: ConnectionRecord, steps: readonly TunnelStep[], settings: Settings): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
  const connection = new RollUp(state, steps, settings);
  const announcements = steps.flatMap((step) => step.announcements);
  connection.announceLate(announcements.filter(({ isLate }) => isLate));
  connection.announceLive(announcements.filter(({ isLate }) => !isLate));
  return connection.result();
}

const isIpsec = ({ kind }: TunnelAnnouncement): boolean => kind === 'ipsec';

class RollUp {
  readonly #bornAt: number;
  readonly #steps: readonly TunnelStep[];
  readonly #settings: Settings;
  readonly #roles: Roles;
  readonly #transitions: ConnectionAnnouncement[] = [];
  /** What the tunnels are shown as. */
  #values: ReadonlyMap<string, Value>;
  #condition: ConnectionCondition;
  #lastAnnounced: ConnectionCondition;
  #since: number;
  #isFailedOver: boolean;
  #announced: number;

  constructor(state: ConnectionRecord, steps: readonly TunnelStep[], settings: Settings) {
    this.#bornAt = state.bornAt;
    this.#steps = steps;
    this.#settings = settings;
    const tunnels = steps.map(({ after }) => after);
    this.#roles = { active: tunnels.find(({ role }) => role === 'master')?.key, standby: tunnels.find(({ role }) => role === 'slave')?.key };
    this.#values = new Map(steps.map((step) => [step.after.key, valueBefore(step)]));
    this.#condition = conditionOf(state.tunnels.map(({ ipsec }) => presentOf(ipsec)));
    this.#lastAnnounced = state.lastAnnounced;
    this.#since = state.since;
    this.#isFailedOver = state.isFailedOver;
    this.#announced = state.announced;
  }

  result(): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
    const tunnels = this.#steps.map(({ after }) => after);
    return {
      state: { bornAt: this.#bornAt, tunnels, lastAnnounced: this.#lastAnnounced, since: this.#since, isFailedOver: this.#isFailedOver, announced: this.#announced },
      transitions: this.#transitions,
    };
  }

  /** Announces what was missed, in order of time, each with what the connection was then. The present is what it was. */
  announceLate(late: readonly TunnelAnnouncement[]): void {
    if (late.length === 0) return;
    const present = { values: this.#values, condition: this.#condition, since: this.#since };
    const now = this.#histories(({ after, history }) => history ?? after.ipsec);
    const ipsec = late.filter(isIpsec);
    const course = new Set(lateInstants(ipsec, now));
    const times = ipsec.map(({ at }) => at);
    const failovers = newFailovers(this.#histories(({ before }) => before.ipsec), now, this.#roles, { from: Math.min(...times), until: Math.max(...times) });
    for (const at of [...new Set([...course, ...late.map((one) => one.at)])].sort((a, b) => a - b)) {
      const together = late.filter((one) => one.at === at);
      this.#showAt(at, together.filter(isIpsec), now);
      for (const one of together) this.#push(one, one.code, one.number);
      if (course.has(at)) this.#announceThen(at, together[0]?.code, failovers.has(at));
    }
    this.#values = present.values;
    this.#condition = present.condition;
    this.#since = present.since;
    // Back to the present, which was announced before.
    const beginning = [...now.values()].flatMap(({ changes }) => changes).find(({ at }) => at === this.#since);
    if (ipsec.length > 0) this.#announceThen(this.#since, beginning?.code, false);
  }

  /** Announces what is news, in order of time, and what the connection is with it. */
  announceLive(live: readonly TunnelAnnouncement[]): void {
    const ordered = [...live].sort((a, b) => a.at - b.at);
    for (const at of new Set(ordered.map((one) => one.at))) {
      const together = ordered.filter((one) => one.at === at);
      const changed = together.filter(isIpsec).map(({ tunnel, to }) => [tunnel, to] as const);
      this.#values = new Map([...this.#values, ...changed]);
      for (const one of together) this.#push(one, one.code, one.number);
      // One tunnel may come up in the very instant the other goes down: that is no moment without a tunnel.
      if (changed.length > 0) this.#settle(Math.max(at, this.#since), together.find(isIpsec)?.code);
    }
    const tunnels = this.#steps.map(({ after }) => after);
    this.#values = new Map(tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)]));
    this.#settle(Math.max(this.#since, ...tunnels.map(({ ipsec }) => ipsec?.since ?? 0)), undefined);
  }

  #histories(of: (step: TunnelStep) => History | TunnelRecord['ipsec']): Histories {
    return new Map(this.#steps.map((step) => [step.after.key, historyOf(of(step), this.#settings.confirm)]));
  }

  /** Shows the tunnels as they were at an instant, with what is announced of it. */
  #showAt(at: number, announced: readonly TunnelAnnouncement[], histories: Histories): void {
    this.#values = new Map([...valuesAt(histories, at), ...announced.map(({ tunnel, to }) => [tunnel, to] as const)]);
    this.#condition = conditionOf([...this.#values.values()]);
    this.#since = conditionSince(histories, at);
  }

  /** Announces what the connection was at an instant of the past, where that is not what was announced last. */
  #announceThen(at: number, code: Code | undefined, isNewFailover: boolean): void {
    if (this.#lastAnnounced === 'unknown') return;
    if (this.#condition !== 'unknown' && this.#condition !== this.#lastAnnounced) this.#announceCondition(this.#lastAnnounced, this.#condition, at, code, true);
    if (isNewFailover) this.#announceFailover(at, code, true);
  }

  /** Announces what the connection is with the tunnels as they are shown, where that is news. */
  #settle(at: number, code: Code | undefined): void {
    const before = this.#condition;
    const now = conditionOf([...this.#values.values()]);
    if (now !== before) this.#since = at;
    this.#condition = now;
    const isSilent = this.#lastAnnounced === 'unknown' && !this.#settings.emitInitial;
    if (now !== 'unknown' && now !== this.#lastAnnounced) {
      if (isSilent) this.#lastAnnounced = now;
      else this.#announceCondition(now === before ? this.#lastAnnounced : before, now, at, code, false);
    }
    const isOver = this.#isOver();
    if (isOver && !this.#isFailedOver && !isSilent) this.#announceFailover(at, code, false);
    this.#isFailedOver = isOver;
  }

  /** Whether the standby tunnel carries the traffic now. */
  #isOver(): boolean {
    const { active, standby } = this.#roles;
    if (active === undefined || standby === undefined) return this.#isFailedOver;
    return isFailover(this.#values.get(active), this.#values.get(standby)) ?? this.#isFailedOver;
  }

  #announceCondition(from: ConnectionCondition, to: ConnectionCondition, at: number, code: Code | undefined, isLate: boolean): void {
    this.#announced++;
    this.#push({ kind: 'connection', from, to, at, isLate }, code ?? this.#newest(), this.#announced);
    this.#lastAnnounced = to;
  }

  #announceFailover(at: number, code: Code | undefined, isLate: boolean): void {
    const { active = '', standby = '' } = this.#roles;
    this.#announced++;
    this.#push({ kind: 'failover', from: active, to: standby, at, isLate }, code ?? this.#newest(), this.#announced);
  }

  #push({ tunnel, kind, from, to, phase, at, isLate }: Pick<ConnectionAnnouncement, 'tunnel' | 'kind' | 'from' | 'to' | 'phase' | 'at' | 'isLate'>, code: Code, number: number): void {
    const about = tunnel === undefined ? {} : { tunnel };
    const condition = conditionOf([...this.#values.values()]);
    const since = condition === this.#condition ? this.#since : at;
    this.#transitions.push({ ...about, kind, from, to, ...(phase && { phase }), at, isLate, shownBy: shownBy(code), number, condition, since });
  }

  /** The newest observation of any tunnel. */
  #newest(): Code {
    const codes = this.#steps.flatMap(({ after: { ipsec } }) => (ipsec ? [ipsec.checkpoint.upTo, ...ipsec.observations] : []));
    return codes.reduce((newest, code) => (code > newest ? code : newest), BEGINNING);
  }
}

/**
 * What a tunnel was before its changes are announced. A first observation is no change: the connection is seen with it from the
 * start. Once silence is over, it is known what the tunnel was meanwhile: what it was before, up to its own next change.
 */
function valueBefore({ before: { ipsec: before }, after: { ipsec: after } }: TunnelStep): Value {
  if (!before || before.value === 'unknown') return presentOf(after);
  return before.isStale && after?.isStale === false ? before.value : presentOf(before);
}

function historyOf(known: History | TunnelRecord['ipsec'], confirm: Confirm): Pick<History, 'origin' | 'changes'> {
  if (known && 'changes' in known) return known;
  return interpret(known ?? EMPTY, confirm);
}
