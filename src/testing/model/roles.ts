import type { Connection, Gateway, Link } from './topology.ts';

/** What a dimension key names. */
export type DimensionRole = 'user' | 'gateway' | 'connection' | 'tunnel' | 'region';

const CONNECTION_KEY = /ipsec|connection|vco/i;

/**
 * What each dimension key of a metric names, in the row's order. `instanceId` names the gateway,
 * or, on a transit router, the connection where no other key does: no document says so, the
 * known examples agree with it.
 */
export function rolesOf(
  keys: readonly string[],
  attachedTo: 'vpn-gateway' | 'transit-router',
  given: Readonly<Record<string, DimensionRole>> = {},
): readonly (DimensionRole | undefined)[] {
  const guessed = keys.map((key): DimensionRole | undefined => given[key] ?? guess(key));
  const named = guessed.includes('connection');
  return keys.map((key, index) => {
    if (key !== 'instanceId' || given[key] !== undefined) return guessed[index];
    return attachedTo === 'transit-router' && !named ? 'connection' : 'gateway';
  });
}

function guess(key: string): DimensionRole | undefined {
  if (key === 'userId') return 'user';
  if (key === 'regionId') return 'region';
  if (/tunnel|^tun/i.test(key)) return 'tunnel';
  if (CONNECTION_KEY.test(key)) return 'connection';
  return /gateway/i.test(key) ? 'gateway' : undefined;
}

/** The value a dimension has for one resource. A transit router stands where a gateway would. */
export function roleValue(
  role: DimensionRole | undefined,
  resource: { gateway?: Gateway | undefined; connection?: Connection | undefined; link?: Link | undefined },
  account: { accountId: string; regionId: string },
): string {
  switch (role) {
    case 'user':
      return account.accountId;
    case 'region':
      return account.regionId;
    case 'gateway':
      return resource.gateway?.id ?? resource.connection?.transitRouterId ?? '';
    case 'connection':
      return resource.connection?.id ?? '';
    case 'tunnel':
      return resource.link?.tunnelId ?? '';
    case undefined:
      return 'default';
  }
}
