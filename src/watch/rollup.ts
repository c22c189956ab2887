import { conditionOf, isFailover } from './condition.ts';
import type { ConnectionAnnouncement, ConnectionRecord } from './connection-record.ts';
import { conditionSince, lateInstants, newFailovers, type Roles, valuesAt } from './course.ts';
import type { ConnectionCondition } from './model.ts';
import { BEGINNING, type Code, presentOf, type Settings, shownBy, type Value } from './timeline/index.ts';
import { isIpsec, StepHistories, type TunnelAnnouncement, type TunnelStep, valueBefore } from './tunnel-step.ts';

/** Puts the tunnels' announcements in order and adds what they mean for the connection. Of the tunnels' aspects IPsec alone counts for that. */
export function rollUp(
  state: ConnectionRecord,
  steps: readonly TunnelStep[],
  settings: Settings,
): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
  const histories = new StepHistories(steps, settings.confirm, state.lastAnnounced === 'down');
  const announcements = steps.flatMap((step) => step.announcements);
  const isAcross = histories.isAcross(announcements);
  const isPast = (one: TunnelAnnouncement): boolean => one.isLate || (isAcross && isIpsec(one));
  const connection = new RollUp(state, steps, histories, settings);
  connection.announcePast(announcements.filter(isPast));
  connection.announceLive(announcements.filter((one) => !isPast(one)));
  return connection.result();
}

class RollUp {
  readonly #bornAt: number;
  readonly #steps: readonly TunnelStep[];
  readonly #settings: Settings;
  readonly #roles: Roles;
  readonly #histories: StepHistories;
  readonly #transitions: ConnectionAnnouncement[] = [];
  /** What the tunnels are shown as. */
  #values: ReadonlyMap<string, Value>;
  #condition: ConnectionCondition;
  #lastAnnounced: ConnectionCondition;
  #since: number;
  #isFailedOver: boolean;
  /** Whether the standby tunnel carries the traffic, as the tunnels are shown; `undefined` where that decides nothing. */
  #isOver: boolean | undefined;
  #announced: number;

