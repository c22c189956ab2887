import type { CredentialSource } from '../credential-types.ts';
import { type EndpointOptions, resolveEndpoints } from '../endpoints.ts';
import type { Transport } from '../port.ts';
import { AccountLimits } from './account-limits.ts';
import { KeptWhileUsed } from './kept-while-used.ts';

/** Who asks, and where. */
export interface Asker {
  readonly regionId: string;
  readonly credentials?: CredentialSource | undefined;
  readonly endpoint?: EndpointOptions | undefined;
  /** A transport of the user's own: who it asks as is not known, so only those who use the same one share its limits. */
  readonly transport?: Transport | undefined;
}

let byName: KeptWhileUsed | undefined;
let byIdentity: WeakMap<object, Map<string, AccountLimits>> | undefined;

/**
 * The limits that all who ask as the same account in the same region share, within this process: those with the same access key id, the
 * same provider, or the default chain. What is kept by the identity of a provider or a transport goes with it.
 */
export function sharedLimits({ regionId, credentials, endpoint, transport }: Asker): AccountLimits {
  if (transport) return limitsOf(transport, regionId);
  const { cms, vpc, protocols } = resolveEndpoints(regionId, endpoint);
  const place = [regionId, protocols.cms, cms, protocols.vpc, vpc].join(' ');
  if (credentials && 'getCredential' in credentials) return limitsOf(credentials, place);
  byName ??= new KeptWhileUsed();
  return byName.get(`${credentials ? `key ${credentials.accessKeyId}` : 'default chain'} ${place}`);
}

/** The limits of all who use one object, such as a transport. */
export function limitsOf(identity: object, place = ''): AccountLimits {
  byIdentity ??= new WeakMap();
  let places = byIdentity.get(identity);
  if (!places) byIdentity.set(identity, (places = new Map<string, AccountLimits>()));
  let limits = places.get(place);
  if (!limits) places.set(place, (limits = new AccountLimits()));
  return limits;
}
