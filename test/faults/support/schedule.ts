import { type MetricPoint, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { vi } from 'vitest';
import { pause } from '../../../src/internal/abort.ts';
import { directTransport } from '../../support/direct-transport.ts';
import { type Arrival, drawAccount, drawQuestion, findLies, type Question, seriesKey, type TrueSeries, truthOf } from './account.ts';
import { faultyTransport, type Weather } from './faulty-transport.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a schedule came to. */
export interface Outcome {
  readonly mode: 'range' | 'backfill' | 'follow';
  readonly question: string;
  /** What went wrong; `undefined` if all is well. */
  readonly problem: string | undefined;
  readonly points: number;
  readonly late: number;
  /** Whether a range ended with an error, as it should when its retries are spent. */
  readonly threw: boolean;
  readonly faults: ReadonlyMap<string, number>;
}

interface Stage {
  readonly random: Random;
  readonly cloud: Simulator;
  readonly monitor: VpnMonitor;
  readonly question: Question;
  readonly weather: Weather;
  readonly time: VirtualTime;
}

/** Loads what the monitor loads on first use: reading a file takes real time, which virtual time does not wait for. */
export async function warmUp(): Promise<void> {
  const cloud = createSimulator({ ...drawAccount(new Random(0)), data: {} });
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock });
  await monitor.fleet().metric('state').last('5m').toArray({ limit: 100 });
}

/** Runs the schedule that a seed stands for: an account, a question, and what goes wrong meanwhile. */
export async function runSchedule(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const account = drawAccount(random);
  const question = drawQuestion(random, account);
  const mode = random.pick(['range', 'backfill', 'follow', 'follow'] as const);
  const cloud = createSimulator(account);
  const weather: Weather = {
    failing: random.pick([0, 0.02, 0.1, 0.3]),
    tokens: random.pick([0, 0.1, 0.5]),
    latencyMs: random.pick([0, 20, 300]),
  };
  const transport = faultyTransport(cloud, random.fork(), weather);
  using time = new VirtualTime((ms) => cloud.advance(ms));
  using _chance = seededChance(random.fork());
  await using monitor = new VpnMonitor({
    regionId: account.regionId,
    transport,
    clock: cloud.clock,
    attemptTimeoutMs: 5_000,
    maxRetries: random.pick([0, 1, 3]),
    requestsPerSecond: 100_000,
  });
  const stage: Stage = { random, cloud, monitor, question, weather, time };
  const { problem, arrivals, threw } = mode === 'follow' ? await runFollow(stage) : await runRange(stage, mode);
  await monitor.close();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  const left = time.pending > 0 ? `${time.pending} timers are left when the monitor is closed` : undefined;
  return {
    mode,
    question: question.name,
    problem: problem ?? left,
    points: arrivals.length,
    late: arrivals.filter(({ point }) => point.late).length,
    threw,
    faults: transport.hits,
  };
}

/** Back-offs draw from the seed as well. */
function seededChance(random: Random): Disposable {
  const spy = vi.spyOn(Math, 'random').mockImplementation(() => random.next());
  return {
    [Symbol.dispose]: () => {
      spy.mockRestore();
    },
  };
}

interface Result {
  readonly problem: string | undefined;
  readonly arrivals: readonly Arrival[];
  readonly threw: boolean;
}

/** Reads to the end or to the error; sometimes stops to do something else. */
async function read(
  stage: Stage,
  points: AsyncIterable<MetricPoint>,
  dawdle: () => boolean,
): Promise<{ arrivals: Arrival[]; error: unknown }> {
  const arrivals: Arrival[] = [];
  const random = stage.random.fork();
  let pauses = 0;
  const reading = (async () => {
    for await (const point of points) {
      arrivals.push({ point, at: stage.cloud.now() });
      if (pauses < 20 && dawdle() && random.chance(0.05)) {
        pauses++;
        await pause(random.whole(1, 3_000));
      }
    }
  })();
  const error: unknown = await stage.time.until(
    reading.then(
      () => undefined,
      (thrown: unknown) => thrown ?? new Error('nothing was thrown'),
    ),
  );
  return { arrivals, error };
}

async function runRange(stage: Stage, mode: 'range' | 'backfill'): Promise<Result> {
  const { random, cloud, monitor, question } = stage;
  const period = random.pick([60, 60, 60, 300]);
  const end = cloud.now() - (random.chance(0.5) ? 0 : random.whole(0, 2 * HOUR));
  const span = mode === 'range' ? random.whole(1, random.pick([3, 12, 72])) * HOUR : random.whole(30, 72) * HOUR;
  const start = end - span - random.whole(0, MINUTE);
  const askedAt = cloud.now();
  const { arrivals, error } = await read(stage, question.query(monitor).between(start, end).period(period), () => true);
  const threw = error !== undefined;
  const problem = (): string | undefined => {
    if (threw && !VpnMonitorError.isInstance(error))
      return `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error'}`;
    const truth = truthOf(cloud, question, start, end, period);
    return findLies(arrivals, truth) ?? findGaps(arrivals, truth, askedAt, threw);
  };
  return { problem: problem(), arrivals, threw };
}

