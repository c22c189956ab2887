import { type ApiResponse, type SeriesScope, VpnMonitorError } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, MemoryStore, minutes, monitorOf, NOW } from './support/watched.ts';

const LIST = 'DescribeVpnConnections';
interface Row {
  readonly VpnConnectionId: string;
}
type Body = { readonly TotalCount: number; readonly VpnConnections: { readonly VpnConnection: readonly Row[] } };

/** The account as it is without some of its connections. */
function lacking(cloud: ReturnType<typeof account>, ids: ReadonlySet<string>) {
  return changed(directTransport(cloud), ({ action }, answer): ApiResponse => {
    if (action !== LIST) return answer;
    const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as Body;
    const rows = body.VpnConnections.VpnConnection.filter((row) => !ids.has(row.VpnConnectionId));
    return { ...answer, body: { ...body, TotalCount: rows.length, VpnConnections: { VpnConnection: rows } } };
  });
}

const all = (cloud: ReturnType<typeof account>): void => {
  for (const { id } of cloud.connections) cloud.connection(id).down();
};
const problems = (errors: readonly unknown[]): string[] =>
  errors.map((error) => (VpnMonitorError.isInstance(error) ? `${error.code}: ${error.message.split(',')[0] ?? ''}` : String(error)));

test.each<[string, (monitor: ReturnType<typeof monitorOf>) => SeriesScope | readonly SeriesScope[], string[], string[]]>([
  ['a fleet', (monitor) => monitor.fleet(), ['tun-1', 'tun-2', 'vco-single', 'vco-router'], ['vco-dual', 'vco-single', 'vco-router']],
  ['a filtered fleet', (monitor) => monitor.fleet({ attachedTo: 'transit-router' }), ['vco-router'], ['vco-router']],
  ['a gateway: all its connections', (monitor) => monitor.gateway('vpn-1'), ['tun-1', 'tun-2', 'vco-single'], ['vco-dual', 'vco-single']],
  ['a connection', (monitor) => monitor.connection('vco-dual'), ['tun-1', 'tun-2'], ['vco-dual']],
  ['an attachment', (monitor) => monitor.attachment('vco-router'), ['vco-router'], ['vco-router']],
  ['a tunnel, without its connection', (monitor) => monitor.tunnel('tun-2'), ['tun-2'], []],
  ['a tunnel by its number', (monitor) => monitor.connection('vco-dual').tunnel(1), ['tun-1'], []],
  ['several scopes', (monitor) => [monitor.tunnel('tun-1'), monitor.attachment('vco-router')], ['tun-1', 'vco-router'], ['vco-router']],
  ['a tunnel and its connection', (monitor) => [monitor.tunnel('tun-1'), monitor.connection('vco-dual')], ['tun-1', 'tun-2'], ['vco-dual']],
])('%s is what is watched, counted and told', async (_, scopes, tunnels, connections) => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(scopes(monitor));
  const heard = hear(watch);
  const report = await watch.poll();
  expect([...watch.snapshot().tunnels.keys()]).toEqual(tunnels);
  expect([...watch.snapshot().connections.keys()]).toEqual(connections);
  expect(report).toMatchObject({ tunnels: tunnels.length, connections: connections.length });
  await minutes(cloud, watch, 3, () => {
    all(cloud);
  });
  const told = heard.told();
  const about = (kind: string): string[] =>
    told
      .filter((one) => one.includes(kind))
      .map((one) => one.split(' ')[2] ?? '')
      .toSorted();
  expect(about(' tunnel:down')).toEqual(tunnels.toSorted());
  expect(about(' connection:down')).toEqual(connections.toSorted());
  expect(heard.errors).toEqual([]);
});

test('what appears and vanishes is what was asked for: tunnels where they are watched without their connection', async () => {
  const cloud = account();
  const absent = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lacking(cloud, absent) });
  const watch = monitor.watch([monitor.tunnel('tun-2'), monitor.connection('vco-dual').tunnel(1), monitor.attachment('vco-router')]);
  const whole = monitor.watch([monitor.tunnel('tun-2'), monitor.connection('vco-dual')]);
  const { appeared, connections, tunnels } = await watch.poll();
  expect([appeared.toSorted(), connections, tunnels]).toEqual([['tun-1', 'tun-2', 'vco-router'], 1, 3]);
  expect((await whole.poll()).appeared).toEqual(['vco-dual']);
  expect((await watch.poll()).appeared).toEqual([]);
  absent.add('vco-dual');
  watch.on('error', () => undefined);
  const gone = await watch.poll();
  expect([gone.appeared, gone.vanished.toSorted(), gone.tunnels]).toEqual([[], ['tun-1', 'tun-2'], 1]);
  absent.clear();
  expect((await watch.poll()).appeared.toSorted()).toEqual(['tun-1', 'tun-2']);
});

