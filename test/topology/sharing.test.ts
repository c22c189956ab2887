import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/testing/index.ts';
import { answering, deferred, gatewayRows, NOW, pageOf, simulated, topologyOn } from './support.ts';

const MINUTE = 60_000;
const gateways = (count = 1) => topologyOn(answering((request) => pageOf(request, gatewayRows(count))));

test('nothing is sent before something is read, and each reading of a list gives it all', async () => {
  const { topology, requests } = gateways(3);
  const list = topology.gateways();
  expect(requests).toHaveLength(0);
  for (let round = 0; round < 2; round++) {
    const seen: string[] = [];
    for await (const { gatewayId } of list) seen.push(gatewayId);
    expect(seen).toEqual(['vpn-0', 'vpn-1', 'vpn-2']);
  }
  expect(requests).toHaveLength(1);
});

test('answers are kept for five minutes of the data clock', async () => {
  const { topology, clock, requests } = gateways();
  await topology.gateways().toArray();
  clock.ms += 5 * MINUTE - 1;
  await topology.gateways().toArray();
  expect(requests).toHaveLength(1);
  clock.ms += 1;
  await topology.gateways().toArray();
  expect(requests).toHaveLength(2);
});

test('a clock that is set back makes no answer immortal', async () => {
  const { topology, clock, requests } = gateways();
  await topology.gateways().toArray();
  clock.ms -= 2_001;
  await topology.gateways().toArray();
  expect(requests).toHaveLength(2);
  // A correction by less costs no call, but is no reason either not to ask where that is wanted.
  clock.ms -= 2_000;
  await topology.gateways().toArray();
  expect(requests).toHaveLength(2);
  await topology.gateways({ refresh: true }).toArray();
  expect(requests).toHaveLength(3);
});

test('refresh, in both forms, asks again', async () => {
  const { topology, requests } = gateways();
  await topology.gateways().toArray();
  await topology.gateways({ refresh: true }).toArray();
  expect(requests).toHaveLength(2);
  topology.refresh();
  await topology.gateways().toArray();
  expect(requests).toHaveLength(3);
});

test.each([
  ['after', [1, 0]],
  ['before', [0, 1]],
])(
  'what is on its way while the memory is dropped reaches those who wait and is not kept, also when it ends %s its successor',
  async (_, order) => {
    const gates = [deferred<string>(), deferred<string>()];
    let calls = 0;
    const { topology } = topologyOn(answering(async (request) => pageOf(request, [{ VpnGatewayId: await gates[calls++]!.promise }])));
    const idOf = async () => (await topology.gateways().toArray())[0]?.gatewayId;
    const readings = [idOf()];
    topology.refresh();
    readings.push(idOf());
    for (const index of order) {
      gates[index]!.resolve(`vpn-${index}`);
      expect(await readings[index]).toBe(`vpn-${index}`);
    }
    expect(await idOf()).toBe('vpn-1');
    expect(calls).toBe(2);
  },
);

test('ttlMs 0 keeps nothing; less is refused', async () => {
  const { topology, requests } = topologyOn(
    answering((request) => pageOf(request, gatewayRows(1))),
    { ttlMs: 0 },
  );
  await topology.gateways().toArray();
  await topology.gateways().toArray();
  expect(requests).toHaveLength(2);
  for (const ttlMs of [-1, Number.NaN])
    expect(() =>
      topologyOn(
        answering(() => ({})),
        { ttlMs },
      ),
    ).toThrow(RangeError);
});

test('a hundred who ask for one thing at once share one request', async () => {
  const cloud = createSimulator.preset('dual-tunnel', { credentials: 'any' });
  const { topology, requests } = topologyOn(simulated(cloud));
  const { id, tunnelIds } = cloud.connections[0]!;
  const all = await Promise.all(Array.from({ length: 100 }, () => topology.resolve(id)));
  expect(requests).toHaveLength(1);
  expect(new Set(all.map((one) => 'connection' in one && one.connection)).size).toBe(1);
  await Promise.all(Array.from({ length: 100 }, (_, index) => topology.resolve(tunnelIds[index % 2]!)));
  expect(requests).toHaveLength(2);
});

