import { inspect } from 'node:util';
import type { ApiRequest, Transition, TunnelDiagnosis, WatchOptions } from 'alicloud-vpn-monitor';
import { SIMULATED_SECRET, type Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { type Rewriting, rewritten } from './support/rewritten.ts';
import { account, hear, MemoryStore, monitorOf, NOW, sleep } from './support/watched.ts';
import { dualTunnels } from './support/watching.ts';

const ACTION = 'DiagnoseVpnConnections';

function watched(cloud: Simulator, options: WatchOptions = {}, rewriting: Rewriting = {}) {
  const requests: ApiRequest[] = [];
  const inner = rewritten(cloud, rewriting);
  const transport = {
    call: (request: ApiRequest, more: Parameters<typeof inner.call>[1]) => {
      requests.push(request);
      return inner.call(request, more);
    },
  };
  const warnings: string[] = [];
  const monitor = monitorOf(cloud, { transport, logger: { warn: (message) => warnings.push(message) } });
  const watch = monitor.watch(monitor.fleet(), { diagnose: true, ...options });
  const order: string[] = [];
  const diagnoses: TunnelDiagnosis[] = [];
  watch.on('transition', ({ type, resource }) => order.push(`${type} ${resource.tunnelId ?? resource.connectionId ?? ''}`));
  watch.on('tunnel:diagnosis', (diagnosis) => {
    order.push(`diagnosis ${diagnosis.resource.tunnelId ?? diagnosis.resource.connectionId}`);
    diagnoses.push(diagnosis);
  });
  const asked = () => requests.filter(({ action }) => action === ACTION).map(({ params }) => params);
  return { cloud, monitor, watch, order, diagnoses, asked, warnings, heard: hear(watch) };
}

/** After what is asked in the background had time to come. */
const settled = (): Promise<void> => sleep(200);
const down = (transitions: readonly Transition[]): Transition[] => transitions.filter(({ type }) => type === 'tunnel:down');

test('a diagnosis comes after its transition, with its id, and none where nothing went down', async () => {
  const { cloud, watch, order, diagnoses, asked, heard } = watched(account());
  let before: string[] = [];
  await watch.poll();
  await settled();
  expect(asked()).toEqual([]);
  cloud.advance('20s');
  cloud.tunnel('tun-1').down({ reason: 'DhGroupMismatch' });
  cloud.connection('vco-single').down({ reason: 'NoResponse' });
  cloud.advance('10s');
  watch.once('poll', () => {
    before = [...order];
  });
  await watch.poll();
  expect(before.filter((line) => line.startsWith('diagnosis'))).toEqual([]);
  expect(before.filter((line) => line.startsWith('tunnel:down'))).toHaveLength(2);
  expect(diagnoses).toHaveLength(2);
  expect(order.slice(0, before.length)).toEqual(before);
  const ids = new Map(down(heard.transitions).map(({ id, resource }) => [id, resource]));
  for (const { transitionId, resource } of diagnoses) expect(resource).toBe(ids.get(transitionId));
  expect(diagnoses.map(({ diagnoses: [first], at }) => [first?.code, first?.at, at])).toEqual([
    ['DhGroupMismatch', NOW + 20_000, NOW + 30_000],
    ['NoResponse', NOW + 20_000, NOW + 30_000],
  ]);
  expect(diagnoses.every((one) => Object.isFrozen(one) && Object.isFrozen(one.diagnoses) && one.diagnoses.length === 1)).toBe(true);
  expect(asked().map(({ VpnGatewayId, TunnelIds, VpnConnectionIds }) => [VpnGatewayId, TunnelIds ?? VpnConnectionIds])).toEqual([
    ['vpn-1', ['tun-1']],
    ['vpn-1', ['vco-single']],
  ]);
  cloud.advance('1m');
  await watch.poll();
  await settled();
  expect([diagnoses.length, asked().length, heard.errors]).toEqual([2, 2, []]);
});

test('a watch without the option asks for none', async () => {
  for (const diagnose of [undefined, false]) {
    const { cloud, watch, asked, order } = watched(account(), { diagnose });
    await watch.poll();
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    await watch.poll();
    await settled();
    expect(order).toContain('tunnel:down tun-1');
    expect(asked()).toEqual([]);
  }
  expect(() => watched(account(), { diagnose: 'yes' as never })).toThrow("diagnose 'yes' must be true or false");
});

test('an outage that shows only when it is over is not asked about', async () => {
  const late: string[] = [];
  const { cloud, watch, asked, heard } = watched(dualTunnels(1, { events: { publicationDelayMs: 120_000 } }), {
    sources: ['events', 'topology'],
    topologyPollMs: 60_000,
  });
  await watch.poll();
  cloud.advance('5s');
  cloud.tunnel('tun-1a').down();
  cloud.advance('5s');
  cloud.tunnel('tun-1a').up();
  for (let round = 0; round < 4; round++) {
    cloud.advance('1m');
    await watch.poll();
  }
  await settled();
  late.push(...down(heard.transitions).map((one) => `${one.type} ${String(one.late)}`));
  expect(late).toEqual(['tunnel:down true']);
  expect(asked()).toEqual([]);
});

describe('many at once', () => {
  test('share requests: 200 tunnels of one gateway take four, by rounds and by pushes', async () => {
    for (const way of ['round', 'pushes'] as const) {
      const { cloud, monitor, watch, diagnoses, asked, heard } = watched(dualTunnels(100));
      await watch.poll();
      cloud.advance('10s');
      for (const { tunnelIds } of cloud.connections) for (const id of tunnelIds) cloud.tunnel(id).down({ reason: 'NoResponse' });
      cloud.advance('10s');
      if (way === 'round') await watch.poll();
      else await Promise.all((await monitor.events().last('1m').toArray({ limit: 1_000 })).map((event) => watch.ingest(event)));
      await expect.poll(() => diagnoses.length, { timeout: 5_000 }).toBe(200);
      expect(asked().length).toBe(4);
      expect(new Set(diagnoses.map(({ transitionId }) => transitionId))).toEqual(new Set(down(heard.transitions).map(({ id }) => id)));
      expect(
        diagnoses.every(
          ({ resource, diagnoses: own }) => own.length === 1 && own[0]?.tunnelId === resource.tunnelId && own[0]?.code === 'NoResponse',
        ),
      ).toBe(true);
      expect(heard.errors).toEqual([]);
    }
  });

  test('are asked about by mode and gateway', async () => {
    const { cloud, watch, diagnoses, asked } = watched(account());
    await watch.poll();
    cloud.advance('10s');
    for (const id of ['vco-dual', 'vco-single', 'vco-router']) cloud.connection(id).down();
    cloud.advance('10s');
    await watch.poll();
    await expect.poll(() => diagnoses.length).toBe(4);
    expect(asked().map(({ VpnGatewayId, TunnelIds, VpnConnectionIds }) => ({ VpnGatewayId, TunnelIds, VpnConnectionIds }))).toEqual([
      { VpnGatewayId: 'vpn-1', TunnelIds: ['tun-1', 'tun-2'] },
      { VpnGatewayId: 'vpn-1', VpnConnectionIds: ['vco-single'] },
      { VpnConnectionIds: ['vco-router'] },
    ]);
  });

  test('one that the service does not know spoils none of the others, and is one error', async () => {
    const gone = 'tun-7a';
    const { cloud, watch, diagnoses, asked, heard } = watched(
      dualTunnels(20),
      {},
      {
        refuse: ({ action, params }) => {
          if (action === ACTION && (params['TunnelIds'] as readonly string[]).includes(gone))
            throw Object.assign(new Error('gone'), { code: 'InvalidVpnConnectionInstanceId.NotFound', statusCode: 404 });
        },
      },
    );
    await watch.poll();
    cloud.advance('10s');
    for (const { tunnelIds } of cloud.connections) for (const id of tunnelIds) cloud.tunnel(id).down();
    cloud.advance('10s');
    await watch.poll();
    await expect.poll(() => diagnoses.length, { timeout: 5_000 }).toBe(39);
    await settled();
    expect(diagnoses.some(({ resource }) => resource.tunnelId === gone)).toBe(false);
    expect(asked().length).toBeLessThan(15);
    expect(heard.errors).toMatchObject([{ code: 'not-found', action: ACTION }]);
  });
});

describe('a failure', () => {
  async function failing(error: Error, tunnels = 30) {
    const one = watched(
      dualTunnels(tunnels / 2),
      {},
      {
        refuse: ({ action }) => {
          if (action === ACTION) throw error;
        },
      },
    );
    await one.watch.poll();
    one.cloud.advance('10s');
    for (const { tunnelIds } of one.cloud.connections) for (const id of tunnelIds) one.cloud.tunnel(id).down();
    one.cloud.advance('10s');
    await one.watch.poll();
    await expect.poll(() => one.heard.errors.length).toBe(1);
    await settled();
    return one;
  }

  test('goes to error once, and the watch goes on', async () => {
    const { cloud, watch, heard, diagnoses, asked } = await failing(
      Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 }),
      120,
    );
    expect(heard.errors).toMatchObject([{ code: 'forbidden', action: ACTION }]);
    expect([asked().length, diagnoses.length]).toEqual([1, 0]);
    expect(heard.polls.at(-1)?.failed).toEqual([]);
    cloud.tunnel('tun-1a').up();
    cloud.advance('1m');
    await watch.poll();
    expect(heard.transitions.at(-1)?.type).toMatch(/tunnel:up|connection:/);
    // It has stood since the last round: no news.
    cloud.tunnel('tun-1a').down();
    cloud.advance('10s');
    await watch.poll();
    await settled();
    expect(asked().length).toBe(2);
    expect(heard.errors.length).toBeLessThan(3);
  });

  test('that is not of the ids takes few calls', async () => {
    const { heard, asked } = await failing(
      Object.assign(new Error('no such page size'), { code: 'InvalidParameter', statusCode: 400 }),
      100,
    );
    expect(heard.errors).toMatchObject([{ code: 'invalid-request' }]);
    expect(asked().length).toBeLessThan(30);
  });

  test('of the network is one error for all', async () => {
    const { heard, asked } = await failing(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 120);
    expect(heard.errors).toMatchObject([{ code: 'network' }]);
    expect(asked()).toHaveLength(3);
  });
});

