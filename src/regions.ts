import { shown } from './internal/shown.ts';
import type { VpnMonitorOptions } from './monitor-options.ts';
import {
  assertRegionId,
  type CheckedCredentialProvider,
  credentialProvider,
  endpointFor,
  type EndpointOptions,
  type Product,
} from './transport/index.ts';

// What is no option of the user's: the provider, with what it has cached, that a monitor shares with those of other regions.
const providers = new WeakMap<VpnMonitorOptions, CheckedCredentialProvider>();

/** The monitors of the same account in other regions, one a region. */
export class Regions<Monitor extends { close(): Promise<void> }> {
  readonly #options: VpnMonitorOptions;
  readonly #make: (options: VpnMonitorOptions) => Monitor;
  readonly #isClosed: (monitor: Monitor) => boolean;
  readonly #monitors = new Map<string, Monitor>();
  #provider: CheckedCredentialProvider | undefined;

  constructor(options: VpnMonitorOptions, make: (options: VpnMonitorOptions) => Monitor, isClosed: (monitor: Monitor) => boolean) {
    // A copy: what was changed in the options afterwards was not meant for this.
    this.#options = { ...options };
    this.#provider = providers.get(options);
    this.#make = make;
    this.#isClosed = isClosed;
  }

  /** The credentials that all of them share. */
  get credentials(): CheckedCredentialProvider {
    return (this.#provider ??= credentialProvider(this.#options.credentials, {
      attemptTimeoutMs: this.#options.attemptTimeoutMs ?? 10_000,
    }));
  }

  /** The monitor of a region: the one made before, unless it was closed. */
  get(regionId: string): Monitor {
    assertRegionId(regionId);
    const known = this.#monitors.get(regionId);
    if (known && !this.#isClosed(known)) return known;
    const { transport, endpoint } = this.#options;
    if (transport) {
      throw new TypeError(
        `inRegion(${shown(regionId)}): whether \`transport\` reaches another region is not known; make a monitor of its own with new VpnMonitor({ regionId: ${shown(regionId)}, transport, … })`,
      );
    }
    const options: VpnMonitorOptions = {
      ...this.#options,
      regionId,
      ...(endpoint ? { endpoint: endpointIn(regionId, this.#options.regionId, endpoint) } : {}),
    };
    providers.set(options, this.credentials);
    const monitor = this.#make(options);
    this.#monitors.set(regionId, monitor);
    return monitor;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#monitors.values()].map((monitor) => monitor.close()));
    this.#monitors.clear();
  }
}

/**
 * Hosts given for one region, in another: a region's public host becomes that of the other, and a host whose name holds the region's id holds the
 * other's. What names no region, such as a proxy or a stand-in, is taken to serve all.
 */
function endpointIn(regionId: string, ownRegionId: string, endpoint: EndpointOptions): EndpointOptions {
  // Not where it begins the id of another, as cn-hangzhou does that of cn-hangzhou-finance.
  const named = new RegExp(`(?<![a-z0-9])${ownRegionId}(?!-?[a-z0-9])`, 'g');
  const moved = (product: Product): string | undefined => {
    const host = endpoint[product];
    return host === endpointFor(product, ownRegionId) ? endpointFor(product, regionId) : host?.replace(named, regionId);
  };
  return { ...endpoint, cms: moved('cms'), vpc: moved('vpc'), cbn: moved('cbn') };
}
