import type { Transition, TransitionType } from '../transitions.ts';
import type { Turn } from './course.ts';
import type { Alarm, AlarmType } from './model.ts';

/** What ends each state. Silence ends none but its own absence. */
const ENDS: Readonly<Record<AlarmType, readonly TransitionType[]>> = {
  'tunnel:down': ['tunnel:up'],
  'tunnel:stale': ['tunnel:up', 'tunnel:down'],
  'bgp:down': ['bgp:up'],
  'health:failed': ['health:ok'],
  'connection:degraded': ['connection:up', 'connection:down'],
  'connection:down': ['connection:up', 'connection:degraded'],
};

/** The transitions of one connection that began or ended a state of it, or of its tunnel of this key. */
export function turnsOf(
  transitions: readonly Transition[],
  on: AlarmType,
  tunnel: string | undefined,
): readonly Turn<Alarm['transition']>[] {
  return transitions.flatMap((transition) => {
    const { type, at, late = false, resource } = transition;
    const isAbout = tunnel === undefined || tunnel === (resource.tunnelId ?? resource.connectionId);
    const isOn = type === on;
    if (!isAbout || !(isOn || ENDS[on].includes(type))) return [];
    // One that ends the state is read for its time alone.
    return [{ isOn, at, isLate: late, transition: transition as Alarm['transition'] }];
  });
}
