import type { MetricName } from '../catalog/index.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { EvidenceSource } from './model.ts';

/** The evidence for a transition. */
export interface TransitionEvidence {
  /** A poll of the topology, a datapoint or an event. */
  readonly source: EvidenceSource;
  /** The time of the event or poll, or the timestamp of the datapoint, in milliseconds since the epoch. */
  readonly at: number;
  /** The event, if the source is an event. */
  readonly event?: VpnSystemEvent;
  /** The metric, if the source is a datapoint that this round read. */
  readonly metric?: MetricName;
  /** The value of the datapoint: 1 for up, 0 for down, or the share of the period that it was up. */
  readonly value?: number;
}

/** The fields of every transition. */
export interface TransitionFields {
  /** Identifies the transition, also after a restart from a store. Remember it to act on each transition once. */
  readonly id: string;
  /**
   * The time of the change as far as the evidence shows, in milliseconds since the epoch: exact for an event, the period for a datapoint, the time
   * of the poll for a poll of the topology.
   */
  readonly at: number;
  /** The time at which the watch found out, by the service's time, in milliseconds since the epoch. `observedAt - at` is the delay. */
  readonly observedAt: number;
  /** Set when the evidence arrived after newer evidence. Emitted together with the transition that ended it; the current state is unchanged. */
  readonly late?: true;
  /** The source of the evidence. */
  readonly source: EvidenceSource;
  /** The evidence in detail. */
  readonly evidence: TransitionEvidence;
}
