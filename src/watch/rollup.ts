import { conditionOf, isFailover } from './condition.ts';
import { ConnectionAnnouncer, type Occasion, type ShownConnection } from './connection-announcer.ts';
import { type ConnectionAnnouncement, type ConnectionRecord, presentCondition } from './connection-record.ts';
import { conditionSince, lateInstants, newFailovers, type Roles, valuesAt } from './course.ts';
import type { ConnectionCondition } from './model.ts';
import { type Code, presentOf, type Settings, type Value } from './timeline/index.ts';
import { endsSilenceFirst, isIpsec, StepHistories, type TunnelAnnouncement, type TunnelStep, valueBefore } from './tunnel-step.ts';

/** Puts the tunnels' announcements in order and adds what they mean for the connection. Of the tunnels' aspects IPsec alone counts for that. */
export function rollUp(
  state: ConnectionRecord,
  steps: readonly TunnelStep[],
  settings: Settings,
): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
  const histories = new StepHistories(steps, settings.confirm, state.lastAnnounced === 'down');
  const announcements = steps.flatMap((step) => step.announcements);
  const isOutOfOrder = histories.isOutOfOrder(announcements);
  const connection = new RollUp(state, steps, histories, settings);
  const returns = announcements.filter((one) => endsSilenceFirst(one, announcements));
  const others = announcements.filter((one) => !returns.includes(one));
  // News that is out of order is told in its place among what comes late.
  const isPast = (one: TunnelAnnouncement): boolean => one.isLate || (isOutOfOrder && isIpsec(one));
  connection.announceReturns(returns);
  connection.announcePast(others.filter(isPast));
  connection.announceLive(others.filter((one) => !isPast(one)));
  return connection.result();
}