  constructor(state: ConnectionRecord, steps: readonly TunnelStep[], histories: StepHistories, settings: Settings) {
    this.#bornAt = state.bornAt;
    this.#steps = steps;
    this.#settings = settings;
    const tunnels = steps.map(({ after }) => after);
    this.#roles = {
      active: tunnels.find(({ role }) => role === 'master')?.key,
      standby: tunnels.find(({ role }) => role === 'slave')?.key,
    };
    this.#histories = histories;
    this.#values = new Map(steps.map((step) => [step.after.key, valueBefore(step)]));
    this.#condition = conditionOf(state.tunnels.map(({ ipsec }) => presentOf(ipsec)));
    this.#lastAnnounced = state.lastAnnounced;
    this.#since = state.since;
    this.#isFailedOver = state.isFailedOver;
    this.#isOver = this.#isOverWith(new Map(state.tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)])));
    this.#announced = state.announced;
  }

  result(): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
    const tunnels = this.#steps.map(({ after }) => after);
    return {
      state: {
        bornAt: this.#bornAt,
        tunnels,
        lastAnnounced: this.#lastAnnounced,
        since: this.#since,
        isFailedOver: this.#isFailedOver,
        announced: this.#announced,
      },
      transitions: this.#transitions,
    };
  }

  /** Announces what was missed, in order of time, each with what the connection was then, up to the present. */
  announcePast(past: readonly TunnelAnnouncement[]): void {
    if (past.length === 0) return;
    const { before, now } = this.#histories;
    const present = this.#presentAfter(past);
    const ipsec = past.filter(isIpsec).map((one) => ({ ...one, at: this.#histories.dateOf(one) }));
    const course = new Set(lateInstants(ipsec, now));
    const between = { from: Math.min(...course), until: Math.max(...course) };
    const failovers = newFailovers(before, now, this.#roles, between);
    for (const at of [...new Set([...course, ...past.map((one) => one.at)])].sort((a, b) => a - b)) {
      const together = past.filter((one) => one.at === at);
      this.#showAt(
        at,
        ipsec.filter((one) => one.at === at),
      );
      for (const one of together) this.#push(one, one.code, one.number);
      if (course.has(at))
        this.#announceThen(at, (together.find(isIpsec) ?? this.#histories.changeAt(at))?.code, {
          isNewFailover: failovers.has(at),
          isLate: !present.isNews || at < present.since,
        });
    }
    this.#values = present.values;
    this.#condition = present.condition;
    this.#since = present.since;
    if (ipsec.length > 0)
      this.#announceThen(this.#since, this.#histories.changeAt(this.#since)?.code, { isNewFailover: false, isLate: !present.isNews });
    if (past.some(({ isLate }) => !isLate)) this.#takeOver(newFailovers(now, before, this.#roles, between).size > 0);
  }

  /** Whether the standby tunnel carries the traffic, with what has become of the present. */
  #takeOver(isTakenBack: boolean): void {
    this.#isOver = this.#isOverWith(this.#values);
    // A failover that was announced and turns out to be none, since both were down, stands for the one that ends that.
    const isStill = isTakenBack && this.#isFailedOver && this.#condition === 'down';
    this.#isFailedOver = isStill || (this.#isOver ?? this.#isFailedOver);
  }

  /** Announces what is news, in order of time, and what the connection is with it. */
  announceLive(live: readonly TunnelAnnouncement[]): void {
    const ordered = [...live].sort((a, b) => a.at - b.at);
    for (const at of [...new Set(ordered.map((one) => this.#histories.dateOf(one)))].sort((a, b) => a - b)) {
      const together = ordered.filter((one) => this.#histories.dateOf(one) === at);
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

  /** What the tunnels are with what is announced of the past, and whether the connection was not known to be that since then. */
  #presentAfter(past: readonly TunnelAnnouncement[]): {
    readonly values: ReadonlyMap<string, Value>;
    readonly condition: ConnectionCondition;
    readonly since: number;
    readonly isNews: boolean;
  } {
    const news = past.filter(({ isLate }) => !isLate);
    if (news.length === 0) return { values: this.#values, condition: this.#condition, since: this.#since, isNews: false };
    const values = new Map([...this.#values, ...news.map(({ tunnel, to }) => [tunnel, to] as const)]);
    const condition = conditionOf([...values.values()]);
    const since = conditionSince(this.#histories.now, Infinity);
    return { values, condition, since, isNews: condition !== this.#condition };
  }

  /** Shows the tunnels as they were at an instant, with what is announced of it. */
  #showAt(at: number, announced: readonly TunnelAnnouncement[]): void {
    this.#values = new Map([...valuesAt(this.#histories.now, at), ...announced.map(({ tunnel, to }) => [tunnel, to] as const)]);
    this.#condition = conditionOf([...this.#values.values()]);
    this.#since = conditionSince(this.#histories.now, at);
  }

  /** Announces what the connection was at an instant of the past, where that is not what was announced last. */
  #announceThen(
    at: number,
    code: Code | undefined,
    { isNewFailover, isLate }: { readonly isNewFailover: boolean; readonly isLate: boolean },
  ): void {
    if (this.#lastAnnounced === 'unknown') return;
    if (this.#condition !== 'unknown' && this.#condition !== this.#lastAnnounced)
      this.#announceCondition(this.#lastAnnounced, this.#condition, at, code, isLate);
    if (isNewFailover) this.#announceFailover(at, code, isLate);
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
    const isOver = this.#isOverWith(this.#values);
    if (isOver !== undefined && isOver !== this.#isOver) {
      if (isOver && !this.#isFailedOver && !isSilent) this.#announceFailover(at, code, false);
      this.#isFailedOver = isOver;
    }
    this.#isOver = isOver;
  }

  #isOverWith(values: ReadonlyMap<string, Value>): boolean | undefined {
    const { active, standby } = this.#roles;
    return active === undefined || standby === undefined ? undefined : isFailover(values.get(active), values.get(standby));
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

  #push(
    {
      tunnel,
      kind,
      from,
      to,
      phase,
      at,
      isLate,
    }: Pick<ConnectionAnnouncement, 'tunnel' | 'kind' | 'from' | 'to' | 'phase' | 'at' | 'isLate'>,
    code: Code,
    number: number,
  ): void {
    const about = tunnel === undefined ? {} : { tunnel };
    const condition = conditionOf([...this.#values.values()]);
    const since = condition === this.#condition ? this.#since : at;
    this.#transitions.push({
      ...about,
      kind,
      from,
      to,
      ...(phase && { phase }),
      at,
      isLate,
      shownBy: shownBy(code),
      number,
      condition,
      since,
    });
  }

  /** The newest observation of any tunnel. */
  #newest(): Code {
    const codes = this.#steps.flatMap(({ after: { ipsec } }) => (ipsec ? [ipsec.checkpoint.upTo, ...ipsec.observations] : []));
    return codes.reduce((newest, code) => (code > newest ? code : newest), BEGINNING);
  }
}
