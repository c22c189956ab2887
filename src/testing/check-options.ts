import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import type { DataOptions, EventOptions, SimulatorOptions } from './options.ts';
import type { FleetSize } from './presets.ts';
import type { CertificateSpec, ConnectionSpec, GatewaySpec, TunnelSpec } from './specs.ts';

const SIMULATOR_KEYS = /* @__PURE__ */ keysOf<SimulatorOptions>({
  regionId: true,
  now: true,
  seed: true,
  accountId: true,
  credentials: true,
  metadata: true,
  data: true,
  events: true,
  date: true,
  latencyMs: true,
  requestsPerSecond: true,
  quotaExhausted: true,
  enterprise: true,
  unknownDimensions: true,
  datapoints: true,
  badRequests: true,
  userId: true,
  operations: true,
  gateways: true,
  connections: true,
  certificates: true,
});
/** What a preset may be given. */
export const PRESET_KEYS: readonly string[] = /* @__PURE__ */ ['size', ...SIMULATOR_KEYS];
const DATA_KEYS = /* @__PURE__ */ keysOf<DataOptions>({ publicationDelayMs: true, missing: true, late: true, duplicate: true, blank: true, unordered: true, order: true, stamp: true });
const EVENT_KEYS = /* @__PURE__ */ keysOf<EventOptions>({ product: true, publicationDelayMs: true, late: true, shape: true });
const LATE_KEYS = /* @__PURE__ */ keysOf<NonNullable<DataOptions['late']>>({ ratio: true, byMs: true });
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
const SIZE_KEYS = /* @__PURE__ */ keysOf<FleetSize>({ gateways: true, attachments: true, connections: true, mode: true, bgp: true });

const BOOLEANS = ['date', 'quotaExhausted', 'enterprise'] as const;
const NUMBERS = ['seed', 'latencyMs', 'requestsPerSecond'] as const;
const CHOICES = {
  unknownDimensions: ['reject', 'ignore'],
  datapoints: ['string', 'array'],
  badRequests: ['http', 'soft'],
  userId: ['text', 'number', 'mixed'],
} as const satisfies { readonly [K in keyof SimulatorOptions]?: readonly SimulatorOptions[K][] };

/** Refuses, with a `TypeError` or `RangeError` that names it, what a simulator would ignore or cannot mean. */
export function assertSimulatorOptions(options: SimulatorOptions): void {
  assertOptions(options, SIMULATOR_KEYS, 'createSimulator()');
  for (const name of BOOLEANS) assertBoolean(name, options[name]);
  for (const name of NUMBERS) assertNumber(name, options[name], name === 'seed' ? -Infinity : 0);
  for (const [name, choices] of Object.entries(CHOICES) as [keyof typeof CHOICES, readonly unknown[]][]) {
    const value: unknown = options[name];
    if (value !== undefined && !choices.includes(value)) throw new RangeError(`${name} ${shown(value)} is none of: ${choices.join(', ')}`);
  }
  const { data = {}, events = {} } = options;
  assertOptions(data, DATA_KEYS, 'data');
  for (const name of ['missing', 'duplicate', 'blank'] as const) assertNumber(`data.${name}`, data[name], 0, 1);
  assertOptions(events, EVENT_KEYS, 'events');
  assertDelays(data, 'data');
  assertDelays(events, 'events');
  assertResources(options);
}

function assertDelays({ publicationDelayMs, late }: Pick<DataOptions, 'publicationDelayMs' | 'late'>, name: string): void {
  assertNumber(`${name}.publicationDelayMs`, publicationDelayMs, 0);
  if (late === undefined) return;
  assertOptions(late, LATE_KEYS, `${name}.late`);
  assertNumber(`${name}.late.ratio`, late.ratio, 0, 1);
  assertNumber(`${name}.late.byMs`, late.byMs, 0);
}

/** Refuses what is no size of a fleet. */
export function assertFleetSize(size: FleetSize, taker: string, more: readonly string[] = []): void {
  assertOptions(size, [...SIZE_KEYS, ...more], taker);
  for (const name of ['gateways', 'attachments', 'connections'] as const) assertNumber(name, size[name], 0);
}

/** What a fleet may be given beside its size. */
export const FLEET_OPTION_KEYS: readonly string[] = /* @__PURE__ */ SIMULATOR_KEYS.filter((key) => !SIZE_KEYS.includes(key));

function assertResources({ gateways, connections, certificates }: SimulatorOptions): void {
  assertList(gateways, 'gateways', GATEWAY_KEYS);
  assertList(connections, 'connections', CONNECTION_KEYS);
  for (const [index, { tunnels, ...connection }] of (connections ?? []).entries()) {
    assertList(tunnels, `connections[${index}].tunnels`, TUNNEL_KEYS);
    for (const name of ['unattached', 'up', 'bgp', 'healthCheck'] as const) assertBoolean(`connections[${index}].${name}`, connection[name]);
  }
  assertList(certificates, 'certificates', CERTIFICATE_KEYS);
}

function assertList(list: unknown, name: string, keys: readonly string[]): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new TypeError(`${name} ${shown(list)} must be a list`);
  for (const [index, one] of (list as readonly unknown[]).entries()) assertOptions(one, keys, `${name}[${index}]`);
}

function assertBoolean(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new TypeError(`${name} ${shown(value)} must be true or false`);
}

function assertNumber(name: string, value: unknown, least: number, most = Infinity): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(`${name} ${shown(value)} must be a number`);
  if (value < least || value > most) throw new RangeError(`${name} ${value} must be ${least} ${most === Infinity ? 'or more' : `to ${most}`}`);
}
