import type { DiagnosisReason } from './reason.ts';

/** The service's finding about a tunnel or a single-tunnel connection. Frozen. */
export interface Diagnosis {
  /** `Critical` (act at once), `Warn` or `Normal` (nothing is wrong), as the service rates it; `Unknown` if it gives no severity. */
  readonly severity: 'Critical' | 'Warn' | 'Normal' | 'Unknown' | (string & {});
  /** The reason code, documented or not. `Unknown` if the service gives none and its words match no documented one. */
  readonly code: DiagnosisReason | (string & {});
  /** The explanation in the service's words; if it gives none, in the words of this package. */
  readonly reason: string;
  /** The settings to compare, and on which side. Absent for an undocumented code. */
  readonly hint?: string;
  /** The time of the failure, in milliseconds since the epoch. Absent if the service gives none. */
  readonly at?: number;
  /** The tunnel, `tun-…`. Absent for a single-tunnel connection. */
  readonly tunnelId?: string;
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  /** The setting on the Alibaba Cloud side, if the two sides differ. Left out if it could be a key. */
  readonly local?: string;
  /** The setting on the customer gateway, if the two sides differ. Left out if it could be a key. */
  readonly remote?: string;
  /** The log line behind the finding, with anything that looks like a key hidden. Left out if pre-shared keys differ. */
  readonly log?: string;
}

/** Options of `diagnose()`. */
export interface DiagnoseOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