describe('with a store', () => {
  test('a run that goes on from another asks about nothing again, also where that one crashed', async () => {
    const cloud = account();
    const store = new MemoryStore();
    const first = watched(cloud, { store });
    await first.watch.poll();
    cloud.advance('10s');
    cloud.tunnel('tun-1').down();
    cloud.advance('10s');
    await first.watch.poll();
    await expect.poll(() => first.diagnoses.length).toBe(1);
    // It is never stopped, as by a crash.
    const second = watched(cloud, { store });
    await second.watch.poll();
    await settled();
    expect([second.heard.transitions, second.diagnoses, second.asked()]).toEqual([[], [], []]);
  });

  test('what was announced and not yet known to be is announced again, and diagnosed once: after the store has it', async () => {
    const cloud = account();
    const store = new MemoryStore();
    const first = watched(cloud, { store });
    await first.watch.poll();
    cloud.advance('10s');
    cloud.tunnel('tun-1').down();
    cloud.advance('10s');
    // Pushed: that it was announced is in no store before the next round, or before its diagnosis.
    const [event] = await first.monitor.events().last('1m').toArray({ limit: 10 });
    await first.watch.ingest(event);
    const crashed = new MemoryStore();
    for (const [key, value] of store.kept) crashed.kept.set(key, value);
    expect(first.diagnoses).toEqual([]);
    await expect.poll(() => first.diagnoses.length).toBe(1);
    const [again, goesOn] = [watched(cloud, { store: crashed }), watched(cloud, { store })];
    await again.watch.poll();
    await goesOn.watch.poll();
    await settled();
    // From before the diagnosis it comes once more, with the same id; from after it nothing comes twice.
    expect(again.diagnoses.map(({ transitionId }) => transitionId)).toEqual(first.diagnoses.map(({ transitionId }) => transitionId));
    expect([down(goesOn.heard.transitions), goesOn.diagnoses]).toEqual([[], []]);
  });

  test('that fails, a diagnosis comes all the same', async () => {
    const cloud = account();
    const store = new MemoryStore();
    const { watch, diagnoses } = watched(cloud, { store });
    await watch.poll();
    store.setFails = new Error('disk full');
    cloud.advance('10s');
    cloud.tunnel('tun-1').down();
    cloud.advance('10s');
    await watch.poll();
    await expect.poll(() => diagnoses.length).toBe(1);
  });
});

