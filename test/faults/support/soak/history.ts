import type { ConnectionSpec, Simulator } from 'alicloud-vpn-monitor/testing';
import type { Random } from '../random.ts';
import { HOUR, MINUTE, type SoakPlan } from './plan.ts';

interface Period {
  readonly from: number;
  readonly until: number;
}

/** Writes what happens to every connection from before the start to the time that is left for it to settle. */
export function writeHistory(cloud: Simulator, plan: SoakPlan, random: Random): void {
  const { startAt, endAt, settleMs, quietMs } = plan;
  const before = { from: startAt - 2 * HOUR, until: startAt - quietMs };
  const after = { from: startAt + quietMs, until: endAt - settleMs };
  for (const connection of plan.account.connections ?? []) {
    const meanMs = random.pick([HOUR, 4 * HOUR, 12 * HOUR, 48 * HOUR]);
    const own = random.fork();
    if (quietMs > 0) {
      writeConnection(cloud, connection, plan.dense, before, meanMs, own);
      writeConnection(cloud, connection, plan.dense, after, meanMs, own);
    } else {
      writeConnection(cloud, connection, plan.dense, { from: before.from, until: after.until }, meanMs, own);
    }
  }
}

/** One thing after another, so that no step undoes part of the one before. */
function writeConnection(
  cloud: Simulator,
  spec: ConnectionSpec,
  dense: boolean,
  { from, until }: Period,
  meanMs: number,
  random: Random,
): void {
  // Of changes that leave no events, two that are close cannot be told apart.
  const apartMs = dense ? 0 : 5 * MINUTE;
  const whole = cloud.connection(spec.id!);
  const links = spec.mode === 'dual' ? spec.tunnels!.map(({ id }) => cloud.tunnel(id!)) : [whole];
  for (let at = from; ;) {
    at += apartMs + Math.ceil(-Math.log(1 - random.next()) * meanMs);
    const ms = drawLength(random);
    const end = at + ms;
    if (end >= until) return;
    const link = random.pick(links);
    const phase = random.pick(['phase1', 'phase2'] as const);
    switch (random.pick(['one', 'one', 'one', 'both', 'overlap', 'swap', 'flap', 'bgp', 'health'] as const)) {
      case 'one':
        link.down({ at, phase }).up({ at: end });
        break;
      case 'both':
        whole.down({ at, phase }).up({ at: end });
        break;
      case 'overlap': {
        const [first, second] = random.chance(0.5) ? links : [...links].reverse();
        const middle = random.whole(at, end);
        first!.down({ at, phase }).up({ at: end });
        if (second && end + ms < until) {
          second.down({ at: middle, phase }).up({ at: end + ms });
          at += ms;
        }
        break;
      }
      case 'swap': {
        const [first, second] = random.chance(0.5) ? links : [...links].reverse();
        first!.down({ at, phase }).up({ at: end });
        if (second && end + ms < until) {
          second.down({ at: end, phase }).up({ at: end + ms });
          at += ms;
        }
        break;
      }
      case 'flap': {
        if (!dense) break;
        const every = random.whole(20_000, 5 * MINUTE);
        const times = random.whole(2, 6);
        if (at + every * times * 2 >= until) break;
        random.pick([whole, link]).flap({ every, times, at });
        at += every * times * 2;
        break;
      }
      case 'bgp':
        if (spec.bgp) link.bgpDown({ at }).bgpUp({ at: end });
        break;
      case 'health':
        if (spec.healthCheck) whole.healthFailed({ at }).healthOk({ at: end });
        break;
    }
    at += ms + 1;
    // Some stay down for good.
    if (random.chance(0.01) && at + apartMs < until) {
      link.down({ at: at + apartMs, phase });
      return;
    }
  }
}

/** From 20 seconds to hours, short ones as often as long ones; many are shorter than a minute or two, which few datapoints show. */
function drawLength(random: Random): number {
  if (random.chance(0.4)) return random.whole(20_000, 80_000);
  return Math.round(20_000 * ((4 * HOUR) / 20_000) ** random.next());
}
