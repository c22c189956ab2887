import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../faults/support/random.ts';
import { inconsistencies, transitionsOf } from '../support.ts';
import { drawOdd, drawTurns } from './draw.ts';
import { type Service, startService } from './service.ts';
import { heardOf, type Link, MINUTE, type Odd, type Site, truthOf, wasUp } from './truth.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});
const NOW = Date.UTC(2026, 0, 31, 12);
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 4);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);

test.each(Array.from({ length: RUNS }, (_, index) => SEED * 1000 + index))(
  'what is told of each moment is what was heard around it: %d',
  { timeout: 60_000 },
  async (seed) => {
    const random = new Random(seed);
    const now = NOW + random.whole(0, 60_000);
    const period = random.pick([60, 60, 300, 900]);
    const periodMs = period * 1000;
    const length = random.pick([10, 40]) * 60 * MINUTE * (period === 60 ? 1 : 6);
    const from = now - length;
    const metrics = random.chance(0.85);
    const link = (id: string, connectionId: string): Link => ({
      id,
      connectionId,
      turns: drawTurns(random, from, now),
      ...(random.chance(0.2) && { since: from + random.whole(0, length / 2) }),
    });
    const sites: Site[] = [
      { id: 'vco-a', attachedTo: 'gateway', links: [link('tun-a1', 'vco-a'), link('tun-a2', 'vco-a')] },
      { id: 'vco-b', attachedTo: 'router', links: [link('vco-b', 'vco-b')] },
    ];
    const silences = random.chance(0.5)
      ? []
      : Array.from({ length: 3 }, () => {
          const at = random.whole(from, now);
          return [at, at + random.whole(1, 120) * MINUTE] as const;
        });
    const odd: Odd = { ...drawOdd(random, now), silences };
    const share = random.pick([0, 0.5, 0.9, 1]);
    const chosen = new Set(
      sites.flatMap(({ links }) =>
        links.flatMap(({ id, turns }) =>
          turns.filter((at) => at > (links.find((one) => one.id === id)?.since ?? 0) && random.chance(share)).map((at) => `${id} ${at}`),
        ),
      ),
    );
    await service.tell(truthOf({ now, sites, odd, random, isTold: (id, at) => chosen.has(`${id} ${at}`) }));
    await using monitor = service.monitor(now);
    const start = random.whole(from, now - 60 * MINUTE);
    const end = random.chance(0.5) ? now : random.whole(start + 1, now);
    const staleAfterMs = random.pick([undefined, undefined, 3_600_000]);
    const history = monitor
      .history(monitor.fleet(), { ...(staleAfterMs && { staleAfterMs }), ...(!metrics && { sources: ['events'] }) })
      .between(start, end)
      .period(period);
    const told = await transitionsOf(history);
    const availability = await history.availability();
    expect(inconsistencies(availability)).toEqual([]);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((a, b) => a - b));
    const staleMs = staleAfterMs ?? Math.max(600_000, 3 * periodMs);
    // Without events nobody learns which end of its period a timestamp names.
    const edgeMs = odd.stamp === 'start' ? 2 * periodMs : periodMs;
    const wrong: string[] = [];
    for (const site of sites) {
      for (const one of site.links) {
        const events = one.turns.filter((at) => chosen.has(`${one.id} ${at}`));
        const heard = heardOf(
          one,
          site.attachedTo === 'gateway' ? 'tun.state' : 'vpn_connection.state',
          metrics ? odd : { ...odd, missing: 2 },
          [start - staleMs - periodMs, Math.min(now, end + 12 * periodMs)],
          periodMs,
          events,
        );
        const spans = availability.tunnels.get(one.id)?.spans ?? [];
        for (let at = start; at < end; at += Math.max(10_000, Math.floor((end - start) / 5_000))) {
          const state = spans.find((span) => span.from <= at && at < span.to)?.state;
          const before = heard.filter((time) => time <= at - periodMs).at(-1);
          const after = heard.find((time) => time >= at + periodMs);
          const gap = (after ?? now) - (before ?? -Infinity);
          const isClear =
            before !== undefined && !one.turns.some((turn) => turn > before - 3 * periodMs && turn <= (after ?? at) + 3 * periodMs);
          const isQuiet = heard.filter((time) => time <= at + edgeMs).at(-1) === undefined;
          if (isQuiet && state !== 'unknown') wrong.push(`${one.id} ${new Date(at).toISOString()} ${state}, but nothing was heard`);
          else if (isClear && state === 'unknown' && gap <= staleMs - 2 * periodMs)
            wrong.push(`${one.id} ${new Date(at).toISOString()} unknown, heard ${new Date(before).toISOString()}`);
          else if (isClear && state !== 'unknown' && state !== (wasUp(one.turns, at) ? 'up' : 'down'))
            wrong.push(`${one.id} ${new Date(at).toISOString()} ${state}`);
          else if (state !== 'unknown' && !heard.some((time) => time > at - staleMs - 3 * periodMs && time < at + edgeMs + periodMs))
            wrong.push(`${one.id} ${new Date(at).toISOString()} ${state}, though silent`);
        }
        const shown = told.filter(
          ({ type, resource }) => type.startsWith('tunnel:') && (resource.tunnelId ?? resource.connectionId) === one.id,
        );
        const boundaries = spans.slice(1).map((span) => `${span.state} ${span.from}`);
        const asTold = shown.filter(({ at }) => at < end).map(({ type, to, at }) => `${type === 'tunnel:stale' ? 'unknown' : to} ${at}`);
        if (!asTold.every((line) => boundaries.includes(line)))
          wrong.push(`${one.id} told ${asTold.filter((line) => !boundaries.includes(line)).join()} but the spans do not`);
      }
    }
    expect(
      wrong.slice(0, 5),
      `seed ${seed} period ${period} metrics ${metrics} share ${share} stale ${staleMs} ${JSON.stringify(odd)} ${new Date(start).toISOString()} ${new Date(end).toISOString()} ${wrong.length}`,
    ).toEqual([]);
  },
);
