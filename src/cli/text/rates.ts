import { type FleetScope, Quantity } from 'alicloud-vpn-monitor';

/** The newest traffic of a tunnel, in bits a second. */
export interface Rate {
  readonly inbound?: number;
  readonly outbound?: number;
}

/** Traffic by tunnel id; of a single-tunnel connection by its own id. */
export type Rates = ReadonlyMap<string, Rate>;

/** The newest traffic of every tunnel. A watch reads states only; rates take a query of their own. @param fleet - One that measures by tunnel. */
export async function readRates(fleet: FleetScope): Promise<Rates> {
  const rates = new Map<string, Rate>();
  for (const { quantity, resource, value } of await fleet.metric(Quantity.InboundRate, Quantity.OutboundRate).latest()) {
    const key = resource.tunnelId ?? resource.connectionId;
    if (key === undefined) continue;
    rates.set(key, { ...rates.get(key), [quantity === Quantity.InboundRate ? 'inbound' : 'outbound']: value });
  }
  return rates;
}
