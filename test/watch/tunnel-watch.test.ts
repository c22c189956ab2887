import { Quantity, type Transition, type Transport, VpnMonitorError } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, hear, MINUTE, minutes, monitorOf, NOW, REGION } from './support/watched.ts';

const codeOf = (error: unknown): string => (VpnMonitorError.isInstance(error) ? error.code : 'none of ours');

async function watched(options: Parameters<typeof account>[0] = {}, watching: Parameters<ReturnType<typeof monitorOf>['watch']>[1] = {}) {
  const cloud = account(options);
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), watching);
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 2);
  expect(heard.told()).toEqual([]);
  return { cloud, monitor, watch, heard, pass: (count: number, happens?: () => void) => minutes(cloud, watch, count, happens) };
}

test('the first observation tells nothing and is in the snapshot', async () => {
  const cloud = account();
  cloud.tunnel('tun-1').down({ at: NOW - MINUTE / 2 });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  expect(watch.snapshot()).toEqual({ tunnels: new Map(), connections: new Map(), alarms: [] });
  await watch.poll();
  await minutes(cloud, watch, 3);
  expect(heard.transitions).toEqual([]);
  const { tunnels, connections } = watch.snapshot();
  expect([...tunnels].map(([key, { ipsec, bgp, health }]) => [key, ipsec, bgp, health])).toEqual([
    ['tun-1', 'down', 'down', 'unknown'],
    ['tun-2', 'up', 'up', 'unknown'],
    ['vco-single', 'up', 'disabled', 'ok'],
    ['vco-router', 'up', 'up', 'ok'],
  ]);
  expect([...connections].map(([key, { state }]) => [key, state])).toEqual([
    ['vco-dual', 'degraded'],
    ['vco-single', 'up'],
    ['vco-router', 'up'],
  ]);
});

test('emitInitial tells the first observation, of each tunnel, session, check and connection', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.gateway('vpn-1'), { emitInitial: true });
  const heard = hear(watch);
  await watch.poll();
  expect(heard.transitions.map(({ type }) => type).sort()).toEqual([
    'bgp:up',
    'bgp:up',
    'connection:up',
    'connection:up',
    'health:ok',
    'tunnel:up',
    'tunnel:up',
    'tunnel:up',
  ]);
  expect(heard.transitions.every(({ from }) => from === 'unknown')).toBe(true);
  await minutes(cloud, watch, 3);
  expect(heard.transitions).toHaveLength(8);
});

test('an outage of the active tunnel is a tunnel, a BGP session, a degraded connection and a failover, once each', async () => {
  const { cloud, heard, pass } = await watched();
  await pass(5, () => cloud.tunnel('tun-1').down());
  expect(heard.told()).toEqual([
    '12:02:20 tunnel:down tun-1',
    '12:02:20 connection:degraded vco-dual',
    '12:02:20 connection:failover vco-dual',
    '12:03:00 bgp:down tun-1',
  ]);
  await pass(5, () => cloud.tunnel('tun-1').up());
  expect(heard.told().sort()).toEqual(['12:07:20 connection:up vco-dual', '12:07:20 tunnel:up tun-1', '12:08:00 bgp:up tun-1']);
});