test('a tunnel that is exchanged in a connection that stays vanishes and appears', async () => {
  const cloud = account();
  let isExchanged = false;
  const transport = changed(directTransport(cloud), ({ action }, answer): ApiResponse => {
    if (action !== LIST || !isExchanged) return answer;
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return { ...answer, body: body.replaceAll('"tun-1"', '"tun-9"') };
  });
  const monitor = monitorOf(cloud, { transport });
  const watch = monitor.watch(monitor.connection('vco-dual').tunnel(1));
  expect((await watch.poll()).appeared).toEqual(['tun-1']);
  isExchanged = true;
  expect(await watch.poll()).toMatchObject({ appeared: ['tun-9'], vanished: ['tun-1'], tunnels: 1 });
});

test('a single-tunnel connection is one tunnel, named by its connection', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.connection('vco-single'));
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1, () => cloud.connection('vco-single').down());
  expect(heard.told()).toEqual(['12:00:20 tunnel:down vco-single', '12:00:20 connection:down vco-single']);
  expect(heard.transitions[0]?.resource).toMatchObject({ connectionId: 'vco-single' });
  expect(heard.transitions[0]?.resource).not.toHaveProperty('tunnelId');
  expect(watch.snapshot().connections.get('vco-single')?.tunnels).toEqual(['vco-single']);
});

test('a connection that appears is watched from then on, and its first state is not told', async () => {
  const cloud = account();
  const absent = new Set(['vco-dual', 'vco-router']);
  const monitor = monitorOf(cloud, { transport: lacking(cloud, absent) });
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  expect((await watch.poll()).appeared).toEqual(['vco-single']);
  cloud.connection('vco-router').down();
  await minutes(cloud, watch, 2);
  absent.clear();
  await minutes(cloud, watch, 1);
  expect(heard.polls.at(-1)?.appeared).toEqual(['vco-dual', 'vco-router']);
  await minutes(cloud, watch, 2);
  expect(heard.told()).toEqual([]);
  expect(watch.snapshot().tunnels.get('vco-router')?.ipsec).toBe('down');
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  expect(heard.told()).toContain('12:05:20 tunnel:down tun-1');
});

test('a connection that is deleted leaves the watch: nothing is told of it, and nothing asked', async () => {
  const cloud = account();
  const absent = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lacking(cloud, absent) });
  const watch = monitor.watch(monitor.fleet(), { staleAfterMs: 120_000 });
  const heard = hear(watch);
  await watch.poll();
  absent.add('vco-dual');
  await minutes(cloud, watch, 1, () => cloud.connection('vco-dual').down());
  expect(heard.polls.at(-1)).toMatchObject({ vanished: ['vco-dual'], connections: 2, tunnels: 2 });
  cloud.resetCalls();
  await minutes(cloud, watch, 4);
  expect(heard.told()).toEqual([]);
  expect(heard.errors).toEqual([]);
  expect(watch.snapshot().connections.has('vco-dual')).toBe(false);
  expect(cloud.calls.some(({ params }) => JSON.stringify(params).includes('tun-1'))).toBe(false);
});

