import { assertBoolean, assertChoice, assertGiven, assertId, assertNumber, assertText } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertTags } from '../internal/tags.ts';
import type { CertificateSpec, ConnectionSpec, GatewaySpec, RouteSpec, SslClientSpec, TopologySpec, TunnelSpec } from './specs.ts';

const GATEWAY_KEYS = /* @__PURE__ */ keysOf<GatewaySpec>({
  id: true,
  name: true,
  tags: true,
  bandwidthMbps: true,
  sslClients: true,
  sslServerId: true,
  clients: true,
  since: true,
});
const CONNECTION_KEYS = /* @__PURE__ */ keysOf<ConnectionSpec>({
  id: true,
  name: true,
  gatewayId: true,
  transitRouterId: true,
  attachmentId: true,
  cenId: true,
  unattached: true,
  mode: true,
  tunnels: true,
  up: true,
  bgp: true,
  healthCheck: true,
  routes: true,
  tags: true,
  since: true,
});
const TUNNEL_KEYS = /* @__PURE__ */ keysOf<TunnelSpec>({ id: true, up: true });
const CERTIFICATE_KEYS = /* @__PURE__ */ keysOf<CertificateSpec>({
  id: true,
  name: true,
  gatewayId: true,
  sslServerId: true,
  endTime: true,
  status: true,
});
const ROUTE_KEYS = /* @__PURE__ */ keysOf<RouteSpec>({
  destination: true,
  source: true,
  origin: true,
  asPath: true,
  communities: true,
  weight: true,
});
const CLIENT_KEYS = /* @__PURE__ */ keysOf<SslClientSpec>({
  certificateId: true,
  user: true,
  address: true,
  port: true,
  privateAddress: true,
  connectedAt: true,
  sentBytes: true,
  receivedBytes: true,
});

/** Refuses resources that could not be, or that nothing could ask for. */
export function assertResources({ gateways, connections, certificates }: TopologySpec): void {
  each(gateways, 'gateways', GATEWAY_KEYS, (gateway, name) => {
    assertNamed(gateway, name, 'vpn-');
    assertTags(gateway.tags, `${name}.tags`);
    assertId(`${name}.sslServerId`, gateway.sslServerId, 'vss-');
    for (const key of ['bandwidthMbps', 'sslClients'] as const) assertNumber(`${name}.${key}`, gateway[key], 0);
    each(gateway.clients, `${name}.clients`, CLIENT_KEYS, assertClient);
  });
  each(connections, 'connections', CONNECTION_KEYS, assertConnection);
  each(certificates, 'certificates', CERTIFICATE_KEYS, (certificate, name) => {
    assertNamed(certificate, name, 'vsc-');
    assertId(`${name}.gatewayId`, certificate.gatewayId, 'vpn-');
    assertId(`${name}.sslServerId`, certificate.sslServerId, 'vss-');
    assertGiven(`${name}.endTime`, certificate.endTime, 'a point in time');
    assertChoice(`${name}.status`, certificate.status, ['normal', 'expiring-soon', 'expired']);
  });
}

function assertConnection(connection: ConnectionSpec, name: string): void {
  assertNamed(connection, name, 'vco-');
  assertId(`${name}.gatewayId`, connection.gatewayId, 'vpn-');
  assertId(`${name}.transitRouterId`, connection.transitRouterId, 'tr-');
  assertId(`${name}.attachmentId`, connection.attachmentId, 'tr-attach-');
  assertId(`${name}.cenId`, connection.cenId, 'cen-');
  assertChoice(`${name}.mode`, connection.mode, ['single', 'dual']);
  for (const key of ['unattached', 'up', 'bgp', 'healthCheck'] as const) assertBoolean(`${name}.${key}`, connection[key]);
  assertTags(connection.tags, `${name}.tags`);
  each(connection.routes, `${name}.routes`, ROUTE_KEYS, assertRoute);
  each(connection.tunnels, `${name}.tunnels`, TUNNEL_KEYS, ({ id, up }, tunnel) => {
    assertId(`${tunnel}.id`, id, 'tun-');
    assertBoolean(`${tunnel}.up`, up);
  });
}

function assertClient(client: SslClientSpec, name: string): void {
  assertId(`${name}.certificateId`, client.certificateId, 'vsc-');
  for (const key of ['user', 'address', 'privateAddress'] as const) assertText(`${name}.${key}`, client[key]);
  if (typeof client.port !== 'string') assertNumber(`${name}.port`, client.port, 1, 65_535);
  for (const key of ['sentBytes', 'receivedBytes'] as const) assertNumber(`${name}.${key}`, client[key], 0);
  if (client.user !== undefined && client.certificateId !== undefined)
    throw new RangeError(`${name}: give user or certificateId, not both`);
}

function assertRoute(route: RouteSpec, name: string): void {
  assertGiven(`${name}.destination`, route.destination, 'an address range');
  assertText(`${name}.destination`, route.destination);
  assertChoice(`${name}.source`, route.source, ['static', 'bgp']);
  assertChoice(`${name}.origin`, route.origin, ['cloud', 'customer-gateway']);
  assertNumber(`${name}.weight`, route.weight, 0);
  for (const key of ['asPath', 'communities'] as const) {
    if (route[key] !== undefined && !Array.isArray(route[key])) throw new TypeError(`${name}.${key} ${shown(route[key])} must be a list`);
  }
}

function assertNamed({ id, name }: { readonly id?: string; readonly name?: string }, spec: string, prefix: string): void {
  assertId(`${spec}.id`, id, prefix);
  assertText(`${spec}.name`, name);
}

function each<T>(list: readonly T[] | undefined, name: string, keys: readonly string[], check: (one: T, name: string) => void): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new TypeError(`${name} ${shown(list)} must be a list`);
  for (const [index, one] of (list as readonly T[]).entries()) {
    assertOptions(one, keys, `${name}[${index}]`);
    check(one, `${name}[${index}]`);
  }
}
