import type { EventContext } from '../events/index.ts';
import type { ScopeContext } from '../scopes/index.ts';
import type { Usage } from '../transport/index.ts';

/** What a watch needs of its monitor. */
export interface WatchContext {
  readonly regionId: string;
  readonly scopes: ScopeContext;
  readonly events: EventContext;
  /** Watches that poll, for the monitor to stop. */
  readonly watching: Set<{ stop(): Promise<void> }>;
  usage(): Usage;
  /** What distinguishes the account from others, as far as the transport knows. */
  accountKey(signal: AbortSignal): Promise<string | undefined>;
}
