import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { httpsTransport, type Transport } from 'alicloud-vpn-monitor';
import type { ConnectionControl, FailureSpec, SimulatedServer } from 'alicloud-vpn-monitor/testing';

/** What the account is to do, in this order. */
export interface Order {
  readonly connection?: string;
  readonly tunnel?: string;
  readonly change?: Exclude<keyof ConnectionControl, 'id' | 'flap'>;
  readonly fail?: FailureSpec;
  readonly publish?: readonly [name: string, resourceId: string];
  readonly advance?: number;
  readonly deliver?: true;
}

/** An account that another process serves. */
export interface RemoteAccount extends AsyncDisposable {
  /** Its time, which only orders move. */
  readonly clock: { now(): number };
  readonly transport: Transport;
  order(order: Order): Promise<void>;
}

interface Report extends Pick<SimulatedServer, 'endpoint' | 'credentials'> {
  readonly now: number;
}

export async function remoteAccount(): Promise<RemoteAccount> {
  const child = fork(fileURLToPath(new URL('account-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const next = async (): Promise<Report> => ((await once(child, 'message')) as [Report])[0];
  const { endpoint, credentials, now: begun } = await next();
  let now = begun;
  return {
    clock: { now: () => now },
    transport: httpsTransport({ regionId: 'cn-hangzhou', endpoint, credentials }),
    order: async (order) => {
      const report = next();
      child.send(order);
      ({ now } = await report);
    },
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'exit');
      child.disconnect();
      await closed;
    },
  };
}
