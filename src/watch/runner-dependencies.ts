import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import type { Findings } from './findings.ts';
import type { CheckedOptions } from './options.ts';
import type { PollReport } from './report.ts';
import type { RoleChange } from './watch-events.ts';

/** What a runner works with. */
export interface RunnerDependencies {
  readonly context: WatchContext;
  readonly membership: Membership;
  readonly options: CheckedOptions;
  readonly findings: Omit<Findings, 'giveUp' | 'idle'> & {
    poll(report: PollReport): void;
    role(change: RoleChange): void;
    hearsErrors(): boolean;
  };
  /** The watch, for its monitor to stop. */
  readonly watch: { stop(): Promise<void> };
}
