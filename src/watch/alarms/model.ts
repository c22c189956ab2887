import type { Duration } from '../../internal/time.ts';
import type { Transition, TransitionType } from '../transitions.ts';

/**
 * A state that an alarm can be raised for, named by the transition that begins it.
 *
 * | State | Meaning | It ends with |
 * |---|---|---|
 * | `connection:down` | no tunnel of a connection is up | `connection:up`, `connection:degraded` |
 * | `connection:degraded` | some tunnels of a connection are up, some are down | `connection:up`, `connection:down` |
 * | `tunnel:down` | a tunnel, or a single-tunnel connection, is down | `tunnel:up` |
 * | `tunnel:stale` | no source reports a tunnel | any evidence of its IPsec |
 * | `bgp:down` | the BGP session of a tunnel is lost | `bgp:up`, or BGP is disabled |
 * | `health:failed` | the health check of a single-tunnel connection fails | `health:ok`, or the check is disabled |
 */
export type AlarmType = Extract<
  TransitionType,
  'tunnel:down' | 'tunnel:stale' | 'bgp:down' | 'health:failed' | 'connection:degraded' | 'connection:down'
>;

/** A rule that raises alarms. */
export interface AlarmRule {
  /** The state, named by the transition that begins it. */
  readonly on: AlarmType;
  /** How long the state must last, by the evidence: milliseconds, or a number with a unit, such as `'3m'`; at most 365 days. Default: 0 (at once). */
  readonly for?: Duration | undefined;
}

interface AlarmOf<T extends AlarmType> {
  /** Identifies the alarm from raised to cleared, also after a restart from a store. Use it as the deduplication key of a pager. */
  readonly key: string;
  /** The state, named by the transition that begins it. */
  readonly on: T;
  /** The tunnel or connection. */
  readonly resource: Extract<Transition, { readonly type: T }>['resource'];
  /** The beginning of the state, in milliseconds since the epoch. */
  readonly since: number;
  /** The time at which the state had lasted as long as the rule requires, in milliseconds since the epoch. */
  readonly raisedAt: number;
  /**
   * The end of the state, in milliseconds since the epoch. If the resource is gone or the rule was removed, the time at which the watch found out.
   * Absent until the alarm is cleared. Never before `since`, but possibly before `raisedAt`, if the evidence of the end was published late.
   */
  readonly clearedAt?: number;
  /** Why it was cleared: the state has `ended`, the resource is `gone`, or the rule was `removed`. Absent until the alarm is cleared. */
  readonly reason?: 'ended' | 'gone' | 'removed';
  /** The transition that began the state. If the state existed before the watch started, this transition was never emitted. */
  readonly transition: Extract<Transition, { readonly type: T }>;
}

/**
 * A state that has lasted for the time of a rule in `alarms`. Frozen. `on` is the discriminant.
 *
 * Its times come from the evidence, so they do not depend on when the watch polls. For each `key`, raised and cleared alternate.
 *
 * @example
 * ```ts
 * import type { Alarm, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function pageFor(monitor: VpnMonitor, open: (key: string, text: string) => void, resolve: (key: string) => void): Promise<AsyncDisposable> {
 *   const watch = monitor.watch(monitor.fleet(), { alarms: [{ on: 'connection:down', for: '3m' }, { on: 'tunnel:stale' }] });
 *   const nameOf = ({ resource }: Alarm): string => resource.tunnelId ?? resource.connectionId;
 *   watch.on('error', (error) => console.error(error));
 *   watch.on('alarm:raised', (alarm) => open(alarm.key, `${alarm.on} ${nameOf(alarm)} since ${new Date(alarm.since).toISOString()}`));
 *   watch.on('alarm:cleared', ({ key }) => resolve(key));
 *   await watch.start();
 *   return watch;
 * }
 * ```
 */
export type Alarm = { readonly [T in AlarmType]: AlarmOf<T> }[AlarmType];

/** An alarm that is raised or cleared. */
export interface AlarmChange {
  readonly type: 'alarm:raised' | 'alarm:cleared';
  readonly alarm: Alarm;
}
