import type { VpnMonitorError } from '../errors.ts';
import type { AlarmChange } from './alarms/index.ts';
import type { DiagnosisFindings } from './diagnoses.ts';
import type { Transition } from './transitions.ts';

/** Where what a watch finds goes to. */
export interface Findings extends DiagnosisFindings {
  transition(transition: Transition): void;
  alarm(change: AlarmChange): void;
  error(error: unknown): void;
  /** Takes what no further try can mend, where nothing was read; whether it need not go to `error`. */
  giveUp(error: VpnMonitorError): boolean;
}
