import {
  type CredentialSource,
  httpsTransport,
  openApiTransport,
  type StateStore,
  type Transport,
  VpnMonitor,
  VpnMonitorError,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, hear, MemoryStore, monitorOf, REGION } from './support/watched.ts';

const KEY = 'alicloud-vpn-monitor:watch:cn-hangzhou:';
const pair = (accessKeyId: string, securityToken?: string): CredentialSource => ({
  accessKeyId,
  accessKeySecret: 'secret-1',
  ...(securityToken !== undefined && { securityToken }),
});
type Targets = (monitor: VpnMonitor) => Parameters<VpnMonitor['watch']>[0];

const everything: Targets = (monitor) => monitor.fleet();

/** The key that a watch asks its store for; nothing else is asked. */
async function keyOf(options: Partial<VpnMonitorOptions>, targets = everything, storeKey?: string): Promise<string> {
  const monitor = new VpnMonitor({ regionId: REGION, ...options });
  let asked = '';
  const store: StateStore = {
    get: (key) => {
      asked = key;
      return Promise.reject(new Error('that is enough'));
    },
    set: () => Promise.resolve(),
  };
  const watch = monitor.watch(targets(monitor), { store, storeKey });
  watch.on('error', () => undefined);
  await watch.poll();
  expect(monitor.usage().attempts).toBe(0);
  await monitor.close();
  return asked;
}

describe('the default key', () => {
  test('is of the region and the targets, as it was, where the account is not known', async () => {
    const transport = directTransport(account());
    const keys = [
      await keyOf({ transport }),
      await keyOf({ transport, regionId: 'cn-beijing' }),
      await keyOf({ transport }, (monitor) => monitor.gateway('vpn-1')),
    ];
    expect(keys.every((key) => /^alicloud-vpn-monitor:watch:cn-[a-z]+:[0-9a-f]{16}$/.test(key))).toBe(true);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toBe(`${KEY}f242219eee46f18e`);
  });

  test('distinguishes accounts by their long-lived keys, the same with every transport, and holds no key', async () => {
    const [one, other] = [pair('LTAI-one'), pair('LTAI-other')];
    const keys = [await keyOf({ credentials: one }), await keyOf({ credentials: other })];
    expect(new Set(keys).size).toBe(2);
    expect(keys.join(' ')).not.toContain('LTAI');
    expect(await keyOf({ credentials: one })).toBe(keys[0]);
    expect(await keyOf({ credentials: { getCredential: () => Promise.resolve(one as { accessKeyId: string }) } })).toBe(keys[0]);
    expect(await keyOf({ transport: httpsTransport({ regionId: REGION, credentials: one }) })).toBe(keys[0]);
    expect(await keyOf({ transport: openApiTransport({ regionId: REGION, credentials: one }) })).toBe(keys[0]);
  });

  test('has no part of temporary credentials: they are others in an hour', async () => {
    const unknown = await keyOf({ transport: directTransport(account()) });
    expect([await keyOf({ credentials: pair('STS.one', 'token-1') }), await keyOf({ credentials: pair('STS.two', 'token-2') })]).toEqual([
      unknown,
      unknown,
    ]);
  });

  test.each<[string, Targets]>([
    ['a gateway', (monitor) => monitor.gateway('vpn-1')],
    ['a connection', (monitor) => monitor.connection('vco-1')],
    ['an attachment', (monitor) => monitor.attachment('vco-1')],
    ['a tunnel', (monitor) => monitor.tunnel('tun-1')],
    ['a fleet of ids', (monitor) => monitor.fleet({ gatewayIds: ['vpn-1'], tags: { env: 'prod' } })],
    ['several', (monitor) => [monitor.gateway('vpn-1'), monitor.fleet({ connectionIds: ['vco-1'] })]],
  ])('of %s has no part of the account, whose ids are its own', async (_, targets) => {
    const getCredential = vi.fn(() => Promise.reject(new Error('not asked')));
    expect(await keyOf({ credentials: { getCredential } }, targets)).toBe(await keyOf({ credentials: pair('LTAI-one') }, targets));
    expect(getCredential).not.toHaveBeenCalled();
  });

  test.each<[string, Targets]>([
    ['a fleet of tags', (monitor) => monitor.fleet({ tags: { env: 'prod' } })],
    ['a fleet beside a gateway', (monitor) => [monitor.gateway('vpn-1'), monitor.fleet({ attachedTo: 'transit-router' })]],
  ])('of %s has a part of the account', async (_, targets) => {
    expect(await keyOf({ credentials: pair('LTAI-one') }, targets)).not.toBe(await keyOf({ credentials: pair('LTAI-other') }, targets));
  });

  test("of the user's own stands as it is, and asks for no account", async () => {
    const getCredential = vi.fn(() => Promise.reject(new Error('not asked')));
    expect(await keyOf({ credentials: { getCredential } }, everything, 'mine')).toBe('mine');
    expect(getCredential).not.toHaveBeenCalled();
  });

  test("a transport of the user's own may say who it is", async () => {
    const transport = directTransport(account());
    const as = (name: string | undefined): Transport => ({
      ...transport,
      call: (...args) => transport.call(...args),
      accountKey: () => Promise.resolve(name),
    });
    const keys = [
      await keyOf({ transport: as('1234567890') }),
      await keyOf({ transport: as('another') }),
      await keyOf({ transport: as(undefined) }),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).not.toContain('1234567890');
    expect(keys[2]).toBe(await keyOf({ transport }));
  });
});

