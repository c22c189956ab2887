import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertTags } from '../internal/tags.ts';
import { assertBoolean, assertChoice, assertGiven, assertId, assertNumber, assertText } from '../internal/check-values.ts';
import type { CertificateSpec, ConnectionSpec, GatewaySpec, TopologySpec, TunnelSpec } from './specs.ts';

const GATEWAY_KEYS = /* @__PURE__ */ keysOf<GatewaySpec>({ id: true, name: true, tags: true, bandwidthMbps: true, sslClients: true, since: true });
const CONNECTION_KEYS = /* @__PURE__ */ keysOf<ConnectionSpec>({
  id: true,
  name: true,
  gatewayId: true,
  transitRouterId: true,
  unattached: true,
  mode: true,
  tunnels: true,
  up: true,
  bgp: true,
  healthCheck: true,
  tags: true,
  since: true,
});
const TUNNEL_KEYS = /* @__PURE__ */ keysOf<TunnelSpec>({ id: true, up: true });
const CERTIFICATE_KEYS = /* @__PURE__ */ keysOf<CertificateSpec>({ id: true, name: true, endTime: true, status: true });

/** Refuses resources that could not be, or that nothing could ask for. */
export function assertResources({ gateways, connections, certificates }: TopologySpec): void {
  each(gateways, 'gateways', GATEWAY_KEYS, (gateway, name) => {
    assertNamed(gateway, name, 'vpn-');
    assertTags(gateway.tags, `${name}.tags`);
    for (const key of ['bandwidthMbps', 'sslClients'] as const) assertNumber(`${name}.${key}`, gateway[key], 0);
  });
  each(connections, 'connections', CONNECTION_KEYS, assertConnection);
  each(certificates, 'certificates', CERTIFICATE_KEYS, (certificate, name) => {
    assertNamed(certificate, name, 'vsc-');
    assertGiven(`${name}.endTime`, certificate.endTime, 'a point in time');
    assertChoice(`${name}.status`, certificate.status, ['normal', 'expiring-soon', 'expired']);
  });
}

function assertConnection(connection: ConnectionSpec, name: string): void {
  assertNamed(connection, name, 'vco-');
  assertId(`${name}.gatewayId`, connection.gatewayId, 'vpn-');
  assertId(`${name}.transitRouterId`, connection.transitRouterId, 'tr-');
  assertChoice(`${name}.mode`, connection.mode, ['single', 'dual']);
  for (const key of ['unattached', 'up', 'bgp', 'healthCheck'] as const) assertBoolean(`${name}.${key}`, connection[key]);
  assertTags(connection.tags, `${name}.tags`);
  each(connection.tunnels, `${name}.tunnels`, TUNNEL_KEYS, ({ id, up }, tunnel) => {
    assertId(`${tunnel}.id`, id, 'tun-');
    assertBoolean(`${tunnel}.up`, up);
  });
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
