import { describe, expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { toldChanges, trueChanges } from './support/course.ts';
import { MINUTE } from './support/watched.ts';
import { dualTunnels, SECOND, watching } from './support/watching.ts';

/** Cloud Monitor and the VPC service are different hosts: the clock of one may be off, and the machine's with neither. */
describe('services whose clocks are apart', () => {
  test.each([
    ['vpc', 60, 0],
    ['vpc', -60, 0],
    ['vpc', 60, -25],
    ['cms', 60, 0],
    ['cms', -60, 0],
  ] as const)('%s by %d s, on a machine that is %d s ahead: each outage is told once, near its time', async (product, seconds, ahead) => {
    const cloud = dualTunnels(1);
    const random = new Random(3);
    let at = cloud.now() + 3 * MINUTE;
    for (let outage = 0; outage < 20; outage++) {
      at += random.whole(200_000, 400_000);
      cloud.tunnel('tun-1a').down({ at });
      at += random.whole(100_000, 300_000);
      cloud.tunnel('tun-1a').up({ at });
    }
    const heard = watching(cloud, {
      aheadMs: () => ahead * SECOND,
      rewriting: { date: (asked) => cloud.now() + (asked === product ? seconds * SECOND : 0) },
    });
    await heard.rounds(Math.ceil((at - cloud.now()) / MINUTE) + 10);
    const [told, real] = [toldChanges(heard.transitions, 'tun-1a'), trueChanges(cloud, 'tun-1a')];
    expect(told.map(({ to }) => to)).toEqual(real.map(({ to }) => to));
    expect(Math.max(...told.map((one, index) => Math.abs(one.at - real[index]!.at)))).toBeLessThan(2 * MINUTE);
    expect(heard.transitions.filter(({ type }) => type === 'connection:failover')).toHaveLength(20);
    expect(heard.transitions.filter(({ late }) => late)).toEqual([]);
    expect(heard.errors).toEqual([]);
  });
});