/** What is out of order or missing: before an error each series may end early, but must have no hole. */
function findGaps(
  arrivals: readonly Arrival[],
  truth: ReadonlyMap<string, TrueSeries>,
  askedAt: number,
  endsEarly: boolean,
): string | undefined {
  const came = new Map<string, number[]>();
  for (const { point } of arrivals) {
    const key = seriesKey(point);
    const timestamps = came.get(key) ?? [];
    came.set(key, timestamps);
    if (point.late) return `${key} is marked late in a range`;
    if (point.timestamp <= (timestamps.at(-1) ?? -Infinity)) return `${key} ${point.timestamp} is out of order`;
    timestamps.push(point.timestamp);
  }
  for (const [key, { points }] of truth) {
    const timestamps = new Set(came.get(key));
    const last = endsEarly ? (came.get(key)?.at(-1) ?? -Infinity) : Infinity;
    for (const { timestamp, publishedAt } of points.values()) {
      if (publishedAt <= askedAt && timestamp <= last && !timestamps.has(timestamp))
        return `${key} ${new Date(timestamp).toISOString()} is missing`;
    }
  }
  return undefined;
}

async function runFollow(stage: Stage): Promise<Result> {
  const { random } = stage;
  const options = {
    pollMs: random.pick([7_000, 30_000, MINUTE, 5 * MINUTE]),
    lagMs: random.pick([0, MINUTE, 180_000]),
    overlapMs: random.pick([0, 2 * MINUTE, 5 * MINUTE, 20 * MINUTE]),
  };
  const first = await followOnce(stage, options, stage.cloud.now() - random.whole(0, 3) * HOUR - random.whole(0, MINUTE));
  if (first.problem !== undefined || random.chance(0.5)) return first;
  const newest = Math.max(...first.arrivals.map(({ point }) => point.timestamp));
  if (!Number.isFinite(newest)) return first;
  // Some time passes before the program is started again.
  if (random.chance(0.5)) stage.cloud.advance(random.whole(1, 3 * HOUR));
  const second = await followOnce(stage, options, newest);
  return {
    problem: second.problem === undefined ? undefined : `resumed: ${second.problem}`,
    arrivals: [...first.arrivals, ...second.arrivals],
    threw: false,
  };
}

type Paces = Readonly<Record<'pollMs' | 'lagMs' | 'overlapMs', number>>;

/** Follows through bad weather and then fair, and says what is wrong with what came. */
async function followOnce(stage: Stage, options: Paces, from: number): Promise<Result> {
  const { random, cloud, monitor, question, weather } = stage;
  const { pollMs, lagMs, overlapMs } = options;
  const before = { ...weather };
  const badMs = random.whole(3, 60) * pollMs;
  const outage = random.chance(0.3) ? { at: random.whole(0, badMs), ms: random.whole(1, 10) * pollMs } : undefined;
  // What lies within reach when the weather clears is read twice over before the stream ends.
  const fairMs = 2 * (lagMs + overlapMs) + 5 * pollMs + 4 * MINUTE;
  const stopped = new AbortController();
  const reason = new Error('the test is over');
  let fair = false;
  setTimeout(() => {
    fair = true;
    Object.assign(weather, { failing: 0, tokens: 0, latencyMs: 0 });
  }, badMs);
  if (outage) {
    setTimeout(() => (weather.failing = fair ? 0 : 1), outage.at);
    setTimeout(() => (weather.failing = fair ? 0 : before.failing), outage.at + outage.ms);
  }
  setTimeout(
    () => {
      stopped.abort(reason);
    },
    badMs + fairMs + (outage?.ms ?? 0),
  );
  const { arrivals, error } = await read(
    stage,
    question
      .query(monitor)
      .signal(stopped.signal)
      .follow({ ...options, from }),
    () => !fair,
  );
  const endedAt = cloud.now();
  Object.assign(weather, before);
  const problem = (): string | undefined => {
    if (error !== reason)
      return `it ended with ${error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error'}`;
    const truth = truthOf(cloud, question, from, endedAt, 60);
    // In fair weather a poll takes no time, so one has begun within this.
    const lastPoll = endedAt - pollMs - 1;
    return findLies(arrivals, truth) ?? findMissed(arrivals, truth, { lastPoll, lagMs, overlapMs }) ?? findLateness(arrivals);
  };
  return { problem: problem(), arrivals, threw: false };
}

/** A point has to come if it was published while a poll could still reach it, whichever polls failed. */
function findMissed(
  arrivals: readonly Arrival[],
  truth: ReadonlyMap<string, TrueSeries>,
  { lastPoll, lagMs, overlapMs }: { readonly lastPoll: number; readonly lagMs: number; readonly overlapMs: number },
): string | undefined {
  const came = new Set(arrivals.map(({ point }) => `${seriesKey(point)} ${point.timestamp}`));
  for (const [key, { points }] of truth) {
    for (const { timestamp, publishedAt } of points.values()) {
      const reachable = publishedAt <= timestamp + lagMs + overlapMs && Math.max(publishedAt, timestamp + lagMs) <= lastPoll;
      if (reachable && !came.has(`${key} ${timestamp}`))
        return `${key} ${new Date(timestamp).toISOString()} was published in time and is missing`;
    }
  }
  return undefined;
}

function findLateness(arrivals: readonly Arrival[]): string | undefined {
  const newest = new Map<string, number>();
  for (const { point } of arrivals) {
    const key = seriesKey(point);
    const before = newest.get(key) ?? -Infinity;
    const isLate = point.timestamp < before;
    if (isLate !== (point.late ?? false))
      return `${key} ${new Date(point.timestamp).toISOString()} is ${isLate ? 'late but not marked' : 'marked late but newer than all before'}`;
    newest.set(key, Math.max(before, point.timestamp));
  }
  return undefined;
}
