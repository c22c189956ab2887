import { type Attachment, kindOfId, type ResourceKind } from '../catalog/index.ts';
import { text } from '../internal/records.ts';

/** The ids that identify the resource of a series. */
export interface ResourceIds {
  /** The VPN gateway, `vpn-…`. Absent if it is unknown, and on a transit router. */
  readonly gatewayId?: string;
  /** The IPsec connection, `vco-…`. Absent for metrics of a gateway, or if it is unknown. */
  readonly connectionId?: string;
  /** The tunnel, `tun-…`. Absent for metrics of gateways and connections. */
  readonly tunnelId?: string;
}

const ID_OF = { gateway: 'gatewayId', connection: 'connectionId', tunnel: 'tunnelId' } as const satisfies Record<
  ResourceKind,
  keyof ResourceIds
>;
const KINDS = ['gateway', 'connection', 'tunnel'] as const;

/** The id of one kind of resource. */
export function idOf(ids: ResourceIds, kind: ResourceKind): string | undefined {
  return ids[ID_OF[kind]];
}

function measuredKind(id: string | undefined): ResourceKind | undefined {
  const kind = kindOfId(id);
  return KINDS.find((one) => one === kind);
}

const INSTANCE = /^(vpn_?)?instance_?id$/i;

function kindOfKey(key: string): ResourceKind | undefined {
  // Other resources, and properties of ours that name none.
  if (/customer|index|ip$|name$|type$/i.test(key) || INSTANCE.test(key)) return undefined;
  if (/tun/i.test(key)) return 'tunnel';
  if (/ipsec|vco|connection|attachment/i.test(key)) return 'connection';
  if (/gateway|^vpn_?id$/i.test(key)) return 'gateway';
  return undefined;
}

/**
 * Translates between resources and the dimension keys of one metric, in both directions.
 *
 * The keys come from the service's metadata where it can be had: documents disagree about them,
 * and say nothing at all about the transit-router metrics. `instanceId` means the gateway unless
 * the metric has nothing else that could name the resource itself.
 */
export class DimensionCodec {
  /** The metric's dimension keys. */
  readonly keys: readonly string[];
  readonly #kindByKey: ReadonlyMap<string, ResourceKind>;
  readonly #keyByKind: ReadonlyMap<ResourceKind, string>;
  /** Whether what `instanceId` holds is a guess: documents show it for gateways, and for connections beside a key of their own. */
  readonly guessed: boolean;

  constructor(keys: readonly string[], resource: ResourceKind, attachedTo: Attachment) {
    this.keys = keys;
    const kindByKey = new Map<string, ResourceKind>();
    for (const key of keys) {
      const kind = kindOfKey(key);
      if (kind && ![...kindByKey.values()].includes(kind)) kindByKey.set(key, kind);
    }
    const instanceKey = keys.find((key) => INSTANCE.test(key));
    if (instanceKey !== undefined) {
      const taken = new Set(kindByKey.values());
      const kind = instanceKind(taken, resource, attachedTo);
      if (kind) kindByKey.set(instanceKey, kind);
    }
    this.guessed = instanceKey !== undefined && kindByKey.has(instanceKey) && !isDocumented(resource, attachedTo, kindByKey.size);
    this.#kindByKey = kindByKey;
    this.#keyByKind = new Map([...kindByKey].map(([key, kind]) => [kind, key]));
  }

  /** Whether the metric has a key that names this kind of resource. */
  names(kind: ResourceKind): boolean {
    return this.#keyByKind.has(kind);
  }

  /** The `Dimensions` entry that selects a resource; keys whose id is unknown are left out. */
  encode(ids: ResourceIds): Record<string, string> {
    const entry: Record<string, string> = {};
    for (const kind of KINDS) {
      const key = this.#keyByKind.get(kind);
      const id = idOf(ids, kind);
      if (key !== undefined && id !== undefined) entry[key] = id;
    }
    return entry;
  }

  /** The `Dimensions` entry with the key of one kind of resource alone; empty where the metric has none. */
  encodeOnly(kind: ResourceKind, id: string): Record<string, string> {
    const key = this.#keyByKind.get(kind);
    return key === undefined ? {} : { [key]: id };
  }

  /** The ids in a row's dimensions: by the id's prefix under whatever key, else by the key's role. */
  decode(dimensions: Readonly<Record<string, unknown>>): ResourceIds {
    const ids: { -readonly [K in keyof ResourceIds]: string } = {};
    for (const key in dimensions) {
      const value = text(dimensions[key]);
      const kind = measuredKind(value);
      if (kind) ids[ID_OF[kind]] = value as string;
    }
    for (const [key, kind] of this.#kindByKey) {
      const value = text(dimensions[key]);
      // A transit router stands where a gateway would: its id is not that of a connection.
      if (value !== undefined && kindOfId(value) === undefined) ids[ID_OF[kind]] ??= value;
    }
    return ids;
  }
}

function isDocumented(resource: ResourceKind, attachedTo: Attachment, keys: number): boolean {
  return attachedTo === 'vpn-gateway' && (resource === 'gateway' || (resource === 'connection' && keys > 1));
}

function instanceKind(taken: ReadonlySet<ResourceKind>, resource: ResourceKind, attachedTo: Attachment): ResourceKind | undefined {
  if (!taken.has(resource)) return resource;
  // A connection on a transit router has no gateway, so the next kind up is the connection itself.
  const parent = attachedTo === 'transit-router' ? 'connection' : 'gateway';
  return taken.has(parent) ? undefined : parent;
}