test('a connection that a listing lacked for once goes on with what was known, and gives no id twice', async () => {
  const cloud = account();
  const absent = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lacking(cloud, absent) });
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  absent.add('vco-dual');
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').up());
  absent.clear();
  await minutes(cloud, watch, 1);
  expect(
    heard
      .told()
      .filter((told) => told.includes(' tunnel:'))
      .map((told) => told.replace(' late', '')),
  ).toEqual(['12:00:20 tunnel:down tun-1', '12:01:20 tunnel:up tun-1']);
  absent.add('vco-dual');
  await minutes(cloud, watch, 30);
  absent.clear();
  await minutes(cloud, watch, 2);
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  expect(heard.told().filter((told) => told.includes(' tunnel:'))).toEqual(['12:35:20 tunnel:down tun-1']);
  const ids = heard.transitions.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what a restart does not find at once is not forgotten', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const absent = new Set<string>();
  const transport = lacking(cloud, absent);
  const before = monitorOf(cloud, { transport });
  const first = before.watch(before.fleet(), { store });
  await first.poll();
  await first.stop();
  absent.add('vco-dual');
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('40s');
  for (const isAbsent of [true, false]) {
    if (!isAbsent) absent.clear();
    const monitor = monitorOf(cloud, { transport });
    const watch = monitor.watch(monitor.fleet(), { store });
    const heard = hear(watch);
    await watch.poll();
    expect(heard.told().filter((told) => told.includes(' tunnel:'))).toEqual(isAbsent ? [] : ['12:00:20 tunnel:down tun-1']);
    await watch.stop();
    cloud.advance('1m');
  }
});

test('targets that do not exist are told once as not-found, and again when they have come and gone; the others are watched', async () => {
  const cloud = account();
  const absent = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lacking(cloud, absent) });
  const watch = monitor.watch([
    monitor.connection('vco-none'),
    monitor.tunnel('tun-none'),
    monitor.gateway('vpn-none'),
    monitor.gateway('vpn-2'),
    monitor.gateway('vpn-1').connection('vco-router'),
    monitor.connection('vco-dual'),
  ]);
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 3);
  expect(problems(heard.errors).toSorted()).toEqual([
    'not-found: tun-none does not exist in cn-hangzhou',
    'not-found: vco-none does not exist in cn-hangzhou',
    'not-found: vco-router is on tr-1 with a single tunnel',
    'not-found: vpn-none does not exist in cn-hangzhou',
  ]);
  expect(heard.polls.every(({ failed }) => failed.length === 0)).toBe(true);
  expect([...watch.snapshot().connections.keys()]).toEqual(['vco-dual']);
  expect(cloud.calls.filter(({ action }) => action === 'DescribeVpnGateways')).toHaveLength(1);
  absent.add('vco-dual');
  await minutes(cloud, watch, 2);
  expect(problems(heard.errors).slice(4)).toEqual(['not-found: vco-dual does not exist in cn-hangzhou']);
  absent.clear();
  await minutes(cloud, watch, 1);
  absent.add('vco-dual');
  await minutes(cloud, watch, 1);
  expect(heard.errors).toHaveLength(6);
});

test('a target that is somewhere else is told with where it is, and a tunnel of another connection is not said to be missing in the region', async () => {
  const cloud = account({
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-loose', unattached: true, mode: 'single' },
    ],
  });
  const monitor = monitorOf(cloud);
  const told = async (target: SeriesScope): Promise<string[]> => {
    const watch = monitor.watch(target);
    const heard = hear(watch);
    await watch.poll();
    return heard.errors.map((error) =>
      (error as Error).message.replace(', so it cannot be watched; it is looked for again with every poll of the topology', ''),
    );
  };
  const dual = 'vco-dual is on vpn-1 with the tunnels tun-1 and tun-2, which does not match the target';
  const single = 'vco-single is on vpn-1 with a single tunnel, which does not match the target';
  expect(await told(monitor.gateway('vpn-2').connection('vco-dual'))).toEqual([dual]);
  expect(await told(monitor.attachment('vco-dual').tunnel('tun-1'))).toEqual([
    dual,
    'tun-1 is a tunnel of vco-dual on vpn-1, which does not match the target',
  ]);
  expect(await told(monitor.attachment('vco-loose'))).toEqual([
    'vco-loose is attached to nothing with a single tunnel, which does not match the target',
  ]);
  expect(await told(monitor.connection('vco-single').tunnel(1))).toEqual([single]);
  expect(await told(monitor.connection('vco-single').tunnel('tun-1'))).toEqual([single, 'tun-1 is no tunnel of vco-single']);
});

test('a gateway that is newer than the list in memory is not told as missing', async () => {
  const cloud = account();
  let isThere = false;
  const transport = changed(directTransport(cloud), ({ action }, answer) =>
    action === 'DescribeVpnGateways' && !isThere ? { ...answer, body: { TotalCount: 0, VpnGateways: { VpnGateway: [] } } } : answer,
  );
  const monitor = monitorOf(cloud, { transport });
  expect(await monitor.topology.gateways().toArray()).toEqual([]);
  isThere = true;
  cloud.advance('1m');
  const watch = monitor.watch(monitor.gateway('vpn-2'));
  const heard = hear(watch);
  await watch.poll();
  expect(heard.errors).toEqual([]);
});

