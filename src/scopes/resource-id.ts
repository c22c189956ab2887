const PREFIX = { gateway: 'vpn-', connection: 'vco-', tunnel: 'tun-' } as const;

const NAMED = { gateway: 'a VPN gateway', connection: 'an IPsec connection', tunnel: 'a tunnel' } as const;

const TAKEN_BY = {
  gateway: 'gateway(id)',
  connection: 'connection(id), or attachment(id) for one on a transit router,',
  tunnel: 'tunnel(id)',
} as const;

/** Refuses what is not an id of the wanted kind, and says which scope takes it. */
export function assertResourceId(kind: keyof typeof PREFIX, id: unknown): asserts id is string {
  if (typeof id === 'string' && id.startsWith(PREFIX[kind]) && /^[a-z]{3}-[\w*-]+$/i.test(id)) return;
  const shown = typeof id === 'string' ? JSON.stringify(id) : String(id);
  const owner = (Object.keys(PREFIX) as (keyof typeof PREFIX)[]).find((other) => typeof id === 'string' && id.startsWith(PREFIX[other]));
  const hint = owner && owner !== kind ? `; it is the id of ${NAMED[owner]}, which ${TAKEN_BY[owner]} takes` : '';
  throw new TypeError(`${shown} is not the id of ${NAMED[kind]} (${PREFIX[kind]} and letters or digits)${hint}`);
}