test('a transition is one frozen object that says what, of what, when, and what showed it', async () => {
  const { cloud, watch, heard, pass } = await watched();
  const [named, any]: Transition[][] = [[], []];
  watch.on('tunnel:down', (transition) => named!.push(transition));
  watch.on('transition', (transition) => any!.push(transition));
  await pass(1, () => cloud.tunnel('tun-1').down());
  const at = NOW + 2 * MINUTE + 20_000;
  const [down] = heard.transitions;
  expect(named![0]).toBe(any![0]);
  expect(down).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    type: 'tunnel:down',
    resource: { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-dual', tunnelId: 'tun-1', connectionName: 'office' },
    from: 'up',
    to: 'down',
    phase: 'phase1',
    at,
    observedAt: NOW + 3 * MINUTE,
    source: 'event',
    evidence: { source: 'event', at, event: expect.objectContaining({ name: 'ipsec_tunnel_nego_failed', at }) as unknown },
    connection: {
      connectionId: 'vco-dual',
      name: 'office',
      state: 'degraded',
      tunnels: ['tun-1', 'tun-2'],
      since: at,
      asOf: NOW + 3 * MINUTE,
    },
  });
  for (const part of [down, down?.resource, down?.evidence, down?.connection, heard.polls.at(-1), heard.polls.at(-1)?.appeared])
    expect(Object.isFrozen(part)).toBe(true);
  expect(new Set(heard.transitions.map(({ id }) => id)).size).toBe(heard.transitions.length);
});

test('both tunnels down at one instant is one connection:down, with no half-way state and no failover', async () => {
  const { cloud, heard, pass } = await watched();
  await pass(4, () => cloud.connection('vco-dual').down());
  expect(
    heard
      .told()
      .filter((told) => !told.includes('bgp'))
      .sort(),
  ).toEqual(['12:02:20 connection:down vco-dual', '12:02:20 tunnel:down tun-1', '12:02:20 tunnel:down tun-2']);
  await pass(4, () => cloud.connection('vco-dual').up());
  expect(
    heard
      .told()
      .filter((told) => !told.includes('bgp'))
      .sort(),
  ).toEqual(['12:06:20 connection:up vco-dual', '12:06:20 tunnel:up tun-1', '12:06:20 tunnel:up tun-2']);
});

test.each([[['events']], [[]]] as const)(
  'where nothing is known before (sources: %j), an event is told: it says that something changed',
  async (sources) => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    cloud.connection('vco-router').down({ at: NOW - MINUTE });
    const watch = monitor.watch(monitor.fleet(), { sources });
    const heard = hear(watch);
    await watch.poll();
    const happens = async (change: () => void): Promise<void> => {
      cloud.advance('20s');
      change();
      if (sources.length === 0) for await (const event of monitor.events().last(1)) await watch.ingest(event);
      cloud.advance('40s');
      await watch.poll();
    };
    await happens(() => cloud.connection('vco-single').down());
    expect(heard.told()).toEqual(['12:00:20 tunnel:down vco-single', '12:00:20 connection:down vco-single']);
    expect(heard.transitions.map(({ from }) => from)).toEqual(['unknown', 'unknown']);
    await happens(() => cloud.tunnel('tun-1').down());
    await happens(() => cloud.connection('vco-single').healthFailed());
    await happens(() => cloud.connection('vco-single').up());
    expect(heard.told()).toEqual([
      '12:01:20 tunnel:down tun-1',
      '12:02:20 health:failed vco-single',
      '12:03:20 tunnel:up vco-single',
      '12:03:20 connection:up vco-single',
    ]);
    await happens(() => cloud.connection('vco-single').flap({ every: '10s', times: 2 }));
    if (sources.length > 0) expect(heard.told()).toHaveLength(8);
  },
);

test('a flapping tunnel is told outage by outage, as often as it was down', async () => {
  const { cloud, heard, pass } = await watched();
  await pass(1, () => cloud.tunnel('tun-2').flap({ every: '10s', times: 2 }));
  expect(heard.told().filter((told) => told.includes(' tunnel:'))).toEqual([
    '12:02:20 tunnel:down tun-2',
    '12:02:30 tunnel:up tun-2',
    '12:02:40 tunnel:down tun-2',
    '12:02:50 tunnel:up tun-2',
  ]);
  await pass(3);
  expect(heard.told().filter((told) => told.includes(' tunnel:'))).toEqual([]);
});

