import type { SimulatedCredentials } from '../../../src/testing/secret.ts';
import type { SimulatedEndpoint } from '../../../src/testing/server.ts';
import type { PagedLine, ToldLine } from '../kill/log.ts';

/** What a replica is told at its start. */
export interface Orders {
  readonly run: number;
  /** Its place in the shared clock. */
  readonly place: number;
  readonly regionId: string;
  readonly endpoint: SimulatedEndpoint;
  readonly credentials: SimulatedCredentials;
  readonly client: 'redis' | 'ioredis';
  readonly redisPort: number;
  readonly clockFile: string;
  readonly logFile: string;
  readonly pollMs: number;
  readonly lockMs: number;
}

/** What a replica is told later: to kill or to stop itself at the n-th such line from now on, or some turns of its event loop later. */
export interface Order {
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly mark: Line['mark'];
  readonly count: number;
  readonly turns: number;
}

/** What a replica writes down before it goes on. `t` is the time since the machine was started, in milliseconds, which all processes share. */
export type Line = { readonly run: number; readonly t: number } & (
  | { readonly mark: 'loaded' | 'round' | 'set' | 'kept' | 'poll' | 'stopping' }
  | { readonly mark: 'role'; readonly role: 'active' | 'standby' }
  | { readonly mark: 'error'; readonly message: string }
  | Omit<ToldLine, 'run'>
  | Omit<PagedLine, 'run'>
);

/** A time that all processes of this machine share. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;
