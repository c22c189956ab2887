import type { Diagnosis } from '../diagnose/index.ts';
import type { WatchedResource } from './model.ts';

/** What the service says of a tunnel that went down, some time after `tunnel:down`. Frozen. */
export interface TunnelDiagnosis {
  /** The `id` of the `tunnel:down` transition. */
  readonly transitionId: string;
  /** The tunnel. A single-tunnel connection has no `tunnelId`. */
  readonly resource: WatchedResource;
  /** What was found; empty where the service says nothing of the tunnel. */
  readonly diagnoses: readonly Diagnosis[];
  /** When it was asked for, by the service's time, in milliseconds since the epoch. */
  readonly at: number;
}