test('a failure is not kept: the next reading asks again', async () => {
  let calls = 0;
  const { topology } = topologyOn(
    answering((request) =>
      calls++ ? pageOf(request, gatewayRows(1)) : Object.assign(new Error('no'), { code: 'InternalError', statusCode: 500 }),
    ),
  );
  const [one, other] = await Promise.allSettled([topology.gateways().toArray(), topology.gateways().toArray()]);
  expect([one.status, other.status, calls]).toEqual(['rejected', 'rejected', 1]);
  expect(await topology.gateways().toArray()).toHaveLength(1);
});

test('a denial reaches the caller as the service put it', async () => {
  const denied = Object.assign(new Error('User not authorized'), { code: 'Forbbiden.SubUser', statusCode: 403 });
  const { topology } = topologyOn(answering(() => denied));
  for (const read of [topology.gateways().toArray(), topology.resolve('vco-1'), topology.resolve('tun-1'), topology.gatewayNames()]) {
    await expect(read).rejects.toMatchObject({ code: 'forbidden', vendorCode: 'Forbbiden.SubUser', status: 403 });
  }
});

describe('giving up', () => {
  test('ends the wait of the one who gave up and of no other', async () => {
    const gate = deferred<undefined>();
    const { topology, requests } = topologyOn(answering(async (request) => (await gate.promise, pageOf(request, gatewayRows(1)))));
    const controller = new AbortController();
    const given = topology.gateways({ signal: controller.signal }).toArray();
    const kept = topology.gateways().toArray();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(given).rejects.toBe(reason);
    gate.resolve(undefined);
    expect(await kept).toHaveLength(1);
    expect(requests).toHaveLength(1);
  });

  test('before the start sends nothing', async () => {
    const { topology, requests } = gateways();
    const reason = new Error('never');
    const signal = AbortSignal.abort(reason);
    await expect(topology.gateways({ signal }).toArray()).rejects.toBe(reason);
    await expect(topology.resolve('vpn-0', { signal })).rejects.toBe(reason);
    await expect(topology.resolve('tun-0', { signal })).rejects.toBe(reason);
    expect(requests).toHaveLength(0);
  });

  test('in the middle of a list ends it there', async () => {
    const { topology } = gateways(3);
    const controller = new AbortController();
    const reason = new Error('enough');
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { gatewayId } of topology.gateways({ signal: controller.signal })) {
        seen.push(gatewayId);
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toEqual(['vpn-0']);
  });

  test('closing ends what is on its way, and later readings say why', async () => {
    const { topology, close, requests } = topologyOn({ call: () => new Promise(() => undefined) });
    const waiting = topology.gateways().toArray();
    await expect.poll(() => requests.length).toBe(1);
    const reason = new Error('closed');
    close(reason);
    await expect(waiting).rejects.toBe(reason);
    for (const read of [topology.gateways().toArray(), topology.resolve('vpn-0'), topology.snapshot()])
      await expect(read).rejects.toMatchObject({ code: 'config', cause: reason });
    expect(requests).toHaveLength(1);
  });
});

