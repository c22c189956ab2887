import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventReceiver, type Transition, type TunnelWatch, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import type { PushShape, Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, MINUTE, minutes, monitorOf, NOW, sleep } from './support/watched.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Serves what takes raw bodies; answers 500 where it rejects. */
async function served(take: (body: Buffer) => Promise<unknown>): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(Buffer.concat(chunks)).then(
        () => response.writeHead(200).end(),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function watched() {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1);
  return { cloud, monitor, watch, heard };
}

/** What happened in the last minute, as a pull brings it. */
async function pulled(cloud: Simulator): Promise<VpnSystemEvent[]> {
  return await monitorOf(cloud).events().last('1m').toArray({ limit: 100 });
}
const typesOf = (transitions: readonly Transition[]): string[] => transitions.map(({ type }) => type);

test.each<PushShape>(['rule', 'subscription', 'subscription-form', 'queue', 'eventbridge'])(
  'an outage that is pushed as %s is told at once, and not again when it is pulled',
  async (shape) => {
    const { cloud, watch, heard } = await watched();
    const url = await served((body) => watch.ingest(body));
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.connection('vco-router').healthFailed();
    cloud.advance('1s');
    expect((await cloud.push(url, { shape, since: cloud.now() - MINUTE })).every(({ attempts }) => attempts === 1)).toBe(true);
    expect(heard.told()).toEqual([
      '12:01:20 tunnel:down tun-1',
      '12:01:20 connection:degraded vco-dual',
      '12:01:20 connection:failover vco-dual',
      '12:01:20 health:failed vco-router',
    ]);
    expect(heard.transitions.map(({ observedAt, at }) => observedAt - at)).toEqual([1_000, 1_000, 1_000, 1_000]);
    cloud.advance('39s');
    await watch.poll();
    await cloud.push(url, { shape, since: cloud.now() - MINUTE });
    await minutes(cloud, watch, 3);
    expect(heard.told()).toEqual(['12:02:00 bgp:down tun-1']);
  },
);

test('a receiver hands its events on, and ingest gives the transitions that followed', async () => {
  const { cloud, watch, heard } = await watched();
  const given: Transition[] = [];
  const receiver = createEventReceiver({ secret: false, onEvent: async (event) => void given.push(...(await watch.ingest(event))) });
  const url = await served(async (body) => {
    const { status } = await receiver.fetch(new Request('http://service.example/', { method: 'POST', body: new Uint8Array(body) }));
    if (status !== 200) throw new Error(String(status));
  });
  cloud.connection('vco-single').down();
  cloud.advance('1s');
  await cloud.push(url);
  expect(typesOf(given)).toContain('tunnel:down');
  expect(given).toEqual(heard.transitions);
  expect(given[0]).toBe(heard.transitions[0]);
});

test('an event before the first round waits for it and is part of what is found first', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), { sources: ['metrics'] });
  const heard = hear(watch);
  cloud.tunnel('tun-1').down();
  cloud.advance('1s');
  for (const event of await pulled(cloud)) expect(await watch.ingest(event)).toEqual([]);
  await watch.poll();
  await minutes(cloud, watch, 3);
  expect(heard.told().filter((told) => !told.includes('bgp'))).toEqual([]);
  expect(watch.snapshot().tunnels.get('tun-1')?.ipsec).toBe('down');
});

test('an event in the middle of the first round is told after it, where the round found the tunnel up', async () => {
  const cloud = account();
  let during: (() => Promise<void>) | undefined;
  const transport = changed(directTransport(cloud), async ({ action }, answer) => {
    const now = action === 'DescribeMetricLast' ? during : undefined;
    if (now) during = undefined;
    await now?.();
    return answer;
  });
  const monitor = monitorOf(cloud, { transport });
  const watch: TunnelWatch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  during = async () => {
    cloud.advance('1s');
    cloud.tunnel('tun-1').down();
    for (const event of await pulled(cloud)) expect(await watch.ingest(event)).toEqual([]);
  };
  await watch.poll();
  expect(heard.told()).toEqual([
    '12:00:01 tunnel:down tun-1',
    '12:00:01 connection:degraded vco-dual',
    '12:00:01 connection:failover vco-dual',
  ]);
  await minutes(cloud, watch, 2);
  expect(heard.told().filter((told) => !told.includes('bgp'))).toEqual([]);
});

test('an event in the middle of a later round is told at once, and once', async () => {
  const cloud = account();
  const { calls } = cloud;
  const monitor = monitorOf(cloud, {
    transport: changed(directTransport(cloud), async (_, answer) => {
      await sleep(10);
      return answer;
    }),
  });
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('40s');
  const [event] = await pulled(cloud);
  cloud.resetCalls();
  const round = watch.poll();
  while (calls.length === 0) await sleep(1);
  expect(typesOf(await watch.ingest(event))).toEqual(['tunnel:down', 'connection:degraded', 'connection:failover']);
  const report = await round;
  expect(heard.told().filter((told) => !told.includes('bgp'))).toHaveLength(3);
  expect(report.transitions).toBe(heard.transitions.length - 3);
});

