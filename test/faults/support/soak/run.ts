import {
  type PollReport,
  type StateStore,
  type Transition,
  type TunnelWatch,
  VpnMonitor,
  VpnMonitorError,
  type WatchSnapshot,
} from 'alicloud-vpn-monitor';
import { createSimulator, type FailureHandle, type Simulator } from 'alicloud-vpn-monitor/testing';
import { pushedBody, type PushShape } from '../../../../src/testing/events/pushed.ts';
import { directTransport } from '../../../support/direct-transport.ts';
import { Random } from '../random.ts';
import { CALM, clockOf, disturbed } from './disturbances.ts';
import { writeHistory } from './history.ts';
import { drawFailure, drawPlan, HOUR, MINUTE, type SoakPlan, type SoakSize } from './plan.ts';

/** A transition, and when it was announced. */
export interface Announced {
  readonly transition: Transition;
  /** By the service's time. */
  readonly knownAt: number;
  /** The round or push that it came with. */
  readonly step: number;
}

/** A round, and when it was by the service's time. */
export interface Round {
  readonly at: number;
  readonly report: PollReport;
}

/** What a watch was seen to do. */
export interface SoakRecord {
  readonly plan: SoakPlan;
  readonly cloud: Simulator;
  /** In order of emission. A transition announced again after a crash, with the id it had, is here once. */
  readonly announced: readonly Announced[];
  readonly announcedAgain: readonly Transition[];
  readonly rounds: readonly Round[];
  /** When the row of a connection lacked its tunnels, by connection. */
  readonly incomplete: ReadonlyMap<string, ReadonlySet<number>>;
  readonly snapshot: WatchSnapshot;
  /** What went to `error` and does not belong there. */
  readonly strange: readonly unknown[];
  readonly crashes: number;
}

const SHAPES: readonly PushShape[] = ['rule', 'subscription', 'queue', 'eventbridge'];
const MAX_GAP_MS = HOUR;

/** Runs what a seed stands for. */
export async function runSoak(seed: number, size: SoakSize): Promise<SoakRecord> {
  const random = new Random(seed);
  const plan = drawPlan(random, size);
  const cloud = createSimulator(plan.account);
  writeHistory(cloud, plan, random.fork());
  return await new Run(plan, cloud, random).run();
}

/** A watch on its way through time. */
class Run {
  readonly #plan: SoakPlan;
  readonly #cloud: Simulator;
  readonly #random: Random;
  readonly #announced = new Map<string, Announced>();
  readonly #announcedAgain: Transition[] = [];
  readonly #rounds: Round[] = [];
  readonly #incomplete = new Map<string, Set<number>>();
  /** When the row of a connection had its tunnels last. */
  readonly #complete = new Map<string, number>();
  readonly #rowDraws: Random;
  #step = 0;
  readonly #strange: unknown[] = [];
  readonly #kept = new Map<string, string>();
  /** Ids announced since the memory was saved: a watch that dies may announce them again. */
  #unsaved = new Set<string>();
  #forgotten = new Set<string>();
  #crashes = 0;
  #pushedUntil: number;
  #monitor: VpnMonitor;
  #watch: TunnelWatch;
  #failing: FailureHandle[] = [];

