import type { Transition, WatchSource } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { subjectOf } from './support/course.ts';
import { MemoryStore, MINUTE } from './support/watched.ts';
import { dualTunnels, SECOND, type Watching, watching } from './support/watching.ts';

function copyOf(store: MemoryStore): MemoryStore {
  const copy = new MemoryStore();
  for (const [key, value] of store.kept) copy.kept.set(key, value);
  return copy;
}

/** The ids of each type and resource, in the order of announcement. */
function idsOf(transitions: readonly Transition[]): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const transition of transitions) (ids[`${transition.type} ${subjectOf(transition)}`] ??= []).push(transition.id);
  return ids;
}

/** A process that polls once a minute from a moment on, and may be followed by others that go on from what it kept. */
class Process {
  readonly transitions: Transition[] = [];
  readonly #cloud: Simulator;
  readonly #store: MemoryStore;
  readonly #sources: readonly WatchSource[];
  readonly #isStarted: (at: number) => boolean;
  #running: Watching | undefined;

  constructor(cloud: Simulator, store: MemoryStore, sources: readonly WatchSource[], isStarted: (at: number) => boolean = () => true) {
    this.#cloud = cloud;
    this.#store = store;
    this.#sources = sources;
    this.#isStarted = isStarted;
  }

  async round(): Promise<void> {
    if (!this.#isStarted(this.#cloud.now())) return;
    if (!this.#running) {
      this.#running = watching(this.#cloud, { store: this.#store, sources: this.#sources });
      this.#running.watch.on('transition', (transition) => this.transitions.push(transition));
    }
    await this.#running.watch.poll();
  }

  /** Ends, gracefully or not; the next round is that of another process. */
  async end(isGraceful: boolean): Promise<void> {
    if (isGraceful) await this.#running?.watch.stop();
    this.#running = undefined;
  }
}

/** Outages of minutes, each of which every process sees, of a tunnel or of both. */
function outages(cloud: Simulator, count: number, random: Random): void {
  let at = cloud.now() + 8 * MINUTE;
  for (let outage = 0; outage < count; outage++) {
    const who = random.pick([cloud.tunnel('tun-1a'), cloud.tunnel('tun-1b'), cloud.connection('vco-2'), cloud.tunnel('tun-2b')]);
    who.down({ at });
    at += random.whole(3, 6) * MINUTE + random.whole(0, 59) * SECOND;
    who.up({ at });
    at += random.whole(3, 6) * MINUTE + random.whole(0, 59) * SECOND;
  }
}

/** What the stores of two processes hold at first: two outages have been told. */
async function started(cloud: Simulator, sources: readonly WatchSource[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  cloud
    .tunnel('tun-1a')
    .down({ at: cloud.now() + 2.5 * MINUTE })
    .up({ at: cloud.now() + 6.5 * MINUTE });
  const first = watching(cloud, { store, sources });
  await first.rounds(12);
  await first.watch.stop();
  expect(first.transitions.length).toBeGreaterThan(3);
  return store;
}

const SOURCES: readonly (readonly [string, readonly WatchSource[]])[] = [
  ['all sources', ['topology', 'metrics', 'events']],
  ['topology alone', ['topology']],
  ['metrics alone', ['metrics']],
  ['topology and events', ['topology', 'events']],
];

describe.each(SOURCES)('two watches that go on from one state, with %s', (_, sources) => {
  async function compare(
    seed: number,
    {
      minutes,
      isStarted,
      between,
    }: {
      minutes: number;
      isStarted?: (at: number, began: number) => boolean;
      between?: (minute: number, one: Process, other: Process) => Promise<void>;
    },
  ): Promise<void> {
    const cloud = dualTunnels(2, { bgp: true });
    const store = await started(cloud, sources);
    const began = cloud.now();
    outages(cloud, Math.floor(minutes / 12), new Random(seed));
    const one = new Process(cloud, copyOf(store), sources);
    const other = new Process(cloud, copyOf(store), sources, (at) => isStarted?.(at, began) ?? true);
    for (let minute = 0; minute < minutes + 10; minute++) {
      await one.round();
      cloud.advance(30 * SECOND);
      await other.round();
      await between?.(minute, one, other);
      cloud.advance(30 * SECOND);
    }
    expect(one.transitions.length).toBeGreaterThan(minutes / 4);
    expect(idsOf(other.transitions)).toEqual(idsOf(one.transitions));
    const ids = one.transitions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }

  test('half a minute apart give the same ids, also after many rounds and saves', () => compare(1, { minutes: 60 }));

  test('started minutes apart give the same ids', () => compare(2, { minutes: 48, isStarted: (at, began) => at > began + 5 * MINUTE }));

  test('of which one is started over now and then give the same ids', () =>
    compare(3, {
      minutes: 48,
      async between(minute, _one, other) {
        if (minute % 7 === 3) await other.end(minute % 2 === 0);
      },
    }));
});

describe.each(SOURCES.filter(([, sources]) => sources.length > 1))(
  'a watch that catches up with what another has told, with %s',
  (_, sources) => {
    test('gives the same ids', async () => {
      const cloud = dualTunnels(2);
      const store = await started(cloud, sources);
      // Of what neither polls nor events miss.
      cloud
        .tunnel('tun-1a')
        .down({ at: cloud.now() + 2.2 * MINUTE })
        .up({ at: cloud.now() + 6.4 * MINUTE });
      cloud.tunnel('tun-2b').down({ at: cloud.now() + 3.2 * MINUTE });
      const awake = new Process(cloud, copyOf(store), sources);
      for (let minute = 0; minute < 12; minute++) {
        await awake.round();
        cloud.advance(MINUTE);
      }
      const late = new Process(cloud, copyOf(store), sources);
      await late.round();
      const told = awake.transitions.filter(({ type }) => type.startsWith('tunnel:') || type.startsWith('connection:'));
      expect(told.map(({ type }) => type).filter((type) => type.startsWith('tunnel:'))).toEqual([
        'tunnel:down',
        'tunnel:down',
        'tunnel:up',
      ]);
      expect(idsOf(late.transitions)).toEqual(idsOf(told));
    });
  },
);

test('a watch that begins anew gives ids that none before it gave', async () => {
  const cloud = dualTunnels(1);
  const ids: string[] = [];
  for (let run = 0; run < 3; run++) {
    const running = watching(cloud, { store: new MemoryStore() });
    await running.rounds(2);
    cloud.tunnel('tun-1a').down();
    await running.rounds(3);
    cloud.tunnel('tun-1a').up();
    await running.rounds(3);
    await running.watch.stop();
    ids.push(...running.transitions.map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(ids.length);
});
