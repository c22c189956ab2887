import { didYouMean } from '../internal/misspelling.ts';
import { isRecord, text } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import { endpointFor, type Endpoints, knownRegions, type Product } from './endpoints.ts';

interface Asked {
  readonly product: Product;
  readonly regionId: string;
  readonly endpoints: Endpoints;
}

// What transports know of their errors; what a message is made of is loaded later than they are.
const advices = /* @__PURE__ */ new WeakMap<object, string>();

/** What a transport advises on what it threw. */
export function transportAdvice(error: unknown): string | undefined {
  return isRecord(error) ? advices.get(error) : undefined;
}

/** Notes of an error that there is no such host what the name was made of. A proxy that is not found is another matter. */
export function noteUnknownHost(error: unknown, asked: Asked): void {
  const host = asked.endpoints[asked.product].replace(/:\d+$/, '');
  if (!isRecord(error) || text(error['message'])?.includes(`ENOTFOUND ${host}`) !== true) return;
  const advice = adviceFor(asked);
  if (advice !== undefined) advices.set(error, advice);
}

/** What to check; nothing more than with any failure of the network where the host is one that there is. */
function adviceFor({ product, regionId, endpoints }: Asked): string | undefined {
  const host = endpoints[product];
  if (host !== endpointFor(product, regionId))
    return `Check \`endpoint\`, whose ${product} is ${shown(host)}, and the DNS of this machine.`;
  if (!host.includes(regionId) || knownRegions().includes(regionId)) return undefined;
  const meant = didYouMean(regionId, knownRegions());
  return `Check \`regionId\` ${shown(regionId)}: this package knows no such region${meant || '.'}`;
}
