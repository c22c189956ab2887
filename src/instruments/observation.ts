import type { Observed } from './instrument.ts';
import { Measurements, type Naming } from './measurements.ts';
import { CertificateSource, MonitorSource } from './monitor-source.ts';
import type { CheckedObserveOptions } from './observe-options.ts';
import { QuerySource } from './query-source.ts';
import { type NamedSource, namedSources, type NameSource, uniqueNames, type VpnSources } from './sources.ts';
import { WatchSource } from './watch-source.ts';

/** Sources that are observed together, until they are closed. */
export class Observation {
  readonly #observed: readonly Observed[];
  #isClosed = false;

  constructor(sources: VpnSources, options: CheckedObserveOptions, taker: string) {
    const nameOf = uniqueNames();
    const named = namedSources(sources, taker, nameOf);
    this.#observed = named.flatMap((one) => observedOf(one, options, nameOf));
  }

  /** What is known now. Asks nothing. */
  read(naming: Naming): Measurements {
    return new Measurements(this.#isClosed ? [] : this.#observed, naming);
  }

  /** Polls what is polled, now. */
  async poll(): Promise<void> {
    await Promise.all(this.#observed.map(async (one) => one.poll?.()));
  }

  close(): void {
    this.#isClosed = true;
    for (const one of this.#observed) one.close();
  }
}

function observedOf(one: NamedSource, options: CheckedObserveOptions, nameOf: NameSource): readonly Observed[] {
  if (one.kind === 'watch') return [new WatchSource(one.source, one.name)];
  if (one.kind === 'query') return [new QuerySource(one.source, one.name, options)];
  const monitor = new MonitorSource(one.source, one.name);
  if (!options.certificates) return [monitor];
  return [monitor, new CertificateSource(one.source, nameOf(one.source.regionId, 'certificates'), options.failed)];
}