test('a lost BGP session is told of its tunnel or its connection, and leaves IPsec alone', async () => {
  const { cloud, heard, pass } = await watched();
  await pass(4, () => {
    cloud.tunnel('tun-2').bgpDown();
    cloud.connection('vco-router').bgpDown();
  });
  expect(
    heard
      .told()
      .map((told) => told.slice(9))
      .sort(),
  ).toEqual(['bgp:down tun-2', 'bgp:down vco-router']);
  const session = heard.transitions.find(({ resource }) => resource.connectionId === 'vco-router');
  expect(session?.resource).toMatchObject({ attachedTo: 'transit-router', transitRouterId: 'tr-1' });
  expect(session?.resource).not.toHaveProperty('tunnelId');
});

test('a failing health check is told of single-tunnel connections, with its event', async () => {
  const { cloud, heard, pass } = await watched();
  await pass(3, () => {
    cloud.connection('vco-single').healthFailed();
    cloud.connection('vco-router').healthFailed();
  });
  expect(heard.told()).toEqual(['12:02:20 health:failed vco-single', '12:02:20 health:failed vco-router']);
  expect(heard.transitions.map(({ from, to, evidence }) => [from, to, evidence.event?.name])).toEqual([
    ['ok', 'failed', 'ipsec_health_check_failed'],
    ['ok', 'failed', 'vpn_connection_hc_failed'],
  ]);
  await pass(3, () => cloud.connection('vco-single').healthOk());
  expect(heard.told()).toEqual(['12:05:20 health:ok vco-single']);
});

test('a certificate that expires is told once; one that had expired before is history', async () => {
  const { cloud, heard, pass, monitor } = await watched({
    certificates: [
      { id: 'vsc-old', endTime: NOW - MINUTE },
      { id: 'vsc-new', endTime: NOW + 4.5 * MINUTE },
    ],
  });
  const named = monitor.watch([monitor.fleet({ connectionIds: ['vco-dual'] }), monitor.attachment('vco-router')]);
  const heardNamed = hear(named);
  await named.poll();
  await pass(4);
  await named.poll();
  expect(heard.told()).toEqual(['12:04:30 certificate:expired vsc-new']);
  expect(heard.transitions[0]).toMatchObject({ from: 'valid', to: 'expired', source: 'event', resource: { certificateId: 'vsc-new' } });
  expect(heardNamed.transitions).toEqual([]);
  expect(cloud.now() - NOW).toBe(6 * MINUTE);
});

test('a certificate that had expired before stays history where the first round could not list the connections', async () => {
  const cloud = account({ certificates: [{ id: 'vsc-old', endTime: NOW - MINUTE }] });
  cloud.fail({ action: 'DescribeVpnConnections', status: 500 });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  expect((await watch.poll()).failed).toEqual(['topology']);
  await minutes(cloud, watch, 2);
  expect(heard.transitions).toEqual([]);
});

test('points that are missing for a while mean nothing', async () => {
  const { heard, pass } = await watched({ data: { missing: 0.3 } }, { sources: ['metrics'] });
  await pass(60);
  expect(heard.told()).toEqual([]);
  expect(heard.errors).toEqual([]);
});

test('silence of all sources is tunnel:stale once, and the end of it tells what is then', async () => {
  const { cloud, watch, heard, pass } = await watched({}, { staleAfterMs: 5 * MINUTE });
  const outage = cloud.fail({ status: 500, times: Infinity });
  await pass(12);
  expect(heard.told().sort()).toEqual([
    '12:07:00 tunnel:stale tun-1',
    '12:07:00 tunnel:stale tun-2',
    '12:07:00 tunnel:stale vco-router',
    '12:07:00 tunnel:stale vco-single',
  ]);
  expect([...watch.snapshot().tunnels.values()].every(({ ipsec }) => ipsec === 'unknown')).toBe(true);
  outage.stop();
  await pass(3);
  expect(
    heard
      .told()
      .filter((told) => told.includes('tunnel:'))
      .map((told) => told.slice(9))
      .sort(),
  ).toEqual(['tunnel:up tun-1', 'tunnel:up tun-2', 'tunnel:up vco-router', 'tunnel:up vco-single']);
});

