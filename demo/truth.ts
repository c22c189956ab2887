import type { Transition, TransitionType } from 'alicloud-vpn-monitor';
import type { Simulator, TrueTransition } from 'alicloud-vpn-monitor/testing';
import { transitionSubject } from '../src/cli/text/index.ts';

/** A change that really happened, and that the watch is to report. */
export interface Expected {
  readonly at: number;
  readonly type: TransitionType;
  readonly id: string;
}

const TYPES = {
  ipsec: { up: 'tunnel:up', down: 'tunnel:down' },
  bgp: { up: 'bgp:up', down: 'bgp:down' },
  health: { up: 'health:ok', down: 'health:failed' },
} as const;

/** All changes in the simulator since a time: of tunnels, BGP sessions and health checks, and those of the connections that follow. */
export function expectedOf(cloud: Simulator, since: number): readonly Expected[] {
  return cloud.connections.flatMap(({ id, tunnelIds }) => {
    const changes = cloud.truth.transitions(id);
    const own = changes.map(({ at, aspect, to, tunnelId }) => ({ at, type: TYPES[aspect][to], id: tunnelId ?? id }));
    return [...own, ...ofConnection(id, tunnelIds, changes)].filter(({ at }) => at > since);
  });
}

/** The changes of a connection that follow from those of its tunnels. */
function ofConnection(id: string, tunnelIds: readonly string[], changes: readonly TrueTransition[]): Expected[] {
  const up = new Map((tunnelIds.length > 0 ? tunnelIds : [id]).map((key) => [key, true]));
  const expected: Expected[] = [];
  let was: TransitionType = 'connection:up';
  let failedOver = false;
  for (const at of new Set(changes.map((change) => change.at))) {
    for (const { aspect, to, tunnelId } of changes.filter((change) => change.at === at))
      if (aspect === 'ipsec') up.set(tunnelId ?? id, to === 'up');
    const states = [...up.values()];
    const now = states.every(Boolean) ? 'connection:up' : states.some(Boolean) ? 'connection:degraded' : 'connection:down';
    if (now !== was) expected.push({ at, type: now, id });
    // The first tunnel is the active one.
    const standsIn = states[0] === false && states[1] === true;
    if (standsIn && !failedOver) expected.push({ at, type: 'connection:failover', id });
    [was, failedOver] = [now, standsIn];
  }
  return expected;
}

/** Reported changes against true ones. */
export interface Comparison {
  readonly missed: readonly Expected[];
  readonly wrong: readonly Transition[];
  /** By how much the reported times are off, in milliseconds. */
  readonly offBy: readonly number[];
  /** How long after it happened each change was reported, in milliseconds. */
  readonly delays: readonly number[];
}

/** Pairs each true change with the reported transition of the same type and resource at about the same time. */
export function compare(expected: readonly Expected[], reported: readonly Transition[], toleranceMs: number): Comparison {
  const left = [...reported];
  const missed: Expected[] = [];
  const offBy: number[] = [];
  const delays: number[] = [];
  for (const one of expected) {
    const index = left.findIndex(
      (transition) =>
        transition.type === one.type && transitionSubject(transition) === one.id && Math.abs(transition.at - one.at) <= toleranceMs,
    );
    const [found] = index < 0 ? [] : left.splice(index, 1);
    if (found) {
      offBy.push(Math.abs(found.at - one.at));
      delays.push(found.observedAt - one.at);
    } else missed.push(one);
  }
  return { missed, wrong: left, offBy, delays };
}
