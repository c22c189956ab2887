import { kindOfId, type ResourceKind } from '../catalog/index.ts';
import { shown } from '../internal/shown.ts';

/** What kind of resource an id names. A `TypeError` names a malformed id and the prefixes. */
export function resourceKind(id: unknown): ResourceKind {
  const kind = kindOfId(id);
  if (kind === 'gateway' || kind === 'connection' || kind === 'tunnel') return kind;
  throw new TypeError(
    `${typeof id === 'string' ? JSON.stringify(id) : shown(id)} is not the id of a VPN resource: give vpn-… for a VPN gateway, vco-… for an IPsec connection, or tun-… for a tunnel`,
  );
}
