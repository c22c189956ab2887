/** What measurements are told apart by, and what describes them: the Prometheus label and the OpenTelemetry attribute of each. */
export const ATTRIBUTES = {
  region: { label: 'region', name: 'cloud.region' },
  gatewayId: { label: 'gateway_id', name: 'vpn.gateway.id' },
  gatewayName: { label: 'gateway_name', name: 'vpn.gateway.name' },
  transitRouterId: { label: 'transit_router_id', name: 'vpn.transit_router.id' },
  attachedTo: { label: 'attached_to', name: 'vpn.connection.attached_to' },
  connectionId: { label: 'connection_id', name: 'vpn.connection.id' },
  connectionName: { label: 'connection_name', name: 'vpn.connection.name' },
  tunnelId: { label: 'tunnel_id', name: 'vpn.tunnel.id' },
  certificateId: { label: 'certificate_id', name: 'vpn.certificate.id' },
  certificateName: { label: 'certificate_name', name: 'vpn.certificate.name' },
  state: { label: 'state', name: 'vpn.connection.state' },
  tunnelState: { label: 'state', name: 'vpn.tunnel.state' },
  bgpState: { label: 'state', name: 'vpn.tunnel.bgp.state' },
  healthState: { label: 'state', name: 'vpn.tunnel.health_check.state' },
  type: { label: 'type', name: 'vpn.transition.type' },
  source: { label: 'source', name: 'vpn.source' },
  part: { label: 'part', name: 'vpn.watch.part' },
  quantity: { label: 'quantity', name: 'vpn.quantity' },
  operation: { label: 'operation', name: 'vpn.operation' },
} as const;

/** An attribute, by its name in this package. */
export type Attribute = keyof typeof ATTRIBUTES;

/** The attributes of a measurement. What is not known is absent. */
export type Attributes = { readonly [K in Attribute]?: string | undefined };

/** The attributes that have a value, in the order of the names. */
export function entriesOf(attributes: Attributes, names: readonly Attribute[]): (readonly [Attribute, string])[] {
  const entries: (readonly [Attribute, string])[] = [];
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== '') entries.push([name, value]);
  }
  return entries;
}
