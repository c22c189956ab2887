import type { DiagnosisReason } from './reason.ts';

/** What the service says of one tunnel, or of one single-tunnel connection. Frozen. */
export interface Diagnosis {
  /** As the service says it: `Critical` (look into it at once), `Warn`, `Normal` (nothing is wrong). `Unknown` where it says nothing. */
  readonly severity: 'Critical' | 'Warn' | 'Normal' | 'Unknown' | (string & {});
  /** The reason code: one that is documented, or another one as it came. */
  readonly code: DiagnosisReason | (string & {});
  /** The service's own words for it; where it has none, this package's. */
  readonly reason: string;
  /** What to compare on which side. Absent for a code that is not documented. */
  readonly hint?: string;
  /** When it failed, in milliseconds since the epoch. */
  readonly at?: number;
  /** Absent for a single-tunnel connection. */
  readonly tunnelId?: string;
  readonly connectionId: string;
  /** The value set on the Alibaba Cloud side, where a setting differs. Never given where it could be a key. */
  readonly local?: string;
  /** The value of the customer gateway. Never given where it could be a key. */
  readonly remote?: string;
  /** The log line it was found by, without what looks like a key. Not given for a pre-shared key that differs. */
  readonly log?: string;
}

/** How a diagnosis is asked for. */
export interface DiagnoseOptions {
  /** Ends the wait: the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
