import type { Transition } from 'alicloud-vpn-monitor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../faults/support/random.ts';
import { transitionsOf } from '../support.ts';
import { drawOdd, drawSites } from './draw.ts';
import { type Service, startService } from './service.ts';
import { MINUTE, truthOf } from './truth.ts';

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
  'two histories that adjoin add up to that of both: %d',
  { timeout: 60_000 },
  async (seed) => {
    const random = new Random(seed);
    const now = NOW + random.whole(0, 60_000);
    const length = 10 * 60 * MINUTE;
    const sites = drawSites(random, now - length, now);
    const odd = drawOdd(random, now);
    const events = random.pick(['all', 'none'] as const);
    await service.tell(truthOf({ now, sites, odd, random, events }));
    await using monitor = service.monitor(now);
    const history = monitor.history(monitor.fleet());
    const aligned = random.chance(0.5) ? Math.floor(now / MINUTE) * MINUTE : now;
    const [from, middle, to] = [aligned - 9 * 60 * MINUTE, aligned - random.whole(30, 480) * MINUTE, aligned];
    const [whole, first, second] = [
      await history.between(from, to).availability(),
      await history.between(from, middle).availability(),
      await history.between(middle, to).availability(),
    ];
    const [told, toldFirst, toldSecond] = [
      await transitionsOf(history.between(from, to)),
      await transitionsOf(history.between(from, middle)),
      await transitionsOf(history.between(middle, to)),
    ];
    const line = (one: Transition): string =>
      `${new Date(one.at).toISOString()} ${one.type} ${one.resource.tunnelId ?? one.resource.connectionId} ${one.id}`;
    const what = `seed ${seed} ${events} ${JSON.stringify(odd)} middle ${new Date(middle).toISOString()}`;
    const same = [...toldFirst, ...toldSecond].map(line);
    if (odd.stamp === 'end' || events === 'none') expect.soft(same, what).toEqual(told.map(line));
    // Where a range has learned that timestamps name the start of a period, what no event dates is a period later.
    else expect.soft([...toldFirst, ...toldSecond].map(({ id }) => id).toSorted(), what).toEqual(told.map(({ id }) => id).toSorted());
    for (const kind of ['tunnels', 'connections'] as const) {
      for (const [id, one] of whole[kind]) {
        const parts = [first[kind].get(id)!, second[kind].get(id)!];
        const sum = (key: 'upMs' | 'downMs' | 'degradedMs' | 'unknownMs') => parts.reduce((ms, part) => ms + part[key], 0);
        expect
          .soft([sum('upMs'), sum('downMs'), sum('degradedMs'), sum('unknownMs')], `${id} ${what}`)
          .toEqual([one.upMs, one.downMs, one.degradedMs, one.unknownMs]);
        expect
          .soft(parts.flatMap(({ outages }) => outages).filter((outage) => !outage.startedBefore).length, `${id} outages ${what}`)
          .toBe(one.outages.filter((outage) => !outage.startedBefore).length);
        expect
          .soft(parts.flatMap(({ outages }) => outages).filter((outage) => outage.to !== undefined).length, `${id} ended ${what}`)
          .toBe(one.outages.filter((outage) => outage.to !== undefined).length);
      }
    }
  },
);
