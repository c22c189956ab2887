import {
  assertBoolean,
  assertChoice,
  assertFunction,
  assertGiven,
  assertNumber,
  assertRecord,
  assertText,
} from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertResources } from './check-resources.ts';
import type { SimulatorOptionsOfRecording } from './from-recording/index.ts';
import type { DataOptions, EventOptions, NegotiationLogOptions, SimulatorOptions } from './options.ts';
import type { FleetSize } from './presets.ts';
import type { SimulatedCredentials } from './secret.ts';

const SIMULATOR_KEYS = /* @__PURE__ */ keysOf<SimulatorOptions>({
  regionId: true,
  now: true,
  seed: true,
  accountId: true,
  credentials: true,
  metadata: true,
  data: true,
  events: true,
  logs: true,
  date: true,
  latencyMs: true,
  requestsPerSecond: true,
  quotaExhausted: true,
  enterprise: true,
  unknownDimensions: true,
  datapoints: true,
  badRequests: true,
  userId: true,
  contactGroups: true,
  refuseTargets: true,
  operations: true,
  gateways: true,
  connections: true,
  certificates: true,
});
const RECORDING_KEYS: readonly string[] = /* @__PURE__ */ ['recording', ...SIMULATOR_KEYS];
/** What a preset may be given. */
export const PRESET_KEYS: readonly string[] = /* @__PURE__ */ ['size', ...SIMULATOR_KEYS];
const DATA_KEYS = /* @__PURE__ */ keysOf<DataOptions>({
  publicationDelayMs: true,
  missing: true,
  late: true,
  duplicate: true,
  blank: true,
  unordered: true,
  order: true,
  stamp: true,
});
const EVENT_KEYS = /* @__PURE__ */ keysOf<EventOptions>({ product: true, publicationDelayMs: true, late: true, shape: true });
const LOG_KEYS = /* @__PURE__ */ keysOf<NegotiationLogOptions>({ incompleteAnswers: true });
const LATE_KEYS = /* @__PURE__ */ keysOf<NonNullable<DataOptions['late']>>({ ratio: true, byMs: true });
const CREDENTIAL_KEYS = /* @__PURE__ */ keysOf<SimulatedCredentials>({ accessKeyId: true, accessKeySecret: true, securityToken: true });
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
  // A recording that is `undefined` is none.
  assertOptions(options, RECORDING_KEYS, 'createSimulator()');
  for (const name of BOOLEANS) assertBoolean(name, options[name]);
  for (const name of NUMBERS) assertNumber(name, options[name], name === 'seed' ? -Infinity : 0);
  for (const [name, choices] of Object.entries(CHOICES) as [keyof typeof CHOICES, readonly unknown[]][])
    assertChoice(name, options[name], choices);
  assertAccount(options);
  assertContactGroups(options.contactGroups);
  assertFunction('refuseTargets', options.refuseTargets);
  const { data = {}, events = {}, logs = {} } = options;
  assertOptions(data, DATA_KEYS, 'data');
  for (const name of ['missing', 'duplicate', 'blank'] as const) assertNumber(`data.${name}`, data[name], 0, 1);
  assertBoolean('data.unordered', data.unordered);
  assertChoice('data.order', data.order, ['series', 'time']);
  assertChoice('data.stamp', data.stamp, ['end', 'start']);
  assertOptions(events, EVENT_KEYS, 'events');
  assertText('events.product', events.product);
  assertFunction('events.shape', events.shape);
  assertOptions(logs, LOG_KEYS, 'logs');
  assertNumber('logs.incompleteAnswers', logs.incompleteAnswers, 0);
  assertDelays(data, 'data');
  assertDelays(events, 'events');
  assertResources(options);
}

/** Refuses what cannot stand beside a recording, before it is read. */
export function assertRecordingOptions({ data, events, ...options }: SimulatorOptionsOfRecording): void {
  assertOptions(options, RECORDING_KEYS, 'createSimulator()');
  const { recording }: { readonly recording: unknown } = options;
  const isIterable = typeof recording === 'object' && recording !== null && Symbol.iterator in recording;
  if (typeof recording !== 'string' && !isIterable)
    throw new TypeError(`recording ${shown(recording)} must be the text of a recording, or its lines`);
  if (data !== undefined) assertOptions(data, DATA_KEYS, 'data');
  if (events !== undefined) assertOptions(events, EVENT_KEYS, 'events');
}

function assertAccount({ regionId, accountId, metadata, credentials, operations }: SimulatorOptions): void {
  if (typeof regionId !== 'string' || !/^[a-z]+(-[a-z0-9]+)+$/.test(regionId))
    throw new TypeError(`regionId ${shown(regionId)} is not a region, such as 'cn-hangzhou'`);
  assertText('accountId', accountId);
  if (!Array.isArray(metadata)) assertChoice('metadata', metadata, ['live', 'documented'], ', or a list of rows');
  if (credentials !== undefined && credentials !== 'any') {
    if (typeof credentials === 'string')
      throw new TypeError(`credentials ${shown(credentials)} must be 'any' or an object of accessKeyId and accessKeySecret`);
    assertOptions(credentials, CREDENTIAL_KEYS, 'credentials', 'field');
    for (const name of ['accessKeyId', 'accessKeySecret'] as const) {
      assertGiven(`credentials.${name}`, credentials[name], 'a text');
      assertText(`credentials.${name}`, credentials[name]);
    }
  }
  assertRecord('operations', operations);
  for (const [name, answer] of Object.entries(operations ?? {})) assertFunction(`operations.${name}`, answer);
}

function assertContactGroups(groups: unknown): void {
  if (groups === undefined) return;
  if (!Array.isArray(groups)) throw new TypeError(`contactGroups ${shown(groups)} must be a list`);
  for (const [index, group] of (groups as readonly unknown[]).entries()) {
    // Rules name their groups with commas between them.
    if (typeof group !== 'string' || group.trim() === '' || group.includes(','))
      throw new TypeError(`contactGroups[${index}] ${shown(group)} must be a name without a comma`);
  }
}

function assertDelays({ publicationDelayMs, late }: Pick<DataOptions, 'publicationDelayMs' | 'late'>, name: string): void {
  assertNumber(`${name}.publicationDelayMs`, publicationDelayMs, 0);
  if (late === undefined) return;
  assertOptions(late, LATE_KEYS, `${name}.late`);
  for (const key of ['ratio', 'byMs'] as const) assertGiven(`${name}.late.${key}`, late[key], 'a number');
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