  constructor(plan: SoakPlan, cloud: Simulator, random: Random) {
    this.#plan = plan;
    this.#cloud = cloud;
    this.#random = random;
    this.#rowDraws = random.fork();
    this.#pushedUntil = cloud.now();
    [this.#monitor, this.#watch] = this.#begin();
  }

  async run(): Promise<SoakRecord> {
    const { endAt } = this.#plan;
    let calmUntil = this.#plan.startAt + 5 * MINUTE;
    for (;;) {
      const now = this.#cloud.now();
      this.#fail(now, now >= calmUntil);
      this.#step++;
      this.#rounds.push({ at: now, report: await this.#watch.poll() });
      for (const handle of this.#failing) handle.stop();
      this.#cloud.resetCalls();
      if (now >= endAt) break;
      const restarts = this.#random.chance(this.#plan.restarts);
      let step = this.#plan.pollMs + this.#random.whole(-this.#plan.jitterMs, this.#plan.jitterMs);
      if (this.#random.chance(this.#plan.gaps) || (restarts && this.#random.chance(0.7))) {
        step = this.#random.whole(MINUTE, MAX_GAP_MS);
        // An absence that ends in an outage is one of both lengths.
        if (!this.#plan.mayBeStale && this.#plan.outages.some(({ from, until }) => from < now + step + 5 * MINUTE && until > now))
          step = this.#plan.pollMs;
        calmUntil = now + step + 5 * MINUTE;
      }
      await this.#pass(now + step);
      if (restarts) await this.#restart();
    }
    const snapshot = this.#watch.snapshot();
    await this.#monitor.close();
    return {
      plan: this.#plan,
      cloud: this.#cloud,
      announced: [...this.#announced.values()],
      announcedAgain: this.#announcedAgain,
      rounds: this.#rounds,
      incomplete: this.#incomplete,
      snapshot,
      strange: this.#strange,
      crashes: this.#crashes,
    };
  }

  #begin(): [VpnMonitor, TunnelWatch] {
    const { emitInitial, pollMs, sources, staleAfterMs, topologyPollMs, restarts } = this.#plan;
    const { disturbances, stamp } = this.#plan;
    const transport =
      disturbances === CALM
        ? directTransport(this.#cloud)
        : disturbed(this.#cloud, disturbances, stamp, (connectionId) => this.#isIncomplete(connectionId));
    const monitor = new VpnMonitor({
      regionId: 'cn-hangzhou',
      transport,
      clock: clockOf(this.#cloud, disturbances),
      maxRetries: 0,
      requestsPerSecond: 1_000_000,
    });
    const store: StateStore = {
      get: (key) => Promise.resolve(this.#kept.get(key)),
      set: (key, value) => {
        this.#kept.set(key, value);
        this.#unsaved.clear();
        return Promise.resolve();
      },
    };
    const watch = monitor.watch(monitor.fleet(), {
      emitInitial,
      pollMs,
      sources,
      staleAfterMs,
      ...(topologyPollMs !== undefined && { topologyPollMs }),
      ...(restarts > 0 && { store }),
    });
    watch.on('error', (error) => {
      if (!VpnMonitorError.isInstance(error)) this.#strange.push(error);
    });
    watch.on('transition', (transition) => {
      const { id } = transition;
      this.#unsaved.add(id);
      const known = this.#announced.get(id);
      if (!known) this.#announced.set(id, { transition, knownAt: this.#cloud.now(), step: this.#step });
      else if (this.#forgotten.delete(id)) this.#announcedAgain.push(transition);
      else
        this.#strange.push(new Error(`the id ${id} was used twice: ${JSON.stringify(known.transition)} and ${JSON.stringify(transition)}`));
    });
    return [monitor, watch];
  }

  /** A connection that is listed for the first time is what its row says; and where rows alone tell, some must come in time. */
  #isIncomplete(connectionId: string): boolean {
    const now = this.#cloud.now();
    const times = this.#incomplete.get(connectionId) ?? new Set();
    this.#incomplete.set(connectionId, times);
    if (times.has(now)) return true;
    const { startAt, endAt, staleAfterMs, disturbances } = this.#plan;
    const isDue = now - (this.#complete.get(connectionId) ?? 0) > staleAfterMs / 4;
    const isIncomplete =
      now >= startAt + 5 * MINUTE && now <= endAt - 15 * MINUTE && !isDue && this.#rowDraws.chance(disturbances.incomplete);
    if (isIncomplete) times.add(now);
    else this.#complete.set(connectionId, now);
    return isIncomplete;
  }

  #fail(now: number, isCalmOver: boolean): void {
    const { bursts, outages } = this.#plan;
    this.#failing = outages
      .filter(({ from, until }) => now >= from && now < until)
      .flatMap(({ product, failure }) => actionsOf(product).map((action) => this.#cloud.fail({ ...failure, action, times: Infinity })));
    if (isCalmOver && now < this.#plan.endAt - this.#plan.settleMs && this.#random.chance(bursts)) {
      this.#failing.push(
        this.#cloud.fail({ ...drawFailure(this.#random), times: this.#random.whole(1, 6), skip: this.#random.whole(0, 8) }),
      );
    }
  }

  /** Lets time pass. Events that are pushed come in between. */
  async #pass(until: number): Promise<void> {
    const { pushed, endAt, settleMs, startAt } = this.#plan;
    if (pushed === 0 || this.#cloud.now() < startAt + MINUTE) {
      this.#advance(until);
      return;
    }
    // Nobody receives while nobody polls.
    const receives = until - this.#cloud.now() < 10 * MINUTE && this.#cloud.now() < endAt - settleMs + 10 * MINUTE;
    const stops = receives
      ? Array.from({ length: this.#random.whole(0, 2) }, () => this.#random.whole(this.#cloud.now(), until)).sort((a, b) => a - b)
      : [];
    for (const stop of stops) {
      this.#advance(stop);
      await this.#push();
    }
    this.#advance(until);
    if (!receives) this.#pushedUntil = this.#cloud.now();
  }

  #advance(until: number): void {
    if (until > this.#cloud.now()) this.#cloud.advance(until - this.#cloud.now());
  }

  async #push(): Promise<void> {
    const now = this.#cloud.now();
    const rows = this.#events(this.#pushedUntil, now).filter(() => this.#random.chance(this.#plan.pushed));
    // Some come twice, and not in order.
    if (rows.length > 0 && this.#random.chance(0.2)) rows.push(this.#random.pick(rows));
    if (this.#random.chance(0.3)) rows.reverse();
    for (const row of rows) {
      this.#step++;
      await this.#watch.ingest(pushedBody(row, this.#random.pick(SHAPES), this.#cloud.credentials.accessKeyId).body);
    }
    this.#pushedUntil = now - (this.#plan.account.events?.publicationDelayMs ?? 0);
  }

  #events(from: number, until: number): Record<string, unknown>[] {
    if (from >= until) return [];
    const params = new URLSearchParams({ StartTime: String(from), EndTime: String(until), PageSize: '100' });
    const answer = this.#cloud.handle({
      method: 'POST',
      url: `/?${params.toString()}`,
      headers: { 'x-acs-action': 'DescribeSystemEventAttribute', 'x-acs-version': '2019-01-01' },
      body: '',
    });
    if (answer.kind !== 'answer' || answer.status !== 200) throw new Error('the simulator does not say which events there are');
    const body = JSON.parse(answer.body) as { SystemEvents: { SystemEvent: Record<string, unknown>[] } };
    const { eventsAheadMs } = this.#plan.disturbances;
    return body.SystemEvents.SystemEvent.reverse().map((row) => ({ ...row, Time: Number(row['Time']) + eventsAheadMs }));
  }

  async #restart(): Promise<void> {
    if (this.#random.chance(0.5)) {
      await this.#watch.stop();
    } else {
      this.#crashes++;
      for (const id of this.#unsaved) this.#forgotten.add(id);
    }
    this.#unsaved.clear();
    // A watch that dies takes no leave; its monitor here has nothing under way.
    [this.#monitor, this.#watch] = this.#begin();
  }
}

const ACTIONS = {
  cms: [
    'DescribeMetricLast',
    'DescribeMetricList',
    'DescribeMetricMetaList',
    'DescribeSystemEventAttribute',
    'DescribeSystemEventMetaList',
  ],
  vpc: ['DescribeVpnConnections', 'DescribeVpnConnection', 'DescribeVpnGateways'],
};

function actionsOf(product: 'cms' | 'vpc' | 'both'): readonly string[] {
  return product === 'both' ? [...ACTIONS.cms, ...ACTIONS.vpc] : ACTIONS[product];
}
