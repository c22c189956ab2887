import { type Alarm, type Logger, type TunnelWatch, VpnMonitor, type VpnMonitorOptions, type WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { hear, type Heard, MemoryStore, REGION } from '../support/watched.ts';

/** A watch with alarms, over HTTP. */
export interface AlarmWatch extends Heard, AsyncDisposable {
  readonly watch: TunnelWatch;
  /** All that were raised and cleared, in order. */
  readonly alarms: { readonly type: 'raised' | 'cleared'; readonly alarm: Alarm }[];
  /** Transitions and alarms, in the order in which they were emitted. */
  readonly emitted: string[];
  /** The alarms since the last time this was asked, such as `12:03:20 raised tunnel:down tun-1 since 12:00:20`. */
  paged(): string[];
  /** Keys of those that were raised and not cleared. */
  open(): string[];
  /** Ends without what a stop saves, as a process does that is killed. */
  abandon(): Promise<void>;
}

export interface Setup extends WatchOptions {
  readonly targets?: (monitor: VpnMonitor) => Parameters<VpnMonitor['watch']>[0];
  readonly logger?: Partial<Logger>;
  readonly monitor?: Partial<VpnMonitorOptions>;
}

export async function alarmWatch(
  cloud: Simulator,
  { targets = (monitor) => monitor.fleet(), logger, monitor: more, ...options }: Setup,
): Promise<AlarmWatch> {
  const server = await cloud.listen();
  const service = more?.transport ? {} : { endpoint: server.endpoint, credentials: server.credentials };
  const monitor = new VpnMonitor({
    regionId: REGION,
    ...service,
    clock: cloud.clock,
    requestsPerSecond: 100_000,
    maxRetries: 0,
    ...(logger && { logger }),
    ...more,
  });
  const watch = monitor.watch(targets(monitor), options);
  const heard = hear(watch);
  const alarms: AlarmWatch['alarms'] = [];
  const emitted: string[] = [];
  watch.on('transition', ({ type }) => emitted.push(type));
  for (const type of ['raised', 'cleared'] as const) {
    watch.on(`alarm:${type}`, (alarm) => {
      alarms.push({ type, alarm });
      emitted.push(`alarm:${type}`);
    });
  }
  let from = 0;
  return {
    ...heard,
    watch,
    alarms,
    emitted,
    paged() {
      const fresh = alarms.slice(from);
      from = alarms.length;
      return fresh.map(({ alarm }) => lineOf(alarm));
    },
    open() {
      const open = new Set<string>();
      for (const { type, alarm } of alarms) {
        if (type === 'raised') open.add(alarm.key);
        else open.delete(alarm.key);
      }
      return [...open];
    },
    async abandon() {
      await monitor.close();
      await server.close();
    },
    async [Symbol.asyncDispose]() {
      await monitor.close();
      await server.close();
    },
  };
}

const time = (at: number): string => new Date(at).toISOString().slice(11, 19);

export function lineOf({ on, resource, since, raisedAt, clearedAt, reason }: Alarm): string {
  const about = `${on} ${resource.tunnelId ?? resource.connectionId}`;
  return clearedAt === undefined
    ? `${time(raisedAt)} raised ${about} since ${time(since)}`
    : `${time(clearedAt)} cleared ${about}${reason === 'ended' ? '' : ` ${String(reason)}`}`;
}

/** A store that holds what this one holds now: a process that dies now leaves this behind. */
export function left(store: MemoryStore): MemoryStore {
  const copy = new MemoryStore();
  for (const [key, value] of store.kept) copy.kept.set(key, value);
  return copy;
}

/** The state that a store holds. */
export const savedIn = (store: MemoryStore): Record<string, unknown> =>
  JSON.parse([...store.kept.values()][0] ?? '{}') as Record<string, unknown>;
