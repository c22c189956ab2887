import type { Attribute, Attributes } from './attributes.ts';
import type { Described } from './instrument.ts';

/** A kind of resource that has names: what tells two of them apart, and what describes them. */
export interface DescribedKind {
  readonly family: string;
  readonly ids: readonly Attribute[];
  readonly names: readonly Attribute[];
  readonly description: string;
}

const CONNECTION_NAMES: readonly Attribute[] = ['connectionName', 'gatewayId', 'gatewayName', 'transitRouterId', 'attachedTo'];

/** The kinds, the narrowest first: what a tunnel is measured by has the id of its connection too. */
export const DESCRIBED = {
  tunnel: {
    family: 'alicloud_vpn_tunnel_info',
    ids: ['region', 'connectionId', 'tunnelId'],
    names: CONNECTION_NAMES,
    description: 'The names of a tunnel: always 1. A single-tunnel connection counts as one tunnel.',
  },
  connection: {
    family: 'alicloud_vpn_connection_info',
    ids: ['region', 'connectionId'],
    names: CONNECTION_NAMES,
    description: 'The names of a connection: always 1.',
  },
  gateway: {
    family: 'alicloud_vpn_gateway_info',
    ids: ['region', 'gatewayId'],
    names: ['gatewayName'],
    description: 'The name of a VPN gateway: always 1.',
  },
  certificate: {
    family: 'alicloud_vpn_certificate_info',
    ids: ['region', 'certificateId'],
    names: ['certificateName'],
    description: 'The name of an SSL client certificate: always 1.',
  },
} as const satisfies Readonly<Record<string, DescribedKind>>;

/** Every attribute that describes something. */
export const DESCRIBING: readonly Attribute[] = /* @__PURE__ */ CONNECTION_NAMES.concat('certificateName');

export type DescribedName = keyof typeof DESCRIBED;

const keyOf = (...ids: readonly (string | undefined)[]): string => JSON.stringify(ids);

type Known = { -readonly [K in Attribute]?: string | undefined };

/** The names of resources, joined from all that is said of each. */
export class Descriptions {
  readonly #known: Readonly<Record<DescribedName, Map<string, Known>>> = {
    tunnel: new Map(),
    connection: new Map(),
    gateway: new Map(),
    certificate: new Map(),
  };

  add(region: string, { gatewayId, gatewayName, tunnelId, certificateId, certificateName, ...connection }: Described): void {
    const { connectionId } = connection;
    if (gatewayId !== undefined) this.#join('gateway', keyOf(region, gatewayId), { region, gatewayId, gatewayName });
    if (certificateId !== undefined) this.#join('certificate', keyOf(region, certificateId), { region, certificateId, certificateName });
    if (connectionId === undefined) return;
    this.#join('connection', keyOf(region, connectionId), { region, ...connection, gatewayId, gatewayName });
    if (tunnelId !== undefined) this.addTunnel(region, { ...connection, gatewayId, gatewayName, tunnelId });
  }

  /** The one tunnel of a single-tunnel connection has no id of its own. */
  addTunnel(region: string, { certificateId: _id, certificateName: _name, ...tunnel }: Described): void {
    this.#join('tunnel', keyOf(region, tunnel.connectionId, tunnel.tunnelId), { region, ...tunnel });
  }

  of(kind: DescribedName): Iterable<Attributes> {
    return this.#known[kind].values();
  }

  /** The names of what a measurement with these attributes is about. */
  namesFor({ region, gatewayId, connectionId, tunnelId, certificateId }: Attributes): Attributes | undefined {
    if (tunnelId !== undefined) return this.#known.tunnel.get(keyOf(region, connectionId, tunnelId));
    if (connectionId !== undefined) return this.#known.connection.get(keyOf(region, connectionId));
    if (gatewayId !== undefined) return this.#known.gateway.get(keyOf(region, gatewayId));
    return certificateId === undefined ? undefined : this.#known.certificate.get(keyOf(region, certificateId));
  }

  #join(kind: DescribedName, key: string, said: Attributes): void {
    const known = this.#known[kind].get(key);
    if (!known) this.#known[kind].set(key, { ...said });
    else for (const [name, value] of Object.entries(said)) if (value !== undefined) known[name as Attribute] = value;
  }
}
