import type { Transition, WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';

const SEQUENCES = Number(process.env['HISTORY_SEQUENCES'] ?? 20);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);
const SOURCES = (process.env['HISTORY_SOURCES'] ?? 'metrics,events').split(',') as NonNullable<WatchOptions['sources']>;
const LATE = process.env['HISTORY_LATE'] === '1';
const LENGTH = 150 * MINUTE;

function draw(random: Random): Simulator {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW + random.whole(0, 60_000),
    credentials: 'any',
    seed: random.whole(0, 1_000_000),
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-a', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-a1' }, { id: 'tun-a2' }] },
      { id: 'vco-b', gatewayId: 'vpn-1', mode: 'single', healthCheck: true },
    ],
    data: { publicationDelayMs: random.whole(0, 120_000), missing: random.pick([0, 0, 0.05, 0.2]), late: { ratio: LATE ? random.pick([0, 0.1]) : 0, byMs: 240_000 } },
    events: { publicationDelayMs: random.whole(0, 30_000), late: { ratio: LATE ? random.pick([0, 0.2]) : 0, byMs: 300_000 } },
  });
  const begin = cloud.now();
  for (const id of ['tun-a1', 'tun-a2']) {
    let at = begin + 10 * MINUTE;
    for (;;) {
      at += random.whole(0, 40 * MINUTE);
      const until = at + 1_000 + random.whole(0, random.pick([30_000, 5 * MINUTE, 30 * MINUTE]));
      if (until > begin + LENGTH - 20 * MINUTE) break;
      cloud.tunnel(id).down({ at }).up({ at: until });
      at = until;
    }
  }
  const single = cloud.connection('vco-b');
  let at = begin + 20 * MINUTE;
  for (let count = random.whole(0, 3); count > 0; count--) {
    at += random.whole(0, 40 * MINUTE) + 1000;
    single.down({ at }).up({ at: (at += 1_000 + random.whole(0, 10 * MINUTE)) });
  }
  return cloud;
}

const idOf = ({ resource }: Transition): string => resource.tunnelId ?? resource.connectionId ?? '';
const KINDS = /^(tunnel:(up|down)|bgp|health|connection)/;

function courses(transitions: readonly Transition[], from: number, to: number): Record<string, string[]> {
  const byResource: Record<string, string[]> = {};
  const shown = transitions.filter(({ type, at }) => KINDS.test(type) && at > from && at <= to).toSorted((a, b) => a.at - b.at);
  for (const one of shown) (byResource[`${idOf(one)} ${one.type.split(':')[0]}`] ??= []).push(`${one.type} ${new Date(one.at).toISOString().slice(11, 19)}${one.late ? ' late' : ''} ${one.source} from ${one.from}`);
  return byResource;
}
const bare = (lines: readonly string[] = []): string => lines.map((one) => one.split(' ')[0]).join(' ');

test('what a watch has told, a history tells', { timeout: 3_600_000 }, async () => {
  const wrong: string[] = [];
  for (let seed = SEED; seed < SEED + SEQUENCES; seed++) {
    const random = new Random(seed);
    const cloud = draw(random);
    const begin = cloud.now();
    const monitor = monitorOf(cloud);
    const told: Transition[] = [];
    const watch = monitor.watch(monitor.fleet(), { sources: SOURCES });
    watch.on('transition', (one) => told.push(one));
    watch.on('error', (error) => { throw error; });
    while (cloud.now() < begin + LENGTH) {
      await watch.poll();
      cloud.advance(MINUTE);
    }
    const from = begin + 5 * MINUTE;
    const to = begin + LENGTH - 15 * MINUTE;
    const past: Transition[] = [];
    for await (const one of monitor.history(monitor.fleet()).between(from, to)) past.push(one);
    const [ours, theirs] = [courses(past, from, to), courses(told, from, to)];
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (bare(ours[key]) !== bare(theirs[key])) wrong.push(`seed ${seed} ${key}\n  watch   ${theirs[key]?.join(', ')}\n  history ${ours[key]?.join(', ')}`);
    }
    await monitor.close();
  }
  if (wrong.length) console.log(wrong.join('\n'), '\n', wrong.length);
  expect(wrong.length).toBe(0);
});
