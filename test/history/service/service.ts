import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';

export interface Service extends AsyncDisposable {
  readonly port: number;
  tell(truth: object): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;
  monitor(now: number, options?: Partial<VpnMonitorOptions>): VpnMonitor;
}

/** Starts a service in another process. */
export async function startService(): Promise<Service> {
  const child = fork(fileURLToPath(new URL('main.mjs', import.meta.url)), { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    tell: async (truth) => {
      await fetch(`${url}/truth`, { method: 'POST', body: JSON.stringify(truth) });
    },
    counts: async () => (await (await fetch(`${url}/counts`)).json()) as Record<string, number>,
    monitor: (now, options = {}) =>
      new VpnMonitor({
        regionId: 'cn-hangzhou',
        credentials: { accessKeyId: 'an-id', accessKeySecret: 'a-secret' },
        endpoint: { cms: `127.0.0.1:${port}`, vpc: `127.0.0.1:${port}`, protocol: 'http' },
        clock: { now: () => now },
        requestsPerSecond: 100_000,
        maxRetries: 0,
        ...options,
      }),
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
