// Rounds of a watch over a large fleet, in turns with JSON.parse of what the service answered in them.
import { setTimeout } from 'node:timers/promises';
import { type ApiRequest, type PollReport, type TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { rpcContent } from '../../../src/transport/rpc.ts';
import { median } from '../stats.ts';
import { input, printAndExit } from './print.ts';

/** How large a fleet is watched, and for how long. */
export interface WatchSpec {
  readonly tunnels: number;
  readonly rounds: number;
  /** Whether the watches write their state to a store after each round. */
  readonly isStored?: boolean;
}

/** What a round came to. */
export interface RoundFigures {
  /** Processor time of rounds without and with a poll of the topology, and of parsing what they were answered. */
  readonly round: { readonly oursMs: number; readonly parseMs: number; readonly ratio: number };
  readonly withTopology: { readonly oursMs: number; readonly parseMs: number; readonly ratio: number };
  /** All of them together, as often as each comes. */
  readonly cycle: { readonly oursMs: number; readonly parseMs: number; readonly ratio: number };
  readonly payloadMB: number;
  /** Processor time of a snapshot right after a round. */
  readonly snapshotMs: number;
  readonly heapBytesATunnel: number;
  /** Calls of each round after the first. */
  readonly calls: readonly { readonly billable: number; readonly all: number }[];
}

const { tunnels, rounds, isStored = false } = input() as WatchSpec;
const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28', cbn: '2017-09-12' };
const SNAPSHOT_EVERY = 5;
const BILLABLE = ['DescribeMetricLast', 'DescribeMetricList'];

const gateways = Array.from({ length: 40 }, (_, index) => ({ id: `vpn-bench${String(index).padStart(15, '0')}` }));
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: Date.UTC(2026, 0, 31, 12, 0, 5),
  credentials: 'any',
  gateways,
  connections: Array.from({ length: tunnels / 2 }, (_, index) => ({ gatewayId: gateways[index % gateways.length]!.id, bgp: true })),
});

/** What the service answers in a round, in the order of the requests of each operation: the service's own work is no part of what is measured. */
type Recorded = Map<string, { readonly request: ApiRequest; readonly text: string }[]>;
let recorded: Recorded = new Map();
const replayed = new Map<string, ApiRequest[]>();

function answerOf(request: ApiRequest): string {
  const { query = {}, body } = rpcContent(request);
  const answer = cloud.handle({
    method: 'POST',
    url: `/?${new URLSearchParams(query).toString()}`,
    headers: { 'x-acs-action': request.action, 'x-acs-version': VERSIONS[request.product] },
    body: body ? new URLSearchParams(body).toString() : '',
  });
  if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`${request.action} was not answered`);
  return answer.body;
}

function watchWith(textOf: (request: ApiRequest) => string): TunnelWatch {
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: cloud.clock,
    requestsPerSecond: 1_000_000,
    transport: {
      call: (request) => Promise.resolve({ status: 200, headers: {}, body: JSON.parse(textOf(request)) as Record<string, unknown> }),
    },
  });
  const store = { get: () => Promise.resolve(undefined), set: () => Promise.resolve() };
  const watch = monitor.watch(monitor.fleet(), isStored ? { store } : {});
  watch.on('error', (error) => {
    throw error;
  });
  return watch;
}

function parse(): void {
  for (const { text } of [...recorded.values()].flat()) {
    const { Datapoints: datapoints } = JSON.parse(text) as { Datapoints?: string };
    if (datapoints !== undefined) JSON.parse(datapoints);
  }
}

/** The heap after all that is not used is gone, so that nobody pays for the garbage of others. */
async function heap(): Promise<number> {
  globalThis.gc?.();
  globalThis.gc?.();
  // What the collector does beside the program is to be over too.
  await setTimeout(50);
  return process.memoryUsage().heapUsed;
}

async function measured(work: () => unknown): Promise<number> {
  await heap();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

// The service builds its tables with the first questions.
await watchWith(answerOf).poll();
const before = await heap();

// One watch asks the service, and the other, which is measured, gets the same answers.
const asking = watchWith((request) => {
  const text = answerOf(request);
  listOf(recorded, request.action).push({ request, text });
  return text;
});
const watch = watchWith((request) => {
  const { action } = request;
  const requests = listOf(replayed, action);
  const answer = recorded.get(action)?.[requests.push(request) - 1];
  if (!answer) throw new Error(`${action} was not asked before`);
  return answer.text;
});

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** That both asked the same is shown outside of what is measured: to compare long requests takes time. */
function checkReplay(): void {
  for (const [action, answers] of recorded) {
    if (JSON.stringify(answers.map(({ request }) => request)) !== JSON.stringify(replayed.get(action)))
      throw new Error(`${action} was asked in another way before`);
  }
}

const plain: { ours: number; parse: number }[] = [];
const listed: { ours: number; parse: number }[] = [];
const calls: { billable: number; all: number }[] = [];
const snapshots: number[] = [];
let payload = 0;
for (let round = 0; round < rounds; round++) {
  recorded = new Map();
  replayed.clear();
  await asking.poll();
  let report: PollReport | undefined;
  const ours = await measured(async () => {
    report = await watch.poll();
  });
  checkReplay();
  if (round % SNAPSHOT_EVERY === 0) snapshots.push(await measured(() => watch.snapshot()));
  if (report?.tunnels !== tunnels) throw new Error(`the round watched ${String(report?.tunnels)} tunnels where it wanted ${tunnels}`);
  const isListed = 'DescribeVpnConnections' in report.calls;
  // The first rounds compile the code.
  if (round > 2) (isListed ? listed : plain).push({ ours, parse: await measured(parse) });
  if (round > 0) {
    const counts = Object.entries(report.calls);
    calls.push({ all: sum(counts), billable: sum(counts.filter(([name]) => BILLABLE.includes(name))) });
  }
  if (!isListed) payload = textsOf(recorded);
  cloud.advance('1m');
}
// Two watches, each with the listing of its monitor.
recorded = new Map();
replayed.clear();
const heapBytesATunnel = ((await heap()) - before) / 2 / tunnels;
if (watch.snapshot().tunnels.size !== tunnels || asking.snapshot().tunnels.size !== tunnels) throw new Error('a watch has lost tunnels');

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}

function textsOf(of: Recorded): number {
  return [...of.values()].flat().reduce((total, { request, text }) => total + JSON.stringify(request).length + text.length, 0);
}

const figures = (of: readonly { ours: number; parse: number }[]): RoundFigures['round'] => ({
  oursMs: of.length > 0 ? median(of.map((one) => one.ours)) : 0,
  parseMs: of.length > 0 ? median(of.map((one) => one.parse)) : 0,
  ratio: of.length > 0 ? median(of.map((one) => one.ours / one.parse)) : 0,
});
const [round, withTopology] = [figures(plain), figures(listed)];
const every = plain.length + listed.length;
const oursMs = (round.oursMs * plain.length + withTopology.oursMs * listed.length) / every;
const parseMs = (round.parseMs * plain.length + withTopology.parseMs * listed.length) / every;
printAndExit({
  round,
  withTopology,
  cycle: { oursMs, parseMs, ratio: oursMs / parseMs },
  payloadMB: payload / 1e6,
  snapshotMs: median(snapshots),
  heapBytesATunnel,
  calls,
} satisfies RoundFigures);
