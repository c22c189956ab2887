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

/** A plain JSON value, frozen all the way down. */
export type EventContent = string | number | boolean | null | readonly EventContent[] | { readonly [key: string]: EventContent };

/** What an event is about, as far as the event says. */
export interface EventResource<K extends string = 'gateway' | 'connection' | 'tunnel' | 'certificate' | 'unknown'> {
  readonly kind: K;
  /** What the connection is attached to. */
  readonly attachedTo?: Attachment;
  /** `vpn-…` */
  readonly gatewayId?: string;
  /** `vco-…` */
  readonly connectionId?: string;
  /** `tun-…` */
  readonly tunnelId?: string;
  /** `vsc-…`, an SSL client certificate. */
  readonly certificateId?: string;
}

interface EventFields {
  /**
   * The same for the same event, however it came: the service's own id, which the pull, the rule
   * webhook, the event subscription and the queue carry alike. Where there is none, it is made of
   * name, resource and time.
   */
  readonly id: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  /** The region, such as `cn-hangzhou`; empty where the event does not say. */
  readonly regionId: string;
  /**
   * What else the service sent with it: fields of the kinds that are documented for system events, by the last word of their key (ids,
   * names, types, states, places, times, versions, causes). Other fields, and text that spells out a secret, are left out; depth and
   * size are bounded.
   */
  readonly content: EventContent;
  /** The alert rule or subscription that pushed it. */
  readonly ruleName?: string;
}

type EventOf<R> = R extends EventRow
  ? EventFields & {
      /** The documented wire name. */
      readonly name: R['name'];
      readonly subject: R['subject'];
      readonly aspect: R['aspect'];
      readonly outcome: R['outcome'];
      /** The documented level. */
      readonly level: R['level'];
      readonly resource: EventResource<R['subject']>;
    }
  : never;

/** A documented system event: `name` tells which, and with it subject, aspect, outcome and level. */
export type KnownVpnEvent = EventOf<EventRow>;

// A branded string would be comparable to every literal, and no `switch` would narrow: an ambient
// enum is a string to its readers and overlaps with no documented name. It exists in types only.
declare enum Undocumented {
  Name = 'undocumented',
}

/**
 * The name of an event that the catalogue lacks: a string, apart from every documented name, so that
 * a `switch` on those leaves it out. To compare it with a text of yours, take it as one first:
 * `const name: string = event.name`.
 */
export type UnknownEventName = Undocumented;

/** A VPN event that the catalogue lacks, as the service sent it. */
export interface UnknownVpnEvent extends EventFields {
  readonly name: UnknownEventName;
  readonly subject: 'unknown';
  readonly aspect: 'unknown';
  readonly outcome: 'unknown';
  /** The service's word, or `UNKNOWN` where it has none of the three. */
  readonly level: EventLevel | 'UNKNOWN';
  readonly resource: EventResource;
}

/**
 * A system event of VPN Gateway. `switch (event.name)` narrows to one; `subject: 'unknown'` marks
 * those that the catalogue lacks.
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