test('one connection that does not exist is told once, where the service itself says so too', async () => {
  const cloud = account();
  cloud.fail({ action: LIST, code: 'InvalidVpnConnectionInstanceId.NotFound', times: Infinity });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.connection('vco-none'));
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 2);
  expect(problems(heard.errors)).toEqual(['not-found: vco-none does not exist in cn-hangzhou']);
});

test('a region that does not exist is a failure of every round, reported once, not an empty region', async () => {
  const cloud = account();
  cloud.fail({ action: LIST, code: 'InvalidRegionId.NotFound', times: Infinity });
  const monitor = monitorOf(cloud);
  for (const scope of [monitor.fleet(), monitor.connection('vco-dual')]) {
    const watch = monitor.watch(scope);
    const heard = hear(watch);
    await watch.poll();
    await watch.poll();
    expect(heard.polls.map(({ failed }) => failed)).toEqual([['topology'], ['topology']]);
    expect(heard.errors).toHaveLength(1);
  }
});

test('an account that may not list connections watches what ids tell, from metrics and events, and is told once', async () => {
  const cloud = account();
  cloud.fail({ action: LIST, code: 'Forbidden.RAM', times: Infinity });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch([
    monitor.attachment('vco-router'),
    monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1'),
    monitor.gateway('vpn-1').connection('vco-single'),
  ]);
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 2);
  expect([...watch.snapshot().tunnels].map(([key, { ipsec }]) => [key, ipsec])).toEqual([
    ['vco-router', 'up'],
    ['tun-1', 'up'],
    ['vco-single', 'up'],
  ]);
  await minutes(cloud, watch, 3, () => {
    cloud.connection('vco-router').down();
    cloud.tunnel('tun-1').down();
    cloud.connection('vco-single').healthFailed();
  });
  expect(heard.told().toSorted()).toEqual(
    expect.arrayContaining([
      '12:02:20 connection:down vco-router',
      '12:02:20 health:failed vco-single',
      '12:02:20 tunnel:down tun-1',
      '12:02:20 tunnel:down vco-router',
    ]),
  );
  expect(problems(heard.errors).map((problem) => problem.split(':')[0])).toEqual(['forbidden']);
  expect(heard.polls.every(({ failed }) => failed.length === 0)).toBe(true);
});

test('a fleet of an account that may not list connections is a failure of every round', async () => {
  const cloud = account();
  cloud.fail({ action: LIST, code: 'Forbidden.RAM', times: 2 });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 2);
  expect(heard.polls.map(({ failed, connections }) => [failed, connections])).toEqual([
    [['topology'], 0],
    [['topology'], 0],
    [[], 3],
  ]);
});

test('the topology may be polled seldom; the rounds between go on with the other sources', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), { topologyPollMs: 290_000 });
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 4, () => cloud.tunnel('tun-1').down());
  expect(heard.polls.map(({ calls }) => calls[LIST] ?? 0)).toEqual([1, 0, 0, 0, 0]);
  expect(heard.told()[0]).toBe('12:00:20 tunnel:down tun-1');
  await minutes(cloud, watch, 1);
  expect(heard.polls.at(-1)?.calls[LIST]).toBe(1);
});

test('a source that is not asked for is not asked; which connections there are is', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const asked: string[][] = [];
  for (const source of ['topology', 'metrics', 'events'] as const) {
    const report = await monitor.watch(monitor.fleet(), { sources: [source] }).poll();
    asked.push(
      Object.keys(report.calls)
        .filter((action) => !action.includes('Meta'))
        .toSorted(),
    );
    cloud.advance('1s');
  }
  expect(asked).toEqual([[LIST], ['DescribeMetricLast', LIST], ['DescribeSystemEventAttribute', LIST]]);
});

test('what is no scope is refused at once', () => {
  const monitor = monitorOf(account());
  for (const targets of [[], undefined, 'vpn-1', [monitor.fleet(), 'vpn-1']])
    expect(() => monitor.watch(targets as never)).toThrow(TypeError);
});

