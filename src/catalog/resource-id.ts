/**
 * The kind of resource that an id names by its prefix.
 *
 * | Kind | Prefix |
 * |---|---|
 * | `gateway` | `vpn-` |
 * | `connection` | `vco-` |
 * | `tunnel` | `tun-` |
 * | `certificate` | `vsc-`, an SSL client certificate |
 * | `transit-router` | `tr-` |
 */
export type IdentifiedKind = 'gateway' | 'connection' | 'tunnel' | 'certificate' | 'transit-router';

const KINDS = { vpn: 'gateway', vco: 'connection', tun: 'tunnel', vsc: 'certificate', tr: 'transit-router' } as const satisfies Readonly<
  Record<string, IdentifiedKind>
>;

/** What kind of resource an id names: `vpn-…`, `vco-…`, `tun-…`, `vsc-…` or `tr-…`; `undefined` for anything else. */
export function kindOfId(id: unknown): IdentifiedKind | undefined {
  const prefix = typeof id === 'string' ? /^(vpn|vco|tun|vsc|tr)-[\w*-]+$/i.exec(id)?.[1]?.toLowerCase() : undefined;
  return prefix === undefined ? undefined : KINDS[prefix as keyof typeof KINDS];
}
