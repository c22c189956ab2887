import type { ConnectionCondition } from './model.ts';
import type { Value } from './timeline/index.ts';

/** What the tunnels of a connection make it. */
export function conditionOf(values: readonly Value[]): ConnectionCondition {
  if (values.length === 0 || values.includes('unknown')) return 'unknown';
  if (values.every((value) => value === 'up')) return 'up';
  return values.includes('up') ? 'degraded' : 'down';
}

/** Whether the standby tunnel carries the traffic for the active one; `undefined` where what is known decides nothing. */
export function isFailover(active: Value | undefined, standby: Value | undefined): boolean | undefined {
  if (active === 'down' && standby === 'up') return true;
  return active === 'up' || standby === 'down' ? false : undefined;
}