test('the watch of a gateway tells an expired certificate where the event names the gateway, and guesses for none where it does not', async () => {
  const cloud = account({ certificates: [{ id: 'vsc-1', endTime: NOW + 30_000 }] });
  const monitor = monitorOf(cloud);
  const watches = [monitor.gateway('vpn-1'), monitor.gateway('vpn-2'), monitor.fleet()].map((scope) => monitor.watch(scope));
  const heard = watches.map(hear);
  for (const watch of watches) await watch.poll();
  cloud.advance('2m');
  for (const watch of watches) await watch.poll();
  expect(heard.map((one) => one.told())).toEqual([[], [], ['12:00:30 certificate:expired vsc-1']]);

  const [event] = await monitor.events().last('5m').toArray({ limit: 1 });
  const named = { ...event, resource: { ...event?.resource, gatewayId: 'vpn-1' } };
  for (const watch of watches) await watch.ingest(named);
  expect(heard.map((one) => one.told())).toEqual([['12:00:30 certificate:expired vsc-1'], [], []]);
  expect(heard[0]?.transitions[0]?.resource).toMatchObject({ certificateId: 'vsc-1', gatewayId: 'vpn-1' });
});

test('a scope of another monitor is refused and named: it would be watched in the wrong region', () => {
  const [monitor, other] = [monitorOf(account()), monitorOf(account(), { regionId: 'eu-central-1' })];
  const elsewhere: readonly (readonly [SeriesScope, string])[] = [
    [other.gateway('vpn-1'), 'GatewayScope (vpn-1)'],
    [other.gateway('vpn-1').connection('vco-dual').tunnel('tun-1'), 'TunnelScope (vpn-1, vco-dual, tun-1)'],
    [other.attachment('vco-router'), 'AttachmentScope (vco-router)'],
    [other.tunnel('tun-1'), 'LookedUpTunnelScope (tun-1)'],
    [other.fleet(), 'FleetScope'],
    [other.fleet({ connectionIds: ['vco-1', 'vco-2', 'vco-3', 'vco-4', 'vco-5'] }), 'FleetScope (vco-1, vco-2, vco-3, …)'],
  ];
  const why = 'of another VpnMonitor: make it with the same monitor, since each has a region and credentials of its own';
  for (const [scope, named] of elsewhere) {
    expect(() => monitor.watch(scope)).toThrow(new TypeError(`watch() was given a ${named} ${why}`));
    expect(() => monitor.watch([monitor.fleet(), scope])).toThrow(TypeError);
    expect(() => monitor.fleet([monitor.tunnel('tun-1'), scope])).toThrow(new TypeError(`fleet([…]) was given a ${named} ${why}`));
  }
});

test('a large region is listed as often as health checks need, which have no metric', async () => {
  const connections = Array.from({ length: 700 }, (_, index) => ({
    id: `vco-${index}`,
    mode: 'single' as const,
    healthCheck: index === 0,
    transitRouterId: 'tr-1',
  }));
  const cloud = createSimulator({ regionId: 'cn-hangzhou', now: '2026-03-01T12:00:05Z', credentials: 'any', connections });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  let pages = 0;
  for (let round = 0; round < 15; round++) {
    pages += (await watch.poll()).calls['DescribeVpnConnections'] ?? 0;
    expect(watch.snapshot().tunnels.get('vco-0')?.health).toBe('ok');
    cloud.advance('1m');
  }
  expect(pages).toBe(3 * 14);
});

interface TunnelRow {
  readonly TunnelId: string;
}
interface DualRow extends Row {
  readonly TunnelOptionsSpecification?: { readonly TunnelOptions: readonly TunnelRow[] };
}

/** The account with rows that lack some of their tunnels. */
function lackingTunnels(cloud: ReturnType<typeof account>, ids: ReadonlySet<string>) {
  return changed(directTransport(cloud), ({ action }, answer): ApiResponse => {
    if (action !== LIST) return answer;
    const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as Body;
    const rows = body.VpnConnections.VpnConnection.map((row: DualRow) => {
      const options = row.TunnelOptionsSpecification?.TunnelOptions.filter(({ TunnelId }) => !ids.has(TunnelId));
      return options ? { ...row, TunnelOptionsSpecification: { TunnelOptions: options } } : row;
    });
    return { ...answer, body: { ...body, VpnConnections: { VpnConnection: rows } } };
  });
}

