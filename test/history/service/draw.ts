import type { Random } from '../../faults/support/random.ts';
import { type Link, MINUTE, type Odd, type Site } from './truth.ts';

export function drawTurns(random: Random, from: number, to: number): number[] {
  const turns: number[] = [];
  for (let at = from; ;) {
    at += random.pick([
      () => random.whole(1, 900),
      () => random.whole(1_000, 70_000),
      () => random.whole(1, 5) * MINUTE,
      () => random.whole(MINUTE, 60 * MINUTE),
      () => random.whole(MINUTE, 300 * MINUTE),
      () => random.whole(MINUTE, 300 * MINUTE),
    ])();
    if (turns.length === 0) at += random.whole(0, 30 * MINUTE);
    if (at > to) return turns;
    turns.push(at);
  }
}

export function drawOdd(random: Random, now: number): Odd {
  return {
    now,
    stamp: random.pick(['start', 'end']),
    missing: random.pick([0, 0, 0.05, 0.2]),
    delayMs: random.pick([0, 90_000]),
    doubled: random.pick([0, 0.2]),
    unordered: random.chance(0.5),
    text: random.chance(0.5),
    datapoints: random.pick(['list', 'blank']),
    lastToken: random.pick(['same', 'blank']),
    mostRows: random.pick([1440, 400, 97]),
    eventPage: random.pick([100, 50, 20, 10]),
    countsStart: random.chance(0.3),
    statistic: random.pick(['Average', 'Value']),
    junk: random.chance(0.4),
    fraction: random.pick([0, 0, 0, 0.4]),
  };
}

export function drawSites(random: Random, from: number, to: number): Site[] {
  const link = (id: string, connectionId: string, other?: readonly number[]): Link => ({
    id,
    connectionId,
    turns:
      other && random.chance(0.3)
        ? other
            .map((at) => at + random.pick([0, 0, random.whole(-2_000, 2_000)]))
            .sort((a, b) => a - b)
            .filter((at, i, all) => at !== all[i - 1] && at > from)
            .slice(0, 2 * Math.floor(other.length / 2))
        : drawTurns(random, from, to),
    ...(random.chance(0.5) && { sessionTurns: drawTurns(random, from, to) }),
  });
  const dual = (id: string, attachedTo: 'gateway' | 'router'): Site => {
    const first = link(`tun-${id}1`, `vco-${id}`);
    return { id: `vco-${id}`, attachedTo, links: [first, link(`tun-${id}2`, `vco-${id}`, first.turns)] };
  };
  const single = (id: string, attachedTo: 'gateway' | 'router'): Site => ({
    id: `vco-${id}`,
    attachedTo,
    links: [{ ...link(`vco-${id}`, `vco-${id}`), healthTurns: drawTurns(random, from, to) }],
  });
  return [dual('a', 'gateway'), dual('b', 'router'), single('c', 'gateway'), single('d', 'router')];
}
