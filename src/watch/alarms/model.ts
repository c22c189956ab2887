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

/** When an alarm is raised. */
export interface AlarmRule {
  /** The state, by the transition that begins it. */
  readonly on: AlarmType;
  /** How long the state must have lasted by the evidence: milliseconds, or a number with a unit, such as `'3m'`; at most 365 days. Default: 0, at once. */
  readonly for?: Duration | undefined;
}

interface AlarmOf<T extends AlarmType> {
  /** The alarm's own, and the same when it is raised and when it is cleared, also after a restart from a store: a pager's deduplication key. */
  readonly key: string;
  readonly on: T;
  /** The tunnel or the connection. */
  readonly resource: Extract<Transition, { readonly type: T }>['resource'];
  /** When the state began, in milliseconds since the epoch. */
  readonly since: number;
  /** When it had lasted for as long as the rule says, in milliseconds since the epoch. */
  readonly raisedAt: number;
  /**
   * When the state ended, in milliseconds since the epoch; where the resource is gone or the rule was removed, when the watch found out. Absent while the alarm
   * stands. Never before `since`; before `raisedAt` where what ended the state was published late.
   */
  readonly clearedAt?: number;
  /** Why it was cleared: the state has `ended`, the resource is `gone`, or the rule was `removed` since. Absent while the alarm stands. */
  readonly reason?: 'ended' | 'gone' | 'removed';
  /** The transition that began the state. One that was there when the watch began was not emitted. */
  readonly transition: Extract<Transition, { readonly type: T }>;
}

/**
 * A state that has lasted for as long as a rule of `alarms` says. Frozen. `on` is the discriminant.
 *
 * Its times are those of the evidence, so they do not depend on when the watch polls. Of one `key`, raised and cleared alternate.
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