describe('for pollers', () => {
  test('a snapshot is as fresh as it is asked to be and dated by when it was asked for', async () => {
    const cloud = createSimulator.preset('single-tunnel', { credentials: 'any', now: NOW });
    const { topology, requests } = topologyOn(simulated(cloud), { now: () => cloud.now() });
    const first = await topology.snapshot();
    expect(first).toMatchObject({ asOf: NOW, connections: [{ ipsec: 'up', bgp: 'up', health: 'ok' }] });
    cloud.advance('1m');
    cloud.connection(cloud.connections[0]!.id).down();
    expect(await topology.snapshot({ maxAgeMs: 2 * MINUTE })).toMatchObject({ asOf: NOW });
    expect(requests).toHaveLength(1);
    expect(await topology.snapshot({ maxAgeMs: MINUTE })).toMatchObject({
      asOf: NOW + MINUTE,
      connections: [{ ipsec: 'down', phase: 'phase1' }],
    });
    expect(await topology.allConnections()).toMatchObject([{ ipsec: 'down' }]);
    expect(requests).toHaveLength(2);
  });

  test('gateway names come from the list that is kept', async () => {
    const rows = [
      { VpnGatewayId: 'vpn-1', Name: 'paris' },
      { VpnGatewayId: 'vpn-2', Name: '' },
    ];
    const { topology, requests } = topologyOn(answering((request) => pageOf(request, rows)));
    expect([...(await topology.gatewayNames())]).toEqual([['vpn-1', 'paris']]);
    expect(await topology.allGateways()).toHaveLength(2);
    expect(requests).toHaveLength(1);
  });
});

test('a thousand single lookups leave a bounded memory', async () => {
  const { topology, requests } = topologyOn(
    answering((request) => pageOf(request, [{ VpnConnectionId: request.params['VpnConnectionId'] }])),
  );
  for (let index = 0; index <= 1_000; index++) await topology.resolve(`vco-${index}`);
  await topology.resolve('vco-1000');
  expect(requests).toHaveLength(1_001);
  await topology.resolve('vco-0');
  expect(requests).toHaveLength(1_002);
});

describe('a list that is read again', () => {
  const row = (id: number, more: object = {}): object => ({
    VpnConnectionId: `vco-${id}`,
    VpnGatewayId: 'vpn-1',
    TunnelOptionsSpecification: { TunnelOptions: [{ TunnelId: `tun-${id}a`, State: 'active', Status: 'ipsec_sa_established' }] },
    Tag: { Tag: [{ Key: 'team', Value: 'net' }] },
    ...more,
  });
  const tunnel = (Status: string): object => ({
    TunnelOptionsSpecification: { TunnelOptions: [{ TunnelId: 'tun-1a', State: 'active', Status }] },
  });
  const changes: readonly (readonly [string, object])[] = [
    ['a tunnel went down', tunnel('ike_sa_not_established')],
    ['a tunnel is gone', { TunnelOptionsSpecification: { TunnelOptions: [] } }],
    ['a name was given', { Name: 'office' }],
    [
      'a tag was given',
      {
        Tag: {
          Tag: [
            { Key: 'team', Value: 'net' },
            { Key: 'stage', Value: 'live' },
          ],
        },
      },
    ],
    ['a tag was taken', { Tag: { Tag: [] } }],
    ['a tag has another key', { Tag: { Tag: [{ Key: 'constructor', Value: 'net' }] } }],
  ];

  test.each(changes)('holds the same object for what is as it was, and another where %s', async (_, change) => {
    const lists = [
      [row(1), row(2)],
      [row(3), row(2), row(1, change)],
      [row(2), row(1)],
    ];
    const { topology } = topologyOn(answering((request) => pageOf(request, lists.shift() ?? [])));
    const read = async () => new Map((await topology.connections({ refresh: true }).toArray()).map((one) => [one.connectionId, one]));
    const [first, second, third] = [await read(), await read(), await read()];
    expect([...second.keys()]).toEqual(['vco-3', 'vco-2', 'vco-1']);
    expect(second.get('vco-2')).toBe(first.get('vco-2'));
    expect(second.get('vco-1')).not.toEqual(first.get('vco-1'));
    expect(third.get('vco-1')).toEqual(first.get('vco-1'));
    expect([...third.values()].every(Object.isFrozen)).toBe(true);
  });

  test('holds other objects where what was known had been dropped', async () => {
    const { topology } = topologyOn(answering((request) => pageOf(request, [row(1)])));
    const [first] = await topology.connections().toArray();
    topology.refresh();
    const [second] = await topology.connections().toArray();
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });
});
