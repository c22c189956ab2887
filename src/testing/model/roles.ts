import type { Connection, Gateway, Link } from './topology.ts';

/** The kind of value that a dimension key stands for. */
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

interface Resource {
  readonly gateway?: Gateway | undefined;
  readonly connection?: Connection | undefined;
  readonly link?: Link | undefined;
}

interface Account {
  readonly accountId: string;
  readonly regionId: string;
}

const VALUES: Readonly<Record<DimensionRole, (resource: Resource, account: Account) => string>> = {
  user: (_resource, { accountId }) => accountId,
  region: (_resource, { regionId }) => regionId,
  // A transit router stands where a gateway would.
  gateway: ({ gateway, connection }) => gateway?.id ?? connection?.transitRouterId ?? '',
  connection: ({ connection }) => connection?.id ?? '',
  tunnel: ({ link }) => link?.tunnelId ?? '',
};

/** The value a dimension has for one resource. */
export function roleValue(role: DimensionRole | undefined, resource: Resource, account: Account): string {
  return role === undefined ? 'default' : VALUES[role](resource, account);
}
