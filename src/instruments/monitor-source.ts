import type { Certificate, Topology } from '../topology/index.ts';
import type { Usage } from '../transport/index.ts';
import { USAGE } from './health-instruments.ts';
import type { Observed, Reading } from './instrument.ts';
import { Poller } from './poller.ts';
import { readPolls } from './query-source.ts';
import { CERTIFICATE_EXPIRY } from './state-instruments.ts';

/** What is read of a monitor. */
export interface ObservedMonitor {
  /** The region of everything that it knows. */
  readonly regionId: string;
  /** Lists the certificates, where `certificates` is set. */
  readonly topology: Pick<Topology, 'certificates'>;
  /** The calls so far. */
  usage(): Usage;
}

/** What a monitor has asked so far. */
export class MonitorSource implements Observed {
  readonly #monitor: ObservedMonitor;
  readonly #source: string;

  constructor(monitor: ObservedMonitor, source: string) {
    this.#monitor = monitor;
    this.#source = source;
  }

  read({ measure }: Reading): void {
    const { callsByOperation, billableCalls, projectedPerMonth, freePerMonth } = this.#monitor.usage();
    const ids = { region: this.#monitor.regionId, source: this.#source };
    for (const [operation, calls] of Object.entries(callsByOperation)) measure(USAGE.calls, { ...ids, operation }, calls);
    measure(USAGE.billable, ids, billableCalls);
    measure(USAGE.projected, ids, projectedPerMonth);
    measure(USAGE.free, ids, freePerMonth);
  }

  close(): void {
    // It is read and nothing else.
  }
}

// Their ends change when somebody replaces one; a watch lists them as often.
const CERTIFICATES_POLL_MS = 21_600_000;

/** When the SSL client certificates of a region expire. They are listed every six hours. */
export class CertificateSource implements Observed {
  readonly #region: string;
  readonly #source: string;
  readonly #poller: Poller<readonly Certificate[]>;

  constructor({ regionId, topology }: ObservedMonitor, source: string, failed: (error: unknown) => void) {
    this.#region = regionId;
    this.#source = source;
    const read = (signal: AbortSignal): Promise<Certificate[]> => topology.certificates({ signal }).toArray();
    // Nothing says that the monitor was closed, and nobody waits six hours for the next list alone.
    this.#poller = new Poller({ read, pollMs: CERTIFICATES_POLL_MS, keepsAlive: false, failed });
  }

  read(into: Reading): void {
    const region = this.#region;
    // An end that was listed stays true until the next list.
    for (const { certificateId, name, endsAt } of this.#poller.within(Infinity) ?? []) {
      into.describe(region, { certificateId, certificateName: name });
      if (endsAt !== undefined) into.measure(CERTIFICATE_EXPIRY, { region, certificateId }, endsAt / 1000);
    }
    readPolls({ region, source: this.#source }, this.#poller, into);
  }

  poll(): Promise<void> {
    return this.#poller.poll();
  }

  close(): void {
    this.#poller.close();
  }
}
