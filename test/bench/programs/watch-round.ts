// Rounds of a watch over a large fleet, in turns with JSON.parse of what the service answered in them.
// The service is in this process and its time is left out: what is measured is the client.
import { VpnMonitor, type ApiRequest } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { rpcContent } from '../../../src/transport/rpc.ts';
import { median } from '../stats.ts';
import { input, printAndExit } from './print.ts';

/** How large a fleet is watched, and for how long. */
export interface WatchSpec {
  readonly tunnels: number;
  readonly rounds: number;
}

/** What a round came to. */
export interface RoundFigures {
  /** Processor time of rounds without and with a poll of the topology, and of parsing what they were answered. */
  readonly round: { readonly oursMs: number; readonly parseMs: number; readonly ratio: number };
  readonly withTopology: { readonly oursMs: number; readonly parseMs: number; readonly ratio: number };
  readonly payloadMB: number;
  readonly heapBytesATunnel: number;
  /** Calls of each round after the first. */
  readonly calls: readonly { readonly billable: number; readonly all: number }[];
}

const { tunnels, rounds } = input() as WatchSpec;
const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28' };
const BILLABLE = ['DescribeMetricLast', 'DescribeMetricList'];

const gateways = Array.from({ length: 40 }, (_, index) => ({ id: `vpn-bench${String(index).padStart(15, '0')}` }));
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: Date.UTC(2026, 0, 31, 12, 0, 5),
  credentials: 'any',
  gateways,
  connections: Array.from({ length: tunnels / 2 }, (_, index) => ({ gatewayId: gateways[index % gateways.length]!.id, bgp: true })),
});

let answers: string[] = [];
let serviceMicros = 0;

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

function micros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const monitor = new VpnMonitor({
  regionId: 'cn-hangzhou',
  clock: cloud.clock,
  requestsPerSecond: 1_000_000,
  transport: {
    call(request) {
      const start = micros();
      const body = answerOf(request);
      serviceMicros += micros() - start;
      answers.push(body);
      return Promise.resolve({ status: 200, headers: {}, body: JSON.parse(body) as Record<string, unknown> });
    },
  },
});

function parse(texts: readonly string[]): number {
  let rows = 0;
  for (const text of texts) {
    const { Datapoints: datapoints } = JSON.parse(text) as { Datapoints?: string };
    if (datapoints !== undefined) rows += (JSON.parse(datapoints) as unknown[]).length;
  }
  return rows;
}

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

// The service builds its tables with the first questions, and listings stay in the monitor's memory: neither is the watch's.
for await (const _ of monitor.topology.connections());
await monitor.fleet({ per: 'tunnel' }).metric('state', 'bgpState').latest();
answers = [];
const before = heap();

const watch = monitor.watch(monitor.fleet());
watch.on('error', (error) => {
  throw error;
});
const plain: { ours: number; parse: number }[] = [];
const listed: { ours: number; parse: number }[] = [];
const calls: { billable: number; all: number }[] = [];
let payload = 0;
for (let round = 0; round < rounds; round++) {
  answers = [];
  serviceMicros = 0;
  const start = micros();
  const report = await watch.poll();
  const ours = (micros() - start - serviceMicros) / 1000;
  const parseStart = micros();
  parse(answers);
  const parsed = (micros() - parseStart) / 1000;
  const isListed = 'DescribeVpnConnections' in report.calls;
  if (round > 2) (isListed ? listed : plain).push({ ours, parse: parsed });
  if (round > 0) {
    const all = Object.values(report.calls).reduce((sum, count) => sum + count, 0);
    calls.push({ all, billable: Object.entries(report.calls).reduce((sum, [name, count]) => sum + (BILLABLE.includes(name) ? count : 0), 0) });
  }
  if (!isListed) payload = answers.reduce((sum, text) => sum + text.length, 0);
  if (report.tunnels !== tunnels) throw new Error(`the round watched ${report.tunnels} tunnels where it wanted ${tunnels}`);
  cloud.advance('1m');
}
answers = [];
const heapBytesATunnel = (heap() - before) / tunnels;
// Kept alive to here.
if (watch.snapshot().tunnels.size !== tunnels) throw new Error('the watch has lost tunnels');

const figures = (of: readonly { ours: number; parse: number }[]): RoundFigures['round'] => ({
  oursMs: of.length > 0 ? median(of.map((one) => one.ours)) : 0,
  parseMs: of.length > 0 ? median(of.map((one) => one.parse)) : 0,
  ratio: of.length > 0 ? median(of.map((one) => one.ours / one.parse)) : 0,
});
printAndExit({ round: figures(plain), withTopology: figures(listed), payloadMB: payload / 1e6, heapBytesATunnel, calls } satisfies RoundFigures);
