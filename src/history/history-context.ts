import type { EventContext } from '../events/index.ts';
import type { ScopeContext } from '../scopes/index.ts';

/** What a history needs of its monitor. */
export interface HistoryContext {
  readonly scopes: ScopeContext;
  readonly events: EventContext;
}
