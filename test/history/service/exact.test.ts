import type { Transition } from 'alicloud-vpn-monitor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../faults/support/random.ts';
import { inconsistencies, transitionsOf } from '../support.ts';
import { drawOdd, drawSites } from './draw.ts';
import { type Service, startService } from './service.ts';
import { MINUTE, type Site, truthOf, wasUp } from './truth.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});
const NOW = Date.UTC(2026, 0, 31, 12);
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 3);
// The 90 days that are kept of longer periods take half a minute.
const LONGEST_DAYS = Number(process.env['HISTORY_DAYS'] ?? 7);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);

const idOf = ({ resource }: Transition): string => resource.tunnelId ?? resource.connectionId ?? '';

function conditionsOf({ links }: Site, start: number, end: number) {
  const instants = [...new Set([start, end, ...links.flatMap(({ turns }) => turns)])]
    .filter((at) => at >= start && at <= end)
    .sort((a, b) => a - b);
  const spans: { state: string; from: number; to: number }[] = [];
  for (const [index, from] of instants.slice(0, -1).entries()) {
    const ups = links.map(({ turns }) => wasUp(turns, from));
    const state = ups.every(Boolean) ? 'up' : ups.some(Boolean) ? 'degraded' : 'down';
    const last = spans.at(-1);
    if (last?.state === state) last.to = instants[index + 1]!;
    else spans.push({ state, from, to: instants[index + 1]! });
  }
  return spans;
}

test.each(Array.from({ length: RUNS }, (_, index) => SEED * 1000 + index))(
  'all that happened is told to the millisecond where events say so: %d',
  { timeout: 60_000 },
  async (seed) => {
    const random = new Random(seed);
    const now = NOW + random.whole(0, 60_000);
    const period = random.pick([60, 60, 300, 900]);
    const length = period === 60 ? random.pick([6, 24, 50]) * 60 * MINUTE : random.pick([50, 24 * LONGEST_DAYS]) * 60 * MINUTE;
    const sites = drawSites(random, now - length, now);
    const odd = drawOdd(random, now);
    const turns = sites
      .flatMap(({ links }) => links.flatMap((link) => link.turns))
      .filter((at) => at > now - length + 60 * MINUTE && at < now - 5 * MINUTE);
    const ends = [
      random.whole(now - length, now),
      random.whole(now - length, now),
      ...(turns.length > 0 ? [random.pick(turns), random.pick(turns) + random.pick([-1, 1])] : []),
    ].filter((at) => at < now);
    const start = random.chance(0.5) ? now - length + 60 * MINUTE : Math.min(...ends);
    const end = random.chance(0.5) ? now : Math.max(...ends);
    if (start >= end) return;
    await service.tell(truthOf({ now, sites, odd, random }));
    await using monitor = service.monitor(now);
    const history = monitor
      .history(monitor.fleet(), { staleAfterMs: 360 * MINUTE })
      .between(start, end)
      .period(period);
    const told = await transitionsOf(history);
    const availability = await history.availability();
    expect(inconsistencies(availability)).toEqual([]);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(told.every(({ late, at }) => !late && at > start && at <= end)).toBe(true);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    for (const site of sites) {
      for (const link of site.links) {
        const own = told
          .filter((one) => one.type.startsWith('tunnel:') && idOf(one) === link.id)
          .map(({ to, at }) => `${to} ${new Date(at).toISOString()}`);
        const wanted = link.turns
          .map((at, index) => ({ at, to: index % 2 === 0 ? 'down' : 'up' }))
          .filter(({ at }) => at > start && at <= end)
          .map(({ to, at }) => `${to} ${new Date(at).toISOString()}`);
        expect
          .soft(own, `${link.id} seed ${seed} period ${period} ${JSON.stringify(odd)} ${start} ${end} ${new Date(start).toISOString()}`)
          .toEqual(wanted);
        if (link.healthTurns)
          expect
            .soft(
              told.filter((one) => one.type.startsWith('health:') && idOf(one) === link.id).map(({ at }) => at),
              `${link.id} health`,
            )
            .toEqual(link.healthTurns.filter((at) => at > start && at <= end));
      }
      const spans = availability.connections.get(site.id)?.spans;
      expect.soft(spans, `${site.id} spans`).toEqual(conditionsOf(site, start, end));
    }
  },
);
