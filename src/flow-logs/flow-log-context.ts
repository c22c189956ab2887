import type { Clock } from '../internal/clock.ts';
import type { ListDependencies, Topology } from '../topology/index.ts';

/** What flow logs need of their monitor. */
export interface FlowLogContext extends ListDependencies {
  readonly topology: Topology;
  readonly clock: Clock;
}
