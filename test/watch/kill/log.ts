import type { SimulatedCredentials } from '../../../src/testing/secret.ts';
import type { SimulatedEndpoint } from '../../../src/testing/server.ts';
import type { StoreSpec } from './stores.ts';

/** What a child is told at its start. */
export interface Orders {
  readonly run: number;
  readonly regionId: string;
  readonly endpoint: SimulatedEndpoint;
  readonly credentials: SimulatedCredentials;
  readonly store: StoreSpec;
  /** Eight bytes: the simulated time, as a double. */
  readonly clockFile: string;
  readonly logFile: string;
  readonly pollMs: number;
  /** Where the child is to kill itself: at the n-th such line, or some turns of its event loop later. */
  readonly dieAt?: { readonly mark: Line['mark']; readonly count: number; readonly turns: number } | undefined;
}

/** What a child writes down before it goes on: one line each, in one write. */
export type Line = { readonly run: number } & (
  | { readonly mark: 'loaded' | 'round' | 'set' | 'kept' | 'poll' }
  | { readonly mark: 'error'; readonly message: string }
  | {
      readonly mark: 'paged';
      readonly change: 'raised' | 'cleared';
      readonly key: string;
      readonly on: string;
      readonly resource: string;
      /** The id of the transition that began the state. */
      readonly transition: string;
    }
  | {
      readonly mark: 'told';
      readonly id: string;
      readonly type: string;
      readonly resource: string;
      readonly connectionId: string | undefined;
      readonly to: string;
      readonly at: number;
      readonly observedAt: number;
      readonly late: boolean;
      readonly text: string;
    }
);

export type ToldLine = Extract<Line, { mark: 'told' }>;

export type PagedLine = Extract<Line, { mark: 'paged' }>;

export type Told = Omit<ToldLine, 'run' | 'mark'>;
