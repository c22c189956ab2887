import type { VpnMonitor } from 'alicloud-vpn-monitor';

/** A monitor, and the time of what it looks at. */
export interface Session extends AsyncDisposable {
  readonly monitor: VpnMonitor;
  readonly regionId: string;
  /** The present of the account, in milliseconds since the epoch. */
  now(): number;
  /** Waits for so much of the account's time, or until the signal aborts. Whether there is more to come. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}
