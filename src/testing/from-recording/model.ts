import type { RecordedEvents } from '../events/recorded.ts';
import type { SimulatorOptions } from '../options.ts';
import type { RecordedRule } from './alerts.ts';
import type { PastCourse } from './past.ts';

/** What happened to an account before the simulator begins. */
export interface RecordedPast {
  readonly courses: readonly PastCourse[];
  readonly events: RecordedEvents;
  readonly rules: readonly RecordedRule[];
}

/** The account that a recording shows. */
export interface RecordedAccount {
  readonly options: SimulatorOptions;
  readonly past: RecordedPast;
}
