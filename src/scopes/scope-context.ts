import type { QueryContext } from '../metrics/index.ts';
import type { Topology } from '../topology/index.ts';

/** What a scope needs of its monitor. */
export interface ScopeContext extends QueryContext {
  readonly topology: Topology;
}
