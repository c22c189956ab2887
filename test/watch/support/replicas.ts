import type { PollReport, RoleChange, TunnelWatch, VpnMonitor, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import type { LockingClient, LockingMemory } from './locking.ts';
import { hear, type Heard, monitorOf, sleep } from './watched.ts';

// Long enough for a machine that is busy with other tests.
export const LOCK_MS = 600;
export const POLL_MS = 30;

/** One of several processes that watch the same. */
export interface Replica extends Heard {
  readonly monitor: VpnMonitor;
  readonly watch: TunnelWatch;
  readonly store: LockingClient;
  readonly roles: RoleChange[];
}

export function replica(cloud: Simulator, memory: LockingMemory, options: WatchOptions = {}): Replica {
  const monitor = monitorOf(cloud);
  const store = memory.client();
  const watch = monitor.watch(monitor.fleet(), { pollMs: POLL_MS, lockMs: LOCK_MS, store, ...options });
  const roles: RoleChange[] = [];
  watch.on('role', (change) => roles.push(change));
  return { monitor, watch, store, roles, ...hear(watch) };
}

export async function until(isSo: () => boolean, what = 'something'): Promise<void> {
  const end = performance.now() + 5000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited too long for ${what}`);
    await sleep(2);
  }
}

/** Stops all of this process for a while, as SIGSTOP does. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** How many timers keep this process alive. */
export const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** What a report of a standby has. */
export const NO_ROUND: Partial<PollReport> = {
  role: 'standby',
  calls: {},
  connections: 0,
  tunnels: 0,
  appeared: [],
  vanished: [],
  points: 0,
  events: 0,
  transitions: 0,
  disagreements: [],
  failed: [],
};
