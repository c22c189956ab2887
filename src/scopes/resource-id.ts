import { kindOfId, type ResourceKind } from '../catalog/index.ts';
import { shown } from '../internal/shown.ts';

const PREFIX = { gateway: 'vpn-', connection: 'vco-', tunnel: 'tun-' } as const;

const NAMED = { gateway: 'a VPN gateway', connection: 'an IPsec connection', tunnel: 'a tunnel' } as const;

const TAKEN_BY = {
  gateway: 'gateway(id)',
  connection: 'connection(id), or attachment(id) for one on a transit router,',
  tunnel: 'tunnel(id)',
} as const;

/** Refuses what is not an id of the wanted kind, and says which scope takes it. */
export function assertResourceId(kind: ResourceKind, id: unknown): asserts id is string {
  const named = kindOfId(id);
  if (named === kind) return;
  const owner = named === 'gateway' || named === 'connection' || named === 'tunnel' ? named : undefined;
  const hint = owner ? `; it is the id of ${NAMED[owner]}, which ${TAKEN_BY[owner]} takes` : '';
  throw new TypeError(
    `${typeof id === 'string' ? JSON.stringify(id) : shown(id)} is not the id of ${NAMED[kind]} (${PREFIX[kind]} and letters or digits)${hint}`,
  );
}