test('five minutes without Cloud Monitor change nothing, and nothing of them is lost', async () => {
  const { cloud, heard, pass } = await watched({}, { sources: ['metrics', 'events'] });
  const outages = ['DescribeMetricLast', 'DescribeMetricList', 'DescribeSystemEventAttribute'].map((action) =>
    cloud.fail({ action, status: 503, times: Infinity }),
  );
  await pass(1, () => cloud.tunnel('tun-1').down());
  await pass(4, () => cloud.tunnel('tun-1').up());
  expect(heard.told()).toEqual([]);
  expect(heard.polls.at(-1)?.failed.toSorted()).toEqual(['events', 'metrics']);
  for (const outage of outages) outage.stop();
  await pass(3);
  expect(
    heard
      .told()
      .map((told) => told.replace(' late', ''))
      .filter((told) => told.includes(' tunnel:')),
  ).toEqual(['12:02:20 tunnel:down tun-1', '12:03:20 tunnel:up tun-1']);
  expect(new Set(heard.errors.map(codeOf))).toEqual(new Set(['server']));
});

test('a source that fails does not keep the others from telling, and every failure reaches error', async () => {
  const { cloud, heard, pass } = await watched();
  cloud.fail({ action: 'DescribeVpnConnections', code: 'Throttling.User' });
  cloud.fail({ action: 'DescribeMetricLast', status: 500, times: 2 });
  await pass(1, () => cloud.tunnel('tun-1').down());
  expect(heard.told()[0]).toBe('12:02:20 tunnel:down tun-1');
  expect(heard.polls.at(-1)?.failed.toSorted()).toEqual(['metrics', 'topology']);
  expect(heard.errors.map(codeOf).toSorted()).toEqual(['server', 'throttled']);
  cloud.fail({ action: 'DescribeSystemEventAttribute', status: 500 });
  await pass(1, () => cloud.tunnel('tun-2').down());
  expect(heard.polls.at(-1)?.failed).toEqual(['events']);
  expect(heard.told()).toContain('12:04:00 tunnel:down tun-2');
  await pass(1);
  expect(heard.polls.at(-1)?.failed).toEqual([]);
});

test('a round says what it cost and found', async () => {
  const { cloud, heard, pass } = await watched();
  const [first] = heard.polls;
  expect(first).toMatchObject({
    asOf: NOW,
    connections: 3,
    tunnels: 4,
    appeared: ['vco-dual', 'vco-single', 'vco-router'],
    vanished: [],
    points: 7,
    events: 0,
    transitions: 0,
    failed: [],
  });
  expect(first?.calls).toMatchObject({ DescribeVpnConnections: 1, DescribeSystemEventAttribute: 1, DescribeMetricLast: 5 });
  expect(first?.durationMs).toBeGreaterThan(0);
  const before = heard.transitions.length;
  cloud.resetCalls();
  await pass(1, () => cloud.tunnel('tun-1').down());
  const last = heard.polls.at(-1);
  expect(last).toMatchObject({ appeared: [], vanished: [], points: 7, events: 1, transitions: heard.transitions.length - before });
  expect(Object.values(last?.calls ?? {}).reduce((sum, count) => sum + count, 0)).toBe(cloud.calls.length);
});

test('observedAt is when the watch knew, also where a round takes long', async () => {
  const cloud = account();
  const direct = directTransport(cloud);
  let delay = 0;
  const transport = {
    call: (...args: Parameters<typeof direct.call>) => {
      const answer = direct.call(...args);
      if (args[0].action === 'DescribeSystemEventAttribute') cloud.advance(delay);
      return answer;
    },
  };
  const monitor = monitorOf(cloud, { transport });
  const watch = monitor.watch(monitor.fleet(), { sources: ['events', 'topology'] });
  const heard = hear(watch);
  await watch.poll();
  delay = 30_000;
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  const [down] = heard.transitions;
  expect(down!.observedAt - down!.at).toBe(70_000);
  expect(heard.polls.at(-1)?.asOf).toBe(down!.observedAt - 30_000);
});