test('two accounts that watch their regions with one store do not meet', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const transport = directTransport(cloud);
  for (const name of ['one', 'other']) {
    const monitor = monitorOf(cloud, {
      transport: { call: (...args) => transport.call(...args), accountKey: () => Promise.resolve(name) },
    });
    await monitor.watch(monitor.fleet(), { store }).poll();
    await monitor.close();
  }
  expect(store.kept.size).toBe(2);
});

describe('a provider that the key waits for', () => {
  test.each([
    ['fails', () => Promise.reject(new Error('AKSecret in words'))],
    [
      'throws',
      () => {
        throw new Error('AKSecret in words');
      },
    ],
  ])('and that %s is an error without its words; nothing is watched, and the next round asks again', async (_, fail) => {
    const [cloud, store] = [account(), new MemoryStore()];
    const transport = directTransport(cloud);
    let accountKey: () => Promise<string | undefined> = fail;
    const monitor = monitorOf(cloud, { transport: { call: (...args) => transport.call(...args), accountKey: () => accountKey() } });
    const watch = monitor.watch(monitor.fleet(), { store });
    const heard = hear(watch);
    expect((await watch.poll()).failed).toEqual(['credentials']);
    expect(monitor.usage().attempts).toBe(0);
    expect(heard.errors).toHaveLength(1);
    expect(heard.errors[0]).toMatchObject({ code: 'server', retryable: true });
    expect(JSON.stringify([heard.errors[0], (heard.errors[0] as Error).stack, (heard.errors[0] as Error).cause])).not.toContain('AKSecret');
    accountKey = () => Promise.resolve('mine');
    expect((await watch.poll()).tunnels).toBe(4);
    expect(store.kept.size).toBe(1);
    await monitor.close();
  });

  test('and that hangs is waited for no longer than a while, and not after an abort', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const [cloud, ending] = [account(), new AbortController()];
      const transport = directTransport(cloud);
      const monitor = monitorOf(cloud, {
        transport: { call: (...args) => transport.call(...args), accountKey: () => new Promise(() => undefined) },
      });
      const watch = monitor.watch(monitor.fleet(), { store: new MemoryStore(), signal: ending.signal });
      const heard = hear(watch);
      const polled = watch.poll();
      await vi.advanceTimersByTimeAsync(15_000);
      expect((await polled).failed).toEqual(['credentials']);
      expect(heard.errors[0]).toMatchObject({ code: 'timeout', retryable: true });
      const second = watch.poll();
      const rejected = expect(second).rejects.toThrow('enough');
      await vi.advanceTimersByTimeAsync(10);
      ending.abort(new Error('enough'));
      await rejected;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('and that finds no credentials is not taken for a store that fails, round after round', async () => {
    const [cloud, store] = [account(), new MemoryStore()];
    let hasKey = false;
    const getCredential = (): Promise<{ accessKeyId: string; accessKeySecret: string }> =>
      hasKey ? Promise.resolve({ accessKeyId: 'LTAI1', accessKeySecret: 'hunter2' }) : Promise.reject(new Error('no profile'));
    const transport = directTransport(cloud);
    const { accountKey } = httpsTransport({ regionId: REGION, credentials: { getCredential } });
    const monitor = monitorOf(cloud, { transport: { call: (...args) => transport.call(...args), accountKey: accountKey! } });
    const watch = monitor.watch(monitor.fleet(), { store });
    const heard = hear(watch);
    for (let round = 0; round < 2; round++) expect((await watch.poll()).failed).toEqual(['credentials']);
    expect(heard.errors).toEqual([expect.objectContaining({ code: 'auth', message: expect.stringContaining('getCredential') as unknown })]);
    hasKey = true;
    expect(await watch.poll()).toMatchObject({ failed: [], tunnels: 4 });
    await monitor.close();
  });

  test('and a store that fails is the store', async () => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    const store: StateStore = { get: () => Promise.reject(new Error('down')), set: () => Promise.resolve() };
    const watch = monitor.watch(monitor.fleet(), { store });
    hear(watch);
    expect((await watch.poll()).failed).toEqual(['store']);
    await monitor.close();
  });

  test('and that has no credentials for good is what start() rejects with, with a lock and without', async () => {
    for (const lock of [undefined, () => Promise.resolve(undefined)]) {
      const refused = new VpnMonitorError('no credentials', { code: 'auth' });
      const transport = directTransport(account());
      const monitor = monitorOf(account(), {
        transport: { call: (...args) => transport.call(...args), accountKey: () => Promise.reject(refused) },
      });
      const store: StateStore = { get: () => Promise.resolve(undefined), set: () => Promise.resolve(), ...(lock && { lock }) };
      const watch = monitor.watch(monitor.fleet(), { store });
      for (let attempt = 0; attempt < 2; attempt++) await expect(watch.start()).rejects.toBe(refused);
      await monitor.close();
    }
  });
});