class RollUp {
  readonly #bornAt: number;
  readonly #steps: readonly TunnelStep[];
  readonly #settings: Settings;
  readonly #roles: Roles;
  readonly #histories: StepHistories;
  readonly #announcer: ConnectionAnnouncer;
  #shown: ShownConnection;
  #lastAnnounced: ConnectionCondition;
  #isFailedOver: boolean;
  /** Whether the standby tunnel carries the traffic, as the tunnels are shown; `undefined` where that decides nothing. */
  #standbyCarries: boolean | undefined;

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
    this.#announcer = new ConnectionAnnouncer(steps, this.#roles, state.announced);
    this.#shown = {
      values: new Map(steps.map((step) => [step.after.key, valueBefore(step)])),
      condition: presentCondition(state),
      since: state.since,
    };
    this.#lastAnnounced = state.lastAnnounced;
    this.#isFailedOver = state.isFailedOver;
    this.#standbyCarries = this.#standbyCarriesWith(new Map(state.tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)])));
  }

  result(): { readonly state: ConnectionRecord; readonly transitions: readonly ConnectionAnnouncement[] } {
    const tunnels = this.#steps.map(({ after }) => after);
    return {
      state: {
        bornAt: this.#bornAt,
        tunnels,
        lastAnnounced: this.#lastAnnounced,
        since: this.#shown.since,
        isFailedOver: this.#isFailedOver,
        announced: this.#announcer.announced,
      },
      transitions: this.#announcer.announcements,
    };
  }

  /** Announces ends of silence before what was missed, each with what the connection is then; what becomes of it is announced in order of time. */
  announceReturns(returns: readonly TunnelAnnouncement[]): void {
    const silent = this.#steps
      .filter(({ after }) => presentOf(after.ipsec) === 'unknown')
      .map(({ after }) => [after.key, 'unknown'] as const);
    for (const one of [...returns].sort((a, b) => a.at - b.at)) {
      const values = new Map([...valuesAt(this.#histories.now, one.at), ...silent]);
      this.#announcer.ofTunnel(one, { ...this.#shown, values });
    }
  }

  /** Announces what was missed, and news that is out of order, in order of time: each with what the connection was then, up to the present. */
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
      for (const one of together) this.#announcer.ofTunnel(one, this.#shown);
      if (course.has(at))
        this.#announceThen(at, together.find(isIpsec)?.code ?? this.#histories.codeAt(at), {
          isNewFailover: failovers.has(at),
          isLate: !present.isNews || at < present.shown.since,
        });
    }
    this.#shown = present.shown;
    const { since } = present.shown;
    if (ipsec.length > 0) this.#announceThen(since, this.#histories.codeAt(since), { isNewFailover: false, isLate: !present.isNews });
    if (past.some(({ isLate }) => !isLate)) this.#takeOver(newFailovers(now, before, this.#roles, between).size > 0);
  }

  /** Whether the standby tunnel carries the traffic, with what has become of the present. */
  #takeOver(isTakenBack: boolean): void {
    this.#standbyCarries = this.#standbyCarriesWith(this.#shown.values);
    // A failover that was announced and turns out to be none, since both were down, stands for the one that ends that.
    const isStill = isTakenBack && this.#isFailedOver && this.#shown.condition === 'down';
    this.#isFailedOver = isStill || (this.#standbyCarries ?? this.#isFailedOver);
  }

  /** Announces what is news, in order of time, and what the connection is with it. */
  announceLive(live: readonly TunnelAnnouncement[]): void {
    const ordered = [...live].sort((a, b) => a.at - b.at);
    for (const at of [...new Set(ordered.map((one) => this.#histories.dateOf(one)))].sort((a, b) => a - b)) {
      const together = ordered.filter((one) => this.#histories.dateOf(one) === at);
      const changed = together.filter(isIpsec).map(({ tunnel, to }) => [tunnel, to] as const);
      this.#shown = { ...this.#shown, values: new Map([...this.#shown.values, ...changed]) };
      for (const one of together) this.#announcer.ofTunnel(one, this.#shown);
      // One tunnel may come up in the very instant the other goes down: that is no moment without a tunnel.
      if (changed.length > 0) this.#settle(Math.max(at, this.#shown.since), together.find(isIpsec)?.code);
    }
    const tunnels = this.#steps.map(({ after }) => after);
    this.#shown = { ...this.#shown, values: new Map(tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)])) };
    this.#settle(Math.max(this.#shown.since, ...tunnels.map(({ ipsec }) => ipsec?.since ?? 0)), undefined);
  }

  /** What the tunnels are with what is announced of the past, and whether the connection was not known to be that since then. */
  #presentAfter(past: readonly TunnelAnnouncement[]): { readonly shown: ShownConnection; readonly isNews: boolean } {
    const news = past.filter(({ isLate }) => !isLate);
    if (news.length === 0) return { shown: this.#shown, isNews: false };
    const values = new Map([...this.#shown.values, ...news.map(({ tunnel, to }) => [tunnel, to] as const)]);
    const condition = conditionOf([...values.values()]);
    const since = conditionSince(this.#histories.now, Infinity);
    return { shown: { values, condition, since }, isNews: condition !== this.#shown.condition };
  }

  /** Shows the tunnels as they were at an instant, with what is announced of it. */
  #showAt(at: number, announced: readonly TunnelAnnouncement[]): void {
    const values = new Map([...valuesAt(this.#histories.now, at), ...announced.map(({ tunnel, to }) => [tunnel, to] as const)]);
    this.#shown = { values, condition: conditionOf([...values.values()]), since: conditionSince(this.#histories.now, at) };
  }

  /** Announces what the connection was at an instant of the past, where that is not what was announced last. */
  #announceThen(
    at: number,
    code: Code | undefined,
    { isNewFailover, isLate }: { readonly isNewFailover: boolean; readonly isLate: boolean },
  ): void {
    if (this.#lastAnnounced === 'unknown') return;
    const { condition } = this.#shown;
    if (condition !== 'unknown' && condition !== this.#lastAnnounced) this.#announceCondition(this.#lastAnnounced, { at, code, isLate });
    if (isNewFailover) this.#announcer.failover({ at, code, isLate }, this.#shown);
  }

  /** Announces what the connection is with the tunnels as they are shown, where that is news. */
  #settle(at: number, code: Code | undefined): void {
    const { condition: before, since, values } = this.#shown;
    const now = conditionOf([...values.values()]);
    this.#shown = { values, condition: now, since: now === before ? since : at };
    const isSilent = this.#lastAnnounced === 'unknown' && !this.#settings.emitInitial;
    if (now !== 'unknown' && now !== this.#lastAnnounced) {
      if (isSilent) this.#lastAnnounced = now;
      else this.#announceCondition(now === before ? this.#lastAnnounced : before, { at, code, isLate: false });
    }
    const carries = this.#standbyCarriesWith(values);
    if (carries !== undefined && carries !== this.#standbyCarries) {
      if (carries && !this.#isFailedOver && !isSilent) this.#announcer.failover({ at, code, isLate: false }, this.#shown);
      this.#isFailedOver = carries;
    }
    this.#standbyCarries = carries;
  }

  #standbyCarriesWith(values: ReadonlyMap<string, Value>): boolean | undefined {
    const { active, standby } = this.#roles;
    return active === undefined || standby === undefined ? undefined : isFailover(values.get(active), values.get(standby));
  }

  #announceCondition(from: ConnectionCondition, occasion: Occasion): void {
    this.#announcer.condition(from, occasion, this.#shown);
    this.#lastAnnounced = this.#shown.condition;
  }
}
