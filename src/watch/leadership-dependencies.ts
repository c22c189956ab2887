import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import type { EarlyEvents } from './early-events.ts';
import type { Findings } from './findings.ts';
import type { CheckedOptions } from './options.ts';
import type { RoleChange } from './watch-events.ts';

/** What leadership works with. */
export interface LeadershipDependencies {
  readonly context: WatchContext;
  readonly membership: Membership;
  readonly options: CheckedOptions;
  readonly findings: Findings & { role(change: RoleChange): void };
  readonly early: EarlyEvents;
}
