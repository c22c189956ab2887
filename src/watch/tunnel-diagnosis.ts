import type { Diagnosis } from '../diagnose/index.ts';
import type { WatchedResource } from './model.ts';

/** The service's findings about a tunnel that went down, some time after `tunnel:down`. Frozen. */
export interface TunnelDiagnosis {
  /** The `id` of the `tunnel:down` transition. */
  readonly transitionId: string;
  /** The tunnel. A single-tunnel connection has no `tunnelId`. */
  readonly resource: WatchedResource;
  /** The findings; empty if the service has none for this tunnel. */
  readonly diagnoses: readonly Diagnosis[];
  /** The time of the request by the service's time, in milliseconds since the epoch. */
  readonly at: number;
}
