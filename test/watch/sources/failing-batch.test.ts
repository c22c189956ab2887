import type { ApiRequest, ApiResponse, Transport, WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { directTransport } from '../../support/direct-transport.ts';
import { hear, monitorOf, NOW, REGION } from '../support/watched.ts';

const MINUTE = 60_000;
type Named = (dimensions: string | undefined, request: ApiRequest) => boolean;

/** A region of so many tunnels that those of a gateway are asked for in batches: sixty connections of two tunnels, among 1,500. */
function largeRegion(options: Partial<SimulatorOptions> = {}): Simulator {
  const connections = Array.from({ length: 1_500 }, (_, index) => ({
    id: `vco-${index}`,
    gatewayId: index < 60 ? 'vpn-1' : 'vpn-2',
    mode: 'dual' as const,
    tunnels: [{ id: `tun-${index}a` }, { id: `tun-${index}b` }],
  }));
  return createSimulator({
    regionId: REGION,
    now: NOW + 10_000,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections,
    data: { publicationDelayMs: 5_000 },
    ...options,
  });
}

/** A service that answers metric requests which a rule names with an error. */
interface BreakingService {
  readonly transport: Transport;
  readonly asked: ApiRequest[];
  isBroken: Named;
  answer: ApiResponse;
}

function breaking(cloud: Simulator): BreakingService {
  const direct = directTransport(cloud);
  const service: BreakingService = {
    asked: [],
    isBroken: () => false,
    answer: { status: 500, headers: {}, body: { Code: 'InternalError', Message: 'The request has failed.', RequestId: 'REQ' } },
    transport: {
      call: async (request, options) => {
        if (!request.action.startsWith('DescribeMetricL')) return await direct.call(request, options);
        service.asked.push(request);
        const { Dimensions: dimensions } = request.params;
        return service.isBroken(typeof dimensions === 'string' ? dimensions : undefined, request)
          ? service.answer
          : await direct.call(request, options);
      },
    },
  };
  return service;
}

const naming =
  (...ids: readonly string[]): Named =>
  (dimensions) =>
    ids.some((id) => dimensions?.includes(`"${id}"`));

interface Run {
  /** One round after another, each with the calls it took, the errors it told and the datapoints it read. */
  readonly rounds: (
    count: number,
    happens?: (round: number) => void,
  ) => Promise<readonly { readonly calls: number; readonly points: number; readonly errors: readonly string[] }[]>;
  /** Transitions of tunnels, such as `5 tunnel:down tun-1a +2`: the minute it happened in, and minutes until it was told. */
  readonly told: () => readonly string[];
  readonly service: BreakingService;
  readonly ipsec: (tunnel: string) => string | undefined;
}

function run(cloud: Simulator, options: WatchOptions = {}, minutes = 1, gateway = 'vpn-1'): Run {
  const service = breaking(cloud);
  const monitor = monitorOf(cloud, { transport: service.transport });
  const watch = monitor.watch(gateway === 'all' ? monitor.fleet() : monitor.gateway(gateway), { sources: ['metrics'], ...options });
  const heard = hear(watch);
  let from = 0;
  return {
    service,
    ipsec: (tunnel) => watch.snapshot().tunnels.get(tunnel)?.ipsec,
    told: () => {
      const fresh = heard.transitions.slice(from);
      from = heard.transitions.length;
      return fresh
        .filter(({ type }) => type.startsWith('tunnel:'))
        .map(
          ({ at, observedAt, type, resource, late }) =>
            `${Math.floor((at - NOW) / MINUTE)} ${type} ${'tunnelId' in resource ? String(resource.tunnelId) : ''} +${Math.round((observedAt - at) / MINUTE)}${late ? ' late' : ''}`,
        );
    },
    rounds: async (count, happens = () => undefined) => {
      const rounds = [];
      for (let round = 0; round < count; round++) {
        happens(round);
        const [calls, errors] = [service.asked.length, heard.errors.length];
        await watch.poll();
        rounds.push({
          calls: service.asked.length - calls,
          points: heard.polls.at(-1)?.points ?? 0,
          errors: heard.errors.slice(errors).map((error) => (error as Error).message),
        });
        cloud.advance(minutes * MINUTE);
      }
      return rounds;
    },
  };
}

/** A tunnel is down for a minute; every minute another, so that all have been after as many rounds. */
function outages(cloud: Simulator, tunnelOf: (index: number) => string): (round: number) => void {
  return (round) => {
    const at = cloud.now() - 5_000;
    cloud.tunnel(tunnelOf(round)).down({ at });
    if (round > 0) cloud.tunnel(tunnelOf(round - 1)).up({ at });
  };
}

/** The 120 tunnels of the gateway in an order that goes through all batches, without the one that breaks. */
const good = Array.from({ length: 120 }, (_, index) => (index * 7) % 120)
  .map((index) => `tun-${Math.floor(index / 2)}${index % 2 === 0 ? 'a' : 'b'}`)
  .filter((id) => id !== 'tun-30a');

const callsOf = (rounds: readonly { readonly calls: number }[]): readonly number[] => rounds.map(({ calls }) => calls);
const about = (changes: readonly string[], tunnel: string): readonly string[] => changes.filter((change) => change.includes(tunnel));

describe('of 120 tunnels in three batches one breaks each request that names it', () => {
  test('what happens to the others is told as if nothing had been broken, for few more calls', async () => {
    const [cloud, other] = [largeRegion(), largeRegion()];
    const [broken, control] = [run(cloud), run(other)];
    // The first answer for the whole account shows how large it is; from then on it takes three batches.
    expect(callsOf(await broken.rounds(4)).slice(1)).toEqual([3, 3, 3]);
    await control.rounds(4);
    broken.service.isBroken = naming('tun-30a');
    // What shares its request is read one round later at first, and up to seven later as it is found.
    const during = await broken.rounds(
      180,
      outages(cloud, (round) => good[round % good.length]!),
    );
    await control.rounds(
      180,
      outages(other, (round) => good[round % good.length]!),
    );
    const [changes, expected] = [broken.told(), control.told()];
    expect(
      changes
        .filter((change) => !change.includes('tun-30a'))
        .map((change) => change.replace(/ \+.*/, ''))
        .sort(),
    ).toEqual(expected.map((change) => change.replace(/ \+.*/, '')).sort());
    const delays = changes.filter((change) => !expected.includes(change) && !change.includes('tun-30a'));
    for (const delayed of delays)
      expect([Number(delayed.split(' ')[0]) <= 12, Number(/\+(\d+)/.exec(delayed)![1]) <= 2 + 7], delayed).toEqual([true, true]);
    expect(about(changes, 'tun-30a')).toEqual([expect.stringContaining('tunnel:stale')]);
    // One of six pieces more each round until it stands alone; then it alone, every tenth round.
    expect(Math.max(...callsOf(during))).toBeLessThanOrEqual(3 + 6);
    const alone = during.findIndex(({ errors }) => errors.some((error) => error.includes('of tun-30a could')));
    expect(alone).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(50)));
    const late = callsOf(during).slice(40);
    expect([Math.max(...late), late.filter((calls) => calls > 3).length]).toEqual([4, late.length / 10]);
    // One error a round while it is looked for, and one for each try after that.
    expect(during.every(({ errors }) => errors.length <= 1)).toBe(true);
    expect(
      during
        .slice(alone + 1)
        .flatMap(({ errors }) => errors)
        .filter((error) => !error.includes('of tun-30a could')),
    ).toEqual([]);
  });

  test('when it can be read again it comes back by itself, with what has happened to it meanwhile', async () => {
    const cloud = largeRegion();
    const { rounds, service, told } = run(cloud, { staleAfterMs: 86_400_000 });
    await rounds(4);
    service.isBroken = naming('tun-30a');
    await rounds(30);
    cloud.tunnel('tun-30a').down({ at: cloud.now() - 20_000 });
    await rounds(60);
    cloud.tunnel('tun-30a').up({ at: cloud.now() - 20_000 });
    await rounds(30);
    expect(told()).toEqual([]);
    service.isBroken = () => false;
    const after = await rounds(24);
    expect(told()).toEqual(
      ['34 tunnel:down tun-30a', '94 tunnel:up tun-30a'].map((change) => expect.stringMatching(new RegExp(`^${change} .*`)) as unknown),
    );
    // It is asked for by itself until it can be trusted.
    expect([Math.max(...callsOf(after)), callsOf(after).at(-1)]).toEqual([4, 3]);
    expect(after.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test('after a pause the others catch up', async () => {
    const cloud = largeRegion();
    const { rounds, service, told } = run(cloud, { staleAfterMs: 86_400_000 });
    await rounds(4);
    service.isBroken = naming('tun-30a');
    for (const [index, tunnel] of good.entries()) {
      const at = cloud.now() + (2 + (index % 25)) * MINUTE;
      cloud
        .tunnel(tunnel)
        .down({ at })
        .up({ at: at + 90_000 });
    }
    cloud.advance(30 * MINUTE);
    const [first, ...later] = await rounds(10);
    const changes = told();
    for (const tunnel of good)
      expect(
        about(changes, tunnel).map((change) => change.split(' ')[1]),
        tunnel,
      ).toEqual(['tunnel:down', 'tunnel:up']);
    expect(about(changes, 'tun-30a')).toEqual([]);
    expect(first!.errors).toEqual([expect.stringContaining('could not be read while it could of others')]);
    // 120 series over half an hour are three pages.
    expect(Math.max(...callsOf([first!, ...later]))).toBeLessThanOrEqual(4 + 6);
    expect(
      callsOf(await rounds(30))
        .slice(-10)
        .filter((calls) => calls > 3),
    ).toHaveLength(1);
  });

  test.each([2, 5])('a watch that asks every %d minutes, and so for ranges alone, reads the others on', async (minutes) => {
    const cloud = largeRegion();
    const { rounds, service, told } = run(cloud, { pollMs: minutes * MINUTE, staleAfterMs: 86_400_000 }, minutes);
    await rounds(4);
    const before = callsOf(await rounds(4));
    service.isBroken = naming('tun-30a');
    await rounds(30);
    told();
    cloud.tunnel('tun-31b').down({ at: cloud.now() - 10_000 });
    cloud.tunnel('tun-2a').down({ at: cloud.now() - 10_000 });
    const during = await rounds(30);
    expect(
      told()
        .map((change) => change.split(' ').slice(1, 3).join(' '))
        .sort(),
    ).toEqual(['tunnel:down tun-2a', 'tunnel:down tun-31b']);
    expect(Math.max(...callsOf(during))).toBeLessThanOrEqual(Math.max(...before) + 1);
  });
});

test('a batch that fails once is read on with the next round, and nothing is split', async () => {
  const cloud = largeRegion();
  const { rounds, service, told } = run(cloud);
  await rounds(4);
  service.isBroken = naming('tun-30a');
  cloud.tunnel('tun-31b').down({ at: cloud.now() - 20_000 });
  await rounds(1);
  service.isBroken = () => false;
  expect(callsOf(await rounds(10))).toEqual(Array.from({ length: 10 }, () => 3));
  expect(told()).toEqual(['4 tunnel:down tun-31b +1']);
});

test('where a whole account fails to be answered at once, it is asked for in batches, and now and then at once again', async () => {
  const connections = Array.from({ length: 60 }, (_, index) => ({
    id: `vco-${index}`,
    gatewayId: 'vpn-1',
    mode: 'dual' as const,
    tunnels: [{ id: `tun-${index}a` }, { id: `tun-${index}b` }],
  }));
  const cloud = largeRegion({ connections });
  const { rounds, service, told } = run(cloud, {}, 1, 'all');
  expect(callsOf(await rounds(4))).toEqual([1, 1, 1, 1]);
  service.isBroken = (dimensions) => dimensions === undefined;
  const during = await rounds(
    60,
    outages(cloud, (round) => good[round % good.length]!),
  );
  // Two for each outage, the newest three of which are not published yet.
  expect(told().filter((change) => /tunnel:(up|down)/.test(change)).length).toBe(2 * 60 - 6);
  expect(Math.max(...callsOf(during))).toBeLessThanOrEqual(4);
  expect(during.flatMap(({ errors }) => errors).length).toBeLessThanOrEqual(3 + 2 * 3);
  service.isBroken = () => false;
  expect(callsOf(await rounds(200)).at(-1)).toBe(1);
});

test('of two tunnels the one that cannot be read does not keep the other from being read', async () => {
  const cloud = largeRegion({
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'dual', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  const { rounds, service, told, ipsec } = run(cloud);
  await rounds(3);
  service.isBroken = naming('tun-1');
  cloud.tunnel('tun-2').down({ at: cloud.now() - 20_000 });
  const during = await rounds(30);
  expect(told()).toEqual(['3 tunnel:down tun-2 +2', expect.stringContaining('tunnel:stale tun-1')]);
  expect(Math.max(...callsOf(during))).toBe(2);
  service.isBroken = () => false;
  expect(callsOf(await rounds(25)).at(-1)).toBe(1);
  expect(ipsec('tun-1')).toBe('up');
});

test.each([
  ['large', largeRegion(), 3 + 6],
  [
    'small',
    largeRegion({ connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'dual', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }] }),
    2,
  ],
])('an outage of the service makes no flood of calls or errors, and is over with it: of a %s region', async (_, cloud, most) => {
  const { rounds, service } = run(cloud);
  const points = (await rounds(4)).at(-1)!.points;
  service.isBroken = () => true;
  const during = await rounds(60);
  expect(Math.max(...callsOf(during))).toBeLessThanOrEqual(most);
  expect(during.map(({ errors }) => errors.length)).toEqual(during.map((_round, index) => (index === 0 ? 1 : 0)));
  service.isBroken = () => false;
  const after = await rounds(20);
  expect(after[0]!.errors).toEqual([]);
  expect(after[0]!.points).toBeGreaterThanOrEqual(60 * points);
  expect(callsOf(after).at(-1)).toBe(most === 2 ? 1 : 3);
});

test('what is refused for other reasons than the series asked for is not split', async () => {
  const cloud = largeRegion();
  const { rounds, service } = run(cloud);
  await rounds(4);
  service.answer = { status: 403, headers: {}, body: { Code: 'Forbidden.RAM', Message: 'You are not authorized.', RequestId: 'REQ' } };
  service.isBroken = naming('tun-30a');
  const during = await rounds(30);
  // What is to be caught up with comes to be more than a page.
  expect(Math.max(...callsOf(during))).toBeLessThanOrEqual(4);
  expect(during.map(({ errors }) => errors.length)).toEqual(during.map((_round, index) => (index === 0 ? 1 : 0)));
  service.isBroken = () => false;
  await rounds(2);
  expect(callsOf(await rounds(3))).toEqual([3, 3, 3]);
});

test('periods that are published late are read of all but the one that cannot be asked for ranges', async () => {
  const cloud = largeRegion({ data: { publicationDelayMs: 5_000, late: { ratio: 0.15, byMs: 395_000 } } });
  const { rounds, service, told } = run(cloud, { staleAfterMs: 86_400_000 });
  const tunnels = good.slice(0, 60);
  for (const tunnel of tunnels) {
    const points = cloud.truth.points({ metric: 'tun.state', resourceId: tunnel, start: NOW + 20 * MINUTE, end: NOW + 80 * MINUTE });
    const isLate = points.map(({ timestamp, publishedAt }) => publishedAt - timestamp > MINUTE);
    const { timestamp } = points[isLate.findIndex((late, at) => at > 1 && late && !isLate[at - 1] && !isLate[at + 1])]!;
    cloud
      .tunnel(tunnel)
      .down({ at: timestamp - 40_000 })
      .up({ at: timestamp - 20_000 });
  }
  await rounds(4);
  service.isBroken = (dimensions, { action }) => action === 'DescribeMetricList' && naming('tun-30a')(dimensions, { action } as ApiRequest);
  const during = await rounds(110);
  const changes = told();
  for (const tunnel of tunnels)
    expect(
      about(changes, tunnel).map((change) => change.split(' ')[1]),
      tunnel,
    ).toEqual(['tunnel:down', 'tunnel:up']);
  expect(during.reduce((total, { calls }) => total + calls, 0)).toBeLessThanOrEqual(5 * 110);
});