test('an event of a connection that the round on its way has just found waits for what else is found of it', async () => {
  const cloud = account();
  let [isAbsent, during]: [boolean, (() => Promise<void>) | undefined] = [true, undefined];
  const transport = changed(directTransport(cloud), async ({ action }, answer) => {
    if (action === 'DescribeVpnConnections' && isAbsent)
      return { ...answer, body: { TotalCount: 0, VpnConnections: { VpnConnection: [] } } };
    const now = action === 'DescribeMetricLast' ? during : undefined;
    if (now) during = undefined;
    await now?.();
    return answer;
  });
  const monitor = monitorOf(cloud, { transport });
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  isAbsent = false;
  cloud.advance('1m');
  during = async () => {
    cloud.advance('1s');
    cloud.connection('vco-router').down();
    for (const event of await pulled(cloud)) await watch.ingest(event);
  };
  await watch.poll();
  expect(heard.told()).toEqual(['12:01:01 tunnel:down vco-router', '12:01:01 connection:down vco-router']);
});

test('what is no VPN event, or is about others than the targets, is left alone', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch([monitor.attachment('vco-router'), monitor.tunnel('tun-2')]);
  const heard = hear(watch);
  await watch.poll();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.connection('vco-single').down();
  cloud.publish('ipsec_brand_new', 'tun-2');
  cloud.publish('ipsec_tunnel_nego_failed', 'tun-elsewhere');
  cloud.advance('1s');
  const events = await pulled(cloud);
  expect(events.length).toBeGreaterThan(3);
  for (const event of events) expect(await watch.ingest(event)).toEqual([]);
  expect(await watch.ingest({})).toEqual([]);
  expect(await watch.ingest({ name: 'Instance:Reboot', product: 'ECS', level: 'INFO', eventTime: '20260131T200000.000+0800' })).toEqual([]);
  expect([heard.transitions, heard.errors]).toEqual([[], []]);
});

test('a malformed payload rejects, and nothing else happens', async () => {
  const { watch, heard } = await watched();
  for (const payload of ['{"name":', '', Buffer.from('nonsense'), undefined, null, 7, { name: 'ipsec_tunnel_nego_failed' }]) {
    await expect(watch.ingest(payload)).rejects.toMatchObject({ code: 'protocol' });
  }
  expect([heard.transitions, heard.errors]).toEqual([[], []]);
});

test('a list of events is refused: none of them would be heard', async () => {
  const { cloud, watch } = await watched();
  cloud.tunnel('tun-1').down();
  cloud.advance('1s');
  await expect(watch.ingest(await pulled(cloud))).rejects.toThrow(
    new TypeError('ingest() takes one event or payload, but was given a list: call it for each'),
  );
});

test.each([NaN, Infinity, -1, 1_769_860_800_000.5])(
  'an event whose time is %s is malformed: nothing that follows could be put in order after it',
  async (at) => {
    const { cloud, watch, heard } = await watched();
    cloud.tunnel('tun-1').down();
    cloud.advance('1s');
    const [event] = await pulled(cloud);
    await expect(watch.ingest({ ...event, at })).rejects.toMatchObject({ code: 'protocol' });
    expect([heard.transitions, heard.errors]).toEqual([[], []]);
  },
);

test('an event of the far future is left out: it would outrank all that follows', async () => {
  const { cloud, watch, heard } = await watched();
  cloud.tunnel('tun-1').down();
  cloud.advance('1s');
  const [event] = await pulled(cloud);
  expect(await watch.ingest({ ...event, at: cloud.now() + 3_600_000 })).toEqual([]);
  await minutes(cloud, watch, 1);
  expect(heard.told()).not.toEqual([]);
});

test('pushes that come out of order, twice and late tell each outage once, and its end', async () => {
  const { cloud, watch, heard } = await watched();
  cloud.advance('20s');
  cloud.tunnel('tun-2').flap({ every: '5s', times: 2 });
  cloud.advance('30s');
  const events = await pulled(cloud);
  expect(events.map(({ at }) => (at - NOW) / 1_000)).toEqual([80, 85, 90, 95]);
  for (const index of [3, 0, 0, 1, 2, 3]) await watch.ingest(events[index]);
  cloud.advance('10s');
  await watch.poll();
  await minutes(cloud, watch, 3);
  const tunnel = heard.transitions.filter(({ type }) => type.startsWith('tunnel:'));
  expect(tunnel.map(({ type }) => type)).toEqual(['tunnel:down', 'tunnel:up', 'tunnel:down', 'tunnel:up']);
  expect(tunnel.filter(({ type }) => type === 'tunnel:down').map(({ at }) => (at - NOW) / 1_000)).toEqual([80, 90]);
  expect(watch.snapshot().tunnels.get('tun-2')?.ipsec).toBe('up');
});

test('a certificate that is pushed as expired is told once', async () => {
  const cloud = account({ certificates: [{ id: 'vsc-1', endTime: NOW + 90_000 }] });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  cloud.advance('100s');
  const [event] = await pulled(cloud);
  expect(typesOf(await watch.ingest(event))).toEqual(['certificate:expired']);
  expect(await watch.ingest(event)).toEqual([]);
  await watch.poll();
  expect(heard.told()).toEqual(['12:01:30 certificate:expired vsc-1']);
});
