import { EVENTS, type EventSpec, type SystemEvent } from '../../catalog/index.ts';

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase();
const byFolded: ReadonlyMap<string, EventSpec> = /* @__PURE__ */ new Map(/* @__PURE__ */ EVENTS.map((spec) => [folded(spec.name), spec]));

/** The catalogue's row for a name in any spelling: EventBridge writes `IpsecPhase1NegoFailed` for `ipsec_phase1_nego_failed`. */
export function specOf(name: string): EventSpec | undefined {
  return name.length > 200 ? undefined : byFolded.get(folded(name));
}

/** The documented spelling of a name in any; `undefined` for a name that the catalogue lacks. */
export function nameOf(name: string): SystemEvent | undefined {
  return specOf(name)?.name;
}

// `vpngw` is what the console and the older documents call it, `vpn` what EventBridge does.
const PRODUCT = /^(?:acs[._:]?)?vpn[ _-]?(?:gw|gateway|connection)?$/i;

/** Whether a product's name stands for VPN Gateway. */
export function isVpnProduct(product: string | undefined): boolean {
  return product !== undefined && product.length <= 64 && PRODUCT.test(product);
}
