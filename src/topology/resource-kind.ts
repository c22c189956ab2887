const KINDS = { vpn: 'gateway', vco: 'connection', tun: 'tunnel' } as const;

/** What kind of resource an id names. A `TypeError` names a malformed id and the prefixes. */
export function resourceKind(id: unknown): (typeof KINDS)[keyof typeof KINDS] {
  const prefix = typeof id === 'string' ? /^(vpn|vco|tun)-[\w*-]+$/i.exec(id)?.[1]?.toLowerCase() : undefined;
  if (prefix !== undefined) return KINDS[prefix as keyof typeof KINDS];
  const shown = typeof id === 'string' ? JSON.stringify(id) : String(id);
  throw new TypeError(`${shown} is not the id of a VPN resource: give vpn-… for a VPN gateway, vco-… for an IPsec connection, or tun-… for a tunnel`);
}
