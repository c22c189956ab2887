import type { Transition } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';

/** A change of a tunnel, or of what the tunnels of a connection come to. */
export interface Change {
  readonly to: string;
  readonly at: number;
}

/** The changes of a tunnel in truth, oldest first. */
export function trueChanges(cloud: Simulator, tunnelId: string): Change[] {
  return cloud.truth
    .transitions(tunnelId)
    .filter(({ aspect }) => aspect === 'ipsec')
    .map(({ to, at }) => ({ to, at }));
}

/** The changes of a tunnel as they were announced, in the order of their times. */
export function toldChanges(transitions: readonly Transition[], tunnelId: string): Change[] {
  return inOrder(transitions.filter((one) => one.type.startsWith('tunnel:') && subjectOf(one) === tunnelId));
}

/** The changes of a connection as they were announced, failovers among them, in the order of their times. */
export function toldCourse(transitions: readonly Transition[], connectionId: string): Change[] {
  return inOrder(transitions.filter((one) => one.type.startsWith('connection:') && subjectOf(one) === connectionId));
}

export const subjectOf = ({ resource }: Transition): string => resource.tunnelId ?? resource.connectionId ?? resource.certificateId ?? '';

function inOrder(transitions: readonly Transition[]): Change[] {
  return transitions.map(({ type, to, at }) => ({ to: type === 'connection:failover' ? 'failover' : to, at })).sort((a, b) => a.at - b.at);
}

/** What the changes of its two tunnels, active and standby, come to for a connection whose tunnels were up. */
export function courseOf(active: readonly Change[], standby: readonly Change[]): Change[] {
  const moments = [...new Set([...active, ...standby].map(({ at }) => at))].sort((a, b) => a - b);
  const valueAt = (changes: readonly Change[], at: number): string => changes.filter((one) => one.at <= at).at(-1)?.to ?? 'up';
  const course: Change[] = [];
  let [condition, failedOver] = ['up', false];
  for (const at of moments) {
    const sides = [valueAt(active, at), valueAt(standby, at)];
    const now = sides.every((side) => side === 'up') ? 'up' : sides.includes('up') ? 'degraded' : 'down';
    if (now !== condition) course.push({ to: now, at });
    condition = now;
    const standsIn = sides[0] === 'down' && sides[1] === 'up';
    if (standsIn && !failedOver) course.push({ to: 'failover', at });
    failedOver = standsIn;
  }
  return course;
}