test.each([
  ['one', ['tun-1']],
  ['both', ['tun-1', 'tun-2']],
])('a row that lacks %s of its tunnels for once loses nothing of what is known of them', async (_, absent) => {
  const cloud = account();
  const missing = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lackingTunnels(cloud, missing) });
  const watch = monitor.watch(monitor.connection('vco-dual'), { sources: ['topology', 'events'] });
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 2, () => {
    cloud
      .tunnel('tun-1')
      .down()
      .up({ at: cloud.now() + 10_000 });
  });
  expect(heard.told()).toContain('12:00:20 tunnel:down tun-1');
  for (const id of absent) missing.add(id);
  await minutes(cloud, watch, 1, () => {
    cloud.tunnel('tun-1').down();
  });
  missing.clear();
  await minutes(cloud, watch, 2);
  expect(heard.told().filter((one) => one.includes(' tunnel:'))).toEqual(['12:02:20 tunnel:down tun-1']);
  await minutes(cloud, watch, 2, () => {
    cloud.tunnel('tun-1').up();
  });
  expect(heard.told().filter((one) => one.includes(' tunnel:'))).toEqual(['12:05:20 tunnel:up tun-1']);
  expect(new Set(heard.transitions.map(({ id }) => id)).size).toBe(heard.transitions.length);
});

test('what is known of a tunnel that a row lacks is kept for another run', async () => {
  const cloud = account();
  const missing = new Set<string>();
  const store = new MemoryStore();
  const run = () => {
    const monitor = monitorOf(cloud, { transport: lackingTunnels(cloud, missing) });
    const watch = monitor.watch(monitor.connection('vco-dual'), { store, sources: ['topology'] });
    return { watch, heard: hear(watch) };
  };
  const first = run();
  await first.watch.poll();
  missing.add('tun-1');
  await minutes(cloud, first.watch, 1);
  await first.watch.stop();
  missing.clear();
  cloud.tunnel('tun-1').down();
  const second = run();
  await minutes(cloud, second.watch, 1);
  expect(second.heard.told()).toContain('12:02:00 tunnel:down tun-1');
});

test('a tunnel that is forgotten and comes back gives no id again', async () => {
  const cloud = account();
  const missing = new Set<string>();
  const monitor = monitorOf(cloud, { transport: lackingTunnels(cloud, missing) });
  const watch = monitor.watch(monitor.connection('vco-dual'), { sources: ['topology'], overlapMs: 60_000 });
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1, () => {
    cloud.tunnel('tun-1').down();
  });
  missing.add('tun-1');
  await minutes(cloud, watch, 15, () => {
    cloud.tunnel('tun-1').up();
  });
  missing.clear();
  await minutes(cloud, watch, 1);
  await minutes(cloud, watch, 1, () => {
    cloud.tunnel('tun-1').down();
  });
  expect(heard.told().filter((one) => one.includes('tunnel:down'))).toHaveLength(2);
  expect(new Set(heard.transitions.map(({ id }) => id)).size).toBe(heard.transitions.length);
});

test('what is first heard of a tunnel is told with what the other one was then', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.connection('vco-dual'), { sources: ['events'] });
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1, () => {
    cloud
      .tunnel('tun-1')
      .down()
      .up({ at: cloud.now() + 10_000 });
  });
  expect(heard.told()).toEqual(['12:00:20 tunnel:down tun-1', '12:00:30 tunnel:up tun-1']);
  await minutes(cloud, watch, 1, () => {
    cloud
      .tunnel('tun-2')
      .down()
      .up({ at: cloud.now() + 10_000 });
    cloud.tunnel('tun-1').down({ at: cloud.now() + 20_000 });
  });
  expect(heard.told()).toEqual([
    '12:01:20 tunnel:down tun-2',
    '12:01:20 connection:degraded vco-dual',
    '12:01:30 tunnel:up tun-2',
    '12:01:30 connection:up vco-dual',
    '12:01:40 tunnel:down tun-1',
    '12:01:40 connection:degraded vco-dual',
    '12:01:40 connection:failover vco-dual',
  ]);
});

test('a certificate that expired before the watch began is no transition, however late its event comes', async () => {
  const cloud = account({
    certificates: [
      { id: 'vsc-1', endTime: NOW - 30_000 },
      { id: 'vsc-2', endTime: NOW + 30_000 },
    ],
    events: { publicationDelayMs: 120_000 },
  });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 5);
  expect(heard.told()).toEqual(['12:00:30 certificate:expired vsc-2']);
});
