import type { Attachment, EventRow } from '../../catalog/index.ts';

/**
 * The severity of an event, as the service rates it.
 *
 * | Level | Documented events |
 * |---|---|
 * | `INFO` | something succeeded or recovered |
 * | `WARN` | something failed |
 * | `CRITICAL` | a certificate expired |
 */
export type EventLevel = 'INFO' | 'WARN' | 'CRITICAL';

/** A plain JSON value, deeply frozen. */
export type EventContent = string | number | boolean | null | readonly EventContent[] | { readonly [key: string]: EventContent };

/** The resource of an event, as far as the event identifies it. */
export interface EventResource<K extends string = 'gateway' | 'connection' | 'tunnel' | 'certificate' | 'unknown'> {
  /** The type of the resource, from the event's name; `unknown` for an event that is not in the catalogue. */
  readonly kind: K;
  /** Whether the connection is on a VPN gateway or a transit router. Absent if the event does not tell. */
  readonly attachedTo?: Attachment;
  /** The VPN gateway, `vpn-…`. */
  readonly gatewayId?: string;
  /** The IPsec connection, `vco-…`. */
  readonly connectionId?: string;
  /** The tunnel, `tun-…`. */
  readonly tunnelId?: string;
  /** The SSL client certificate, `vsc-…`. */
  readonly certificateId?: string;
}

interface EventFields {
  /**
   * The same for every copy of an event, whether you query it or receive it by webhook, event subscription or queue: the service's id, or a
   * digest of name, resource and time if there is none.
   */
  readonly id: string;
  /** The time of the event, in milliseconds since the epoch. */
  readonly at: number;
  /** The region, such as `cn-hangzhou`; empty if the event does not name one. */
  readonly regionId: string;
  /**
   * Further fields from the service, if their kind is documented for system events, judged by the last word of the key: ids, names, types,
   * states, places, times, versions, causes. Other fields and any text that contains a secret are left out. Depth and size are limited.
   */
  readonly content: EventContent;
  /** The alert rule or subscription that pushed the event. Absent for events that you query. */
  readonly ruleName?: string;
}

type EventOf<R> = R extends EventRow
  ? EventFields & {
      /** The documented wire name. */
      readonly name: R['name'];
      /** The kind of resource that the event is about. */
      readonly subject: R['subject'];
      /** The part that changed, such as a phase of the negotiation or the health check. */
      readonly aspect: R['aspect'];
      /** The result: success, failure or expiry. */
      readonly outcome: R['outcome'];
      /** The documented level. */
      readonly level: R['level'];
      /** The resource, as far as the event identifies it. */
      readonly resource: EventResource<R['subject']>;
    }
  : never;

/** A documented system event. Its `name` determines subject, aspect, outcome and level. */
export type KnownVpnEvent = EventOf<EventRow>;

// A branded string would be comparable to every literal, and no `switch` would narrow: an ambient
// enum is a string to its readers and overlaps with no documented name. It exists in types only.
declare enum Undocumented {
  Name = 'undocumented',
}

/**
 * The name of an event that is not in the catalogue: a string that is distinct from every documented name, so a `switch` over those
 * excludes it. To compare it with a string, assign it first: `const name: string = event.name`.
 */
export type UnknownEventName = Undocumented;

/** A VPN event that is not in the catalogue, as the service sent it. */
export interface UnknownVpnEvent extends EventFields {
  /** The service's name for it. See {@link UnknownEventName} for how to compare it. */
  readonly name: UnknownEventName;
  /** Always `unknown`: only the catalogue knows the subject of an event. */
  readonly subject: 'unknown';
  /** Always `unknown`, for the same reason. */
  readonly aspect: 'unknown';
  /** Always `unknown`, for the same reason. */
  readonly outcome: 'unknown';
  /** The level that the service gives; `UNKNOWN` if it is none of the three. */
  readonly level: EventLevel | 'UNKNOWN';
  /** The resource, as far as the ids in the event identify it. */
  readonly resource: EventResource;
}

/**
 * A system event of VPN Gateway. `switch (event.name)` narrows it to a single event; `subject: 'unknown'` marks events that are not in the
 * catalogue.
 *
 * @example
 * ```ts
 * import { SystemEvent, type VpnSystemEvent } from 'alicloud-vpn-monitor';
 *
 * export function headline(event: VpnSystemEvent): string {
 *   switch (event.name) {
 *     case SystemEvent.IpsecTunnelNegoFailed:
 *       return `tunnel ${event.resource.tunnelId ?? '?'} is down`;
 *     case SystemEvent.CertKeyExpired:
 *       return `certificate ${event.resource.certificateId ?? '?'} expired`;
 *     default:
 *       return `${event.name} (${event.level})`;
 *   }
 * }
 * ```
 */
export type VpnSystemEvent = KnownVpnEvent | UnknownVpnEvent;