describe('the end of the watch', () => {
  async function hanging(options: WatchOptions = {}) {
    const one = watched(account(), options);
    await one.watch.poll();
    one.cloud.fail({ action: ACTION, kind: 'hang', times: 1 });
    one.cloud.advance('10s');
    one.cloud.tunnel('tun-1').down();
    one.cloud.advance('10s');
    const polled = one.watch.poll();
    await expect.poll(() => one.asked().length).toBe(1);
    return { ...one, polled };
  }

  test.each<[string, (one: Awaited<ReturnType<typeof hanging>>) => Promise<void>]>([
    ['stop()', ({ watch }) => watch.stop()],
    ['close()', ({ monitor }) => monitor.close()],
  ])('by %s ends what is asked, and is no error', async (_what, end) => {
    const one = await hanging();
    const begun = performance.now();
    await end(one);
    expect(performance.now() - begun).toBeLessThan(500);
    expect(await one.polled).toMatchObject({ failed: [] });
    expect([one.diagnoses, one.heard.errors]).toEqual([[], []]);
    expect(one.warnings.filter((message) => message.includes('before a diagnosis had come'))).toHaveLength(1);
  });

  test('by its signal too', async () => {
    const stop = new AbortController();
    const one = await hanging({ signal: stop.signal });
    stop.abort();
    await one.polled;
    expect([one.diagnoses, one.heard.errors, one.asked().length]).toEqual([[], [], 1]);
  });

  test('a watch that was stopped diagnoses again once it goes on', async () => {
    const one = await hanging();
    await one.watch.stop();
    one.cloud.advance('10s');
    one.cloud.tunnel('tun-2').down();
    one.cloud.advance('10s');
    await one.watch.poll();
    await expect.poll(() => one.diagnoses.map(({ resource }) => resource.tunnelId)).toEqual(['tun-2']);
    await one.watch.stop();
  });

  test('before it asks leaves no timer behind', async () => {
    const one = watched(account());
    await one.watch.poll();
    one.cloud.advance('10s');
    for (const tunnel of ['tun-1', 'tun-2']) one.cloud.tunnel(tunnel).down();
    one.cloud.advance('10s');
    const announced = new Promise((resolve) => one.watch.once('poll', resolve));
    const polled = one.watch.poll();
    await announced;
    await one.watch.stop();
    await polled;
    expect([one.diagnoses, one.asked()]).toEqual([[], []]);
    expect(one.warnings.filter((message) => message.includes('before 2 diagnoses had come'))).toHaveLength(1);
  });

  test('rounds of start() do not wait', async () => {
    const one = watched(account(), { pollMs: 50 });
    one.cloud.fail({ action: ACTION, kind: 'hang', times: 1 });
    let rounds = 0;
    one.watch.on('poll', () => {
      rounds += 1;
    });
    await one.watch.start();
    one.cloud.tunnel('tun-1').down();
    one.cloud.advance('10s');
    await expect.poll(() => one.asked().length, { timeout: 5_000 }).toBe(1);
    const before = rounds;
    await expect.poll(() => rounds, { timeout: 5_000 }).toBeGreaterThan(before + 2);
    await one.watch.stop();
    expect(one.diagnoses).toEqual([]);
  });
});

test('a listener for diagnoses that fails goes to error, and once() hears one', async () => {
  const { cloud, watch, heard, diagnoses } = watched(account());
  let count = 0;
  watch.once('tunnel:diagnosis', () => {
    count += 1;
    throw new Error('mine');
  });
  await watch.poll();
  cloud.advance('10s');
  cloud.connection('vco-dual').down();
  cloud.advance('10s');
  await watch.poll();
  await expect.poll(() => diagnoses.length).toBe(2);
  expect([count, heard.errors]).toEqual([1, [new Error('mine')]]);
});

test('no key is in a diagnosis', async () => {
  const { cloud, watch, diagnoses } = watched(account());
  await watch.poll();
  cloud.advance('10s');
  cloud.tunnel('tun-1').down({ reason: 'PskMismatch' });
  cloud.advance('10s');
  await watch.poll();
  await expect.poll(() => diagnoses.length).toBe(1);
  expect(diagnoses[0]?.diagnoses[0]?.code).toBe('PskMismatch');
  expect(inspect(diagnoses, { depth: 9 }) + JSON.stringify(diagnoses)).not.toContain(SIMULATED_SECRET);
});
