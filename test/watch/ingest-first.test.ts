import type { StateStore, VpnSystemEvent, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { LockingMemory } from './support/locking.ts';
import { account, hear, type Heard, MemoryStore, monitorOf, sleep } from './support/watched.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Process extends Heard {
  readonly watch: ReturnType<ReturnType<typeof monitorOf>['watch']>;
  readonly end: () => Promise<void>;
}

function processOf(cloud: Simulator, store: StateStore, options: WatchOptions = {}): Process {
  const monitor = monitorOf(cloud);
  const end = (): Promise<void> => monitor.close();
  ends.push(end);
  const watch = monitor.watch(monitor.fleet(), { store, ...options });
  return { watch, end, ...hear(watch) };
}

/** A poll by another process, which ends, and an outage half a minute after it. */
async function outageAfterPoll(cloud: Simulator, store: StateStore, options: WatchOptions): Promise<VpnSystemEvent> {
  const polling = processOf(cloud, store, options);
  await polling.watch.poll();
  await polling.end();
  cloud.advance('30s');
  cloud.tunnel('tun-1').down();
  cloud.advance('1s');
  return (await monitorOf(cloud).events().last('10s').toArray({ limit: 1 }))[0]!;
}

const DOWN = ['tunnel:down', 'connection:degraded', 'connection:failover'];
/** Without what a poll shows of BGP. */
const typesOf = (transitions: readonly { readonly type: string }[]): string[] =>
  transitions.map(({ type }) => type).filter((type) => !type.startsWith('bgp'));
const TRY_AGAIN = { code: 'server', retryable: true };

const cases: readonly (readonly [string, () => () => StateStore, WatchOptions])[] = [
  ['a store', memory, {}],
  ['a store, without events', memory, { sources: ['topology'] }],
  ['a store with a lock', locking, {}],
  ['a store with a lock, without events', locking, { sources: ['topology'] }],
];

function memory(): () => StateStore {
  const store = new MemoryStore();
  return () => store;
}
function locking(): () => StateStore {
  const shared = new LockingMemory();
  return () => shared.client();
}

describe.each(cases)('a push to a watch that was not started, with %s', (_, storeOf, options) => {
  test('goes on from what another process has saved, is emitted, answered and saved', async () => {
    const [cloud, store] = [account(), storeOf()];
    const event = await outageAfterPoll(cloud, store(), options);
    const pushed = processOf(cloud, store(), options);
    expect(typesOf(await pushed.watch.ingest(event))).toEqual(DOWN);
    expect(typesOf(pushed.transitions)).toEqual(DOWN);
    // A poll would have dated it when it saw it.
    expect(pushed.transitions.find(({ type }) => type === 'tunnel:down')).toMatchObject({ at: event.at, source: 'event' });
    expect(pushed.errors).toEqual([]);
    // Neither its sender's second try nor the next poll tells it again; the process itself may be frozen and never end.
    expect(await pushed.watch.ingest(event)).toEqual([]);
    expect(typesOf(pushed.transitions)).toEqual(DOWN);
    cloud.advance('30s');
    const next = processOf(cloud, store(), options);
    await next.watch.poll();
    expect(typesOf(next.transitions).filter((type) => DOWN.includes(type))).toEqual([]);
    expect(next.watch.snapshot().tunnels.get('tun-1')?.ipsec).toBe('down');
  });
});

test('pushes that come together share the round', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const event = await outageAfterPoll(cloud, store, { sources: ['topology'] });
  const pushed = processOf(cloud, store, { sources: ['topology'] });
  const gets = store.gets;
  const answers = await Promise.all(Array.from({ length: 20 }, () => pushed.watch.ingest(event)));
  expect([store.gets - gets, pushed.polls.length]).toEqual([1, 1]);
  expect(typesOf(answers.flat()).toSorted()).toEqual(DOWN.toSorted());
  expect(typesOf(pushed.transitions)).toEqual(DOWN);
});

test('a push in the first round of a watch that is started is answered after that is saved', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const event = await outageAfterPoll(cloud, store, { sources: ['topology'] });
  let open = (): void => undefined;
  store.gate = new Promise((resolve) => (open = resolve));
  const pushed = processOf(cloud, store, { sources: ['topology'] });
  const started = pushed.watch.start();
  let answered: readonly { readonly type: string }[] | undefined;
  const answer = pushed.watch.ingest(event).then((transitions) => (answered = transitions));
  await sleep(20);
  expect(answered).toBeUndefined();
  open();
  await Promise.all([started, answer]);
  expect(typesOf(pushed.transitions)).toEqual(DOWN);
});

describe('a push before anything could be kept is rejected, so that its sender tries again', () => {
  test('while the store cannot be read', async () => {
    const [cloud, store] = [account(), new MemoryStore()];
    const event = await outageAfterPoll(cloud, store, { sources: ['topology'] });
    store.getFails = new Error('redis is down');
    const pushed = processOf(cloud, store, { sources: ['topology'] });
    for (let attempt = 0; attempt < 2; attempt++) await expect(pushed.watch.ingest(event)).rejects.toMatchObject(TRY_AGAIN);
    expect(pushed.errors).toHaveLength(1);
    store.getFails = undefined;
    expect(typesOf(await pushed.watch.ingest(event))).toEqual(DOWN);
  });

  test('while the targets cannot be listed', async () => {
    const [cloud, store] = [account(), new MemoryStore()];
    const event = await outageAfterPoll(cloud, store, { sources: ['topology'] });
    const pushed = processOf(cloud, store, { sources: ['topology'] });
    cloud.fail({ action: 'DescribeVpnConnections', status: 500 });
    await expect(pushed.watch.ingest(event)).rejects.toMatchObject(TRY_AGAIN);
    expect(typesOf(await pushed.watch.ingest(event))).toEqual(DOWN);
  });

  test('while another process holds the lock, and does not read events itself', async () => {
    const [cloud, shared] = [account(), new LockingMemory()];
    const options: WatchOptions = { sources: ['topology'] };
    const event = await outageAfterPoll(cloud, shared.client(), options);
    const other = processOf(cloud, shared.client(), options);
    await other.watch.start();
    const pushed = processOf(cloud, shared.client(), options);
    await expect(pushed.watch.ingest(event)).rejects.toMatchObject(TRY_AGAIN);
    await other.end();
    expect(await pushed.watch.ingest(event)).toEqual([]);
  });
});

test('without a lock, a save that fails is emitted as an error, and the transitions are answered all the same', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const event = await outageAfterPoll(cloud, store, {});
  store.setFails = new Error('full');
  const pushed = processOf(cloud, store);
  expect(typesOf(await pushed.watch.ingest(event))).toEqual(DOWN);
  expect(pushed.errors).toHaveLength(1);
});

test('a watch that is stopped in the round that a push waits for refuses the push', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const event = await outageAfterPoll(cloud, store, { sources: ['topology'] });
  const pushed = processOf(cloud, store, { sources: ['topology'] });
  const answer = pushed.watch.ingest(event);
  await Promise.resolve();
  const refused = expect(answer).rejects.toMatchObject({ code: 'config' });
  await pushed.watch.stop();
  await refused;
});
