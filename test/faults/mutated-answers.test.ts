// Whatever the service answers, a call ends with a value or a VpnMonitorError, never with an error of the language's own.
import { type ApiRequest, Quantity, TunnelMetric, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { rpcContent } from '../../src/transport/rpc.ts';
import { mutator } from '../support/mutator.ts';

// A run of 200 000 takes about five minutes.
const COUNT = Number(process.env['ANSWER_MUTATIONS'] ?? 1_000);
const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28', cbn: '2017-09-12' };

const { next, pick, spoil, garble } = mutator(Number(process.env['ANSWER_SEED'] ?? 20_260_131));

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:05Z',
  credentials: 'any',
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
cloud.tunnel('tun-1').down();
cloud.advance('2m');
cloud.tunnel('tun-1').up();
cloud.advance('5m');

const answers = new Map<string, string>();

function answerOf(request: ApiRequest): string {
  const key = JSON.stringify(request);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const { query = {}, body } = rpcContent(request);
  const headers = { 'x-acs-action': request.action, 'x-acs-version': VERSIONS[request.product] };
  const answer = cloud.handle({
    method: 'POST',
    url: `/?${new URLSearchParams(query).toString()}`,
    headers,
    body: body ? new URLSearchParams(body).toString() : '',
  });
  if (answer.kind !== 'answer') throw new Error(`${request.action} was not answered`);
  answers.set(key, answer.body);
  return answer.body;
}

function mutated(text: string): unknown {
  const how = next();
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (how < 0.5) return spoil(body);
  const { Datapoints: points } = body;
  if (how < 0.7 && typeof points === 'string')
    return { ...body, Datapoints: next() < 0.5 ? garble(points) : JSON.stringify(spoil(JSON.parse(points))) };
  return how < 0.8 ? garble(text) : body;
}

async function polled(monitor: VpnMonitor): Promise<void> {
  const watch = monitor.watch(monitor.fleet());
  watch.on('error', (error) => {
    if (!VpnMonitorError.isInstance(error)) throw error;
  });
  await watch.poll();
  JSON.stringify(watch.snapshot());
}

const WORK: Readonly<Record<string, (monitor: VpnMonitor) => Promise<unknown>>> = {
  latest: (monitor) => tunnelOf(monitor).latest(),
  range: (monitor) => tunnelOf(monitor).last('30m').toArray({ limit: 100_000 }),
  top: (monitor) => tunnelOf(monitor).top(),
  export: (monitor) => drained(tunnelOf(monitor).last('30m').export()),
  fleet: (monitor) => monitor.fleet().metric(Quantity.State).latest(),
  events: (monitor) => monitor.events().last('1h').toArray({ limit: 100_000 }),
  connections: (monitor) => monitor.topology.connections().toArray(),
  gateways: (monitor) => monitor.topology.gateways().toArray(),
  resolve: (monitor) => monitor.topology.resolve('tun-1'),
  watch: polled,
};

async function drained(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

function tunnelOf(monitor: VpnMonitor) {
  return monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(TunnelMetric.State, TunnelMetric.InboundRate);
}

test(`${COUNT} mutated answers end in a value or a VpnMonitorError`, { timeout: 3_600_000 }, async () => {
  const ended = { well: 0, typed: 0 };
  for (let run = 0; run < COUNT; run++) {
    const [name, work] = pick(Object.entries(WORK));
    await using monitor = new VpnMonitor({
      regionId: 'cn-hangzhou',
      clock: cloud.clock,
      requestsPerSecond: 1_000_000,
      // What may pass is not tried again.
      totalTimeoutMs: 1,
      transport: { call: (request) => Promise.resolve({ status: 200, headers: {}, body: mutated(answerOf(request)) }) },
    });
    try {
      await work(monitor);
      ended.well++;
    } catch (error) {
      if (!VpnMonitorError.isInstance(error)) throw new Error(`${name}, run ${run}`, { cause: error });
      ended.typed++;
    }
  }
  expect(ended.well).toBeGreaterThan(COUNT / 10);
  expect(ended.typed).toBeGreaterThan(COUNT / 10);
});
