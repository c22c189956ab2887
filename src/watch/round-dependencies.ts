import type { VpnSystemEvent } from '../events/index.ts';
import type { WatchContext } from './context.ts';
import type { Engine } from './engine.ts';
import type { CheckedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { CheckpointStore } from './persist/index.ts';
import type { Lease } from './replicas/index.ts';
import type { Roster } from './roster.ts';
import type { FailureHandling } from './round-failures.ts';
import type { CertificateSource } from './sources/certificates.ts';
import type { EventSource } from './sources/events.ts';
import type { MetricSource } from './sources/metrics.ts';
import type { TopologySource } from './sources/topology.ts';
import type { WatchedTargets } from './targets.ts';

/** What a round works with. */
export interface RoundDependencies {
  readonly context: WatchContext;
  readonly options: CheckedOptions;
  readonly roster: Roster;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly targets: WatchedTargets;
  readonly sources: {
    readonly topology: TopologySource;
    readonly metrics: MetricSource;
    readonly events: EventSource;
    readonly certificates: CertificateSource;
  };
  readonly store: CheckpointStore;
  /** The lock of the store, where it has one. */
  readonly lease: Lease | undefined;
  readonly failures: FailureHandling;
  /** Events that wait for a round. */
  takeEarly(): readonly VpnSystemEvent[];
  /** Lets events wait for the next round. */
  readonly keepEarly: (events: readonly VpnSystemEvent[]) => void;
  /** A round was evaluated, as of an instant. */
  evaluated(now: number): void;
}
