import type { StateStore, VpnSystemEvent, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { MemoryStore, monitorOf, sleep } from './support/watched.ts';
import { dualTunnels, SECOND, watching } from './support/watching.ts';

/** A store whose writes take a while, and that knows when each began and ended in the order of all that happens. */
class SlowStore implements StateStore {
  readonly kept = new Map<string, string>();
  readonly writes: { readonly from: number; until: number; readonly bytes: number }[] = [];
  readonly #now: () => number;
  readonly #ms: number;

  constructor(now: () => number, ms = 2) {
    this.#now = now;
    this.#ms = ms;
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.kept.get(key));
  }

  async set(key: string, value: string): Promise<void> {
    const write = { from: this.#now(), until: Infinity, bytes: value.length };
    this.writes.push(write);
    await sleep(this.#ms);
    this.kept.set(key, value);
    write.until = this.#now();
  }
}

/** Counts moments. */
function moments(): () => number {
  let count = 0;
  return () => ++count;
}

async function pulled(cloud: Simulator): Promise<VpnSystemEvent[]> {
  return await monitorOf(cloud).events().last('30s').toArray({ limit: 100_000 });
}

/** So many tunnels, of connections of their own, go down within a few seconds. */
function fail(cloud: Simulator, count: number): void {
  for (let index = 0; index < count; index++)
    cloud
      .tunnel(`tun-${(index % (cloud.connections.length - 1)) + 1}${index < cloud.connections.length - 1 ? 'a' : 'b'}`)
      .down({ at: cloud.now() + index });
  cloud.advance(5 * SECOND);
}

describe('a thousand pushes at three hundred connections', () => {
  async function pushed(inBursts: number) {
    const [cloud, now] = [dualTunnels(300), moments()];
    const store = new SlowStore(now);
    const running = watching(cloud, { store });
    await running.rounds(2);
    cloud.advance(10 * SECOND);
    fail(cloud, 500);
    const events = await pulled(cloud);
    // Each comes twice, as pushes do.
    const pushes = [...events, ...events].slice(0, 1_000);
    store.writes.length = 0;
    const announced = new Map<string, number>();
    running.watch.on('transition', ({ id }) => announced.set(id, now()));
    const answers: { readonly from: number; readonly until: number; readonly ids: readonly string[] }[] = [];
    const push = async (event: VpnSystemEvent): Promise<void> => {
      const from = now();
      const transitions = await running.watch.ingest(event);
      answers.push({ from, until: now(), ids: transitions.map(({ id }) => id) });
    };
    for (let at = 0; at < pushes.length; at += inBursts) await Promise.all(pushes.slice(at, at + inBursts).map(push));
    return { cloud, store, running, announced, answers, pushes };
  }

  test('at once take a few writes', async () => {
    const { store, running, answers, pushes } = await pushed(1_000);
    expect([answers.length, pushes.length]).toEqual([1_000, 1_000]);
    expect(running.transitions.filter(({ type }) => type === 'tunnel:down').length).toBe(500);
    expect(store.writes.length).toBeGreaterThan(0);
    expect(store.writes.length).toBeLessThanOrEqual(6);
  });

  test('in bursts of fifty take a few writes each', async () => {
    const { store } = await pushed(50);
    expect(store.writes.length).toBeLessThanOrEqual(20 * 4);
  });

  test.each([1_000, 100])('%d at a time: each is announced and answered only after a write that began after it came', async (inBursts) => {
    const { store, announced, answers } = await pushed(inBursts);
    const bare = answers.filter(({ from, until, ids }) => {
      const last = Math.max(0, ...ids.map((id) => announced.get(id) ?? Infinity));
      return (
        ids.length > 0 &&
        !store.writes.some(
          (write) => write.from > from && write.until < Math.min(...ids.map((id) => announced.get(id) ?? 0)) && last < until,
        )
      );
    });
    expect(answers.flatMap(({ ids }) => ids).length).toBeGreaterThan(500);
    expect(bare).toEqual([]);
  });

  test('are all known to the run that goes on from what was kept when the last was answered, and told by it to the letter or not at all', async () => {
    const { cloud, store, running } = await pushed(200);
    const left = new MemoryStore();
    for (const [key, value] of store.kept) left.kept.set(key, value);
    const second = watching(cloud, { store: left });
    await second.rounds(3);
    const ids = new Set(running.transitions.map(({ id }) => id));
    expect(second.transitions.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(second.watch.snapshot().tunnels.get('tun-1a')?.ipsec).toBe('down');
  });
});

test('pushes that come while another is being kept share one write, whatever the store takes for it', async () => {
  const [cloud, now] = [dualTunnels(20), moments()];
  const store = new SlowStore(now, 30);
  const running = watching(cloud, { store });
  await running.rounds(2);
  cloud.advance(10 * SECOND);
  fail(cloud, 19);
  const events = await pulled(cloud);
  store.writes.length = 0;
  await Promise.all(
    events.map(async (event, index) => {
      await sleep(index * 3);
      await running.watch.ingest(event);
    }),
  );
  // The last came after 57 ms.
  expect(store.writes.length).toBeLessThanOrEqual(8);
});

test('a push that comes twice is answered twice after the write: who sends it again must not be told that all is well before it is kept', async () => {
  const [cloud, now] = [dualTunnels(2), moments()];
  const store = new SlowStore(now, 20);
  const running = watching(cloud, { store });
  await running.rounds(2);
  cloud.advance(10 * SECOND);
  fail(cloud, 1);
  const [event] = await pulled(cloud);
  store.writes.length = 0;
  const answered = await Promise.all(
    [event, event].map(async (one) => {
      await running.watch.ingest(one);
      return now();
    }),
  );
  expect(Math.min(...answered)).toBeGreaterThan(store.writes[0]?.until ?? Infinity);
});

test('a push whose write fails is announced all the same, with an error, and its neighbours are too', async () => {
  const [cloud, store] = [dualTunnels(5), new MemoryStore()];
  const running = watching(cloud, { store });
  await running.rounds(2);
  cloud.advance(10 * SECOND);
  fail(cloud, 4);
  store.setFails = new Error('full');
  const answers = await Promise.all((await pulled(cloud)).map((event) => running.watch.ingest(event)));
  expect(answers.every((transitions) => transitions.length > 0)).toBe(true);
  expect(running.transitions.filter(({ type }) => type === 'tunnel:down')).toHaveLength(4);
  expect(running.errors.length).toBeGreaterThan(0);
  expect(running.errors.length).toBeLessThanOrEqual(4);
});

describe('a push to a watch that was stopped', () => {
  const event = async (cloud: Simulator): Promise<VpnSystemEvent> => {
    cloud.advance(10 * SECOND);
    cloud.tunnel('tun-1a').down();
    cloud.advance(SECOND);
    return (await pulled(cloud))[0]!;
  };

  test.each([
    ['without a store', undefined],
    ['with one', new MemoryStore()],
  ])('is refused %s, and taken once it is started again', async (_, store) => {
    const cloud = dualTunnels(1);
    const running = watching(cloud, store ? { store } : {});
    await running.watch.start();
    await running.watch.stop();
    const pushed = await event(cloud);
    await expect(running.watch.ingest(pushed)).rejects.toMatchObject({ code: 'config', message: expect.stringMatching(/stop/) as string });
    expect(running.transitions).toEqual([]);
    await running.watch.start();
    await running.watch.ingest(pushed);
    await running.watch.stop();
    expect(running.typesOf('tun-1a')).toEqual(['tunnel:down']);
  });

  test('is refused while it is being stopped, too', async () => {
    const cloud = dualTunnels(1);
    const running = watching(cloud);
    await running.watch.start();
    const pushed = await event(cloud);
    const stopping = running.watch.stop();
    await expect(running.watch.ingest(pushed)).rejects.toMatchObject({ code: 'config' });
    await stopping;
  });

  test('is taken before the first start and beside rounds that are asked for one by one', async () => {
    const cloud = dualTunnels(1);
    const running = watching(cloud);
    await running.rounds(1);
    await running.watch.ingest(await event(cloud));
    expect(running.typesOf('tun-1a')).toEqual(['tunnel:down']);
  });
});

describe('a confirm that nothing can ever meet', () => {
  const hopeless: readonly (readonly [string, WatchOptions])[] = [
    ['events alone, down', { sources: ['events'], confirm: { down: 2 } }],
    ['events alone, up', { sources: ['events'], confirm: { up: 3 } }],
    ['pushes alone', { sources: [], confirm: { down: 2 } }],
  ];
  const sound: readonly (readonly [string, WatchOptions])[] = [
    ['events alone, without', { sources: ['events'] }],
    ['pushes alone, without', { sources: [] }],
    ['polls', { sources: ['topology', 'events'], confirm: { down: 2 } }],
    ['metrics', { sources: ['metrics'], confirm: { up: 2 } }],
    ['all', { confirm: { down: 2, up: 2 } }],
  ];
  const about = (warnings: readonly string[]): readonly string[] => warnings.filter((message) => message.includes('confirm'));

  test.each(hopeless)('is warned of once at the start: %s', async (_, options) => {
    const started = watching(dualTunnels(1), { ...options, pollMs: 5 });
    await started.watch.start();
    await sleep(30);
    await started.watch.stop();
    expect(about(started.warnings)).toHaveLength(1);
    const polled = watching(dualTunnels(1), options);
    await polled.rounds(3);
    expect(about(polled.warnings)).toHaveLength(1);
  });

  test.each(sound)('and nothing else is: %s', async (_, options) => {
    const running = watching(dualTunnels(1), options);
    await running.rounds(3);
    expect(about(running.warnings)).toEqual([]);
  });
});