test('confirm asks for evidence of different times before a change is told', async () => {
  const { cloud, heard, pass } = await watched({}, { confirm: { down: 2 }, sources: ['topology'] });
  await pass(1, () => cloud.tunnel('tun-1').down());
  expect(heard.told()).toEqual([]);
  await pass(1, () => cloud.tunnel('tun-1').up());
  expect(heard.told()).toEqual([]);
  await pass(2, () => cloud.tunnel('tun-1').down());
  expect(heard.told()[0]).toBe('12:05:00 tunnel:down tun-1');
});

test('the evidence of a connection is that of the tunnel that changed', async () => {
  const { cloud, heard, pass } = await watched({}, { sources: ['metrics'] });
  await pass(3, () => cloud.tunnel('tun-2').down());
  const tunnel = heard.transitions.find(({ type }) => type === 'tunnel:down');
  const connection = heard.transitions.find(({ type }) => type === 'connection:degraded');
  expect(tunnel?.evidence).toMatchObject({ source: 'metric', metric: 'tun.state' });
  expect(connection?.evidence).toEqual(tunnel?.evidence);
});

test('a quarter of an hour of many outages ends in what is true, each told as often as it was', async () => {
  const cloud = createSimulator.fleet({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: 2,
    attachments: 2,
    connections: 10,
    mode: 'mixed',
  });
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const heard = hear(watch);
  await watch.poll();
  const ids = cloud.connections.flatMap(({ id, tunnelIds }) => (tunnelIds.length > 0 ? tunnelIds : [id]));
  for (const [index, id] of ids.entries()) {
    const control = id.startsWith('tun-') ? cloud.tunnel(id) : cloud.connection(id);
    await minutes(cloud, watch, 1, () => control.down());
    if (index % 2 === 0) await minutes(cloud, watch, 1, () => control.up());
  }
  await minutes(cloud, watch, 3);
  const truth = ids.flatMap((id) =>
    cloud.truth
      .transitions(id)
      .filter(({ aspect }) => aspect === 'ipsec')
      .map(({ at, to }) => `${id} ${to} ${at}`),
  );
  const told = heard.transitions.flatMap(({ type, resource, to, at }) =>
    type.startsWith('tunnel:') ? [`${String(resource.tunnelId ?? resource.connectionId)} ${to} ${at}`] : [],
  );
  expect(told.toSorted()).toEqual(truth.toSorted());
  const states = await monitor.fleet().metric(Quantity.State).latest();
  for (const { resource, state } of states)
    expect(watch.snapshot().tunnels.get(resource.tunnelId ?? resource.connectionId ?? '')?.ipsec).toBe(state);
  expect(heard.errors).toEqual([]);
});

test('a poll is dated by the attempt that was answered', async () => {
  const cloud = account();
  let failures = 0;
  const failing: Transport = {
    call: async (request, options) => {
      if (request.action !== 'DescribeVpnConnections' || failures === 0) return await directTransport(cloud).call(request, options);
      failures--;
      cloud.advance('2m');
      cloud.tunnel('tun-1').down();
      cloud.advance('1s');
      return { status: 503, body: { Code: 'ServiceUnavailable', Message: 'try again' } };
    },
  };
  const monitor = monitorOf(cloud, { transport: failing, maxRetries: 1 });
  const watch = monitor.watch(monitor.connection('vco-dual'), { sources: ['topology', 'metrics'] });
  const heard = hear(watch);
  await watch.poll();
  cloud.advance('1m');
  failures = 1;
  await watch.poll();
  await minutes(cloud, watch, 5);
  expect(heard.told().filter((one) => one.includes(' tunnel:'))).toEqual(['12:03:01 tunnel:down tun-1']);
});
