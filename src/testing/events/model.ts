import type { EventSpec } from '../../catalog/index.ts';

/** A system event of the simulated account. */
export interface SimulatedEvent {
  /** The `Id` on the wire. The same event always has the same id. */
  readonly id: string;
  /** A name of the catalogue, or the name that you gave to `publish`. */
  readonly name: string;
  /** The time of the event, in milliseconds since the epoch. */
  readonly at: number;
  /** The `ResourceId` on the wire: a tunnel, connection or certificate, or the id that you gave to `publish`. */
  readonly resourceId: string;
  /** The name of the connection or certificate; for any other resource its id. */
  readonly resourceName: string;
  /** The VPN gateway, `vpn-…`; `undefined` on a transit router and for certificates. */
  readonly gatewayId: string | undefined;
  /** The IPsec connection, `vco-…`; `undefined` for other resources. */
  readonly connectionId: string | undefined;
  /** The tunnel, `tun-…`; `undefined` for other resources. */
  readonly tunnelId: string | undefined;
  /** The documented level; `INFO` for a name that is not in the catalogue. */
  readonly level: EventSpec['level'];
  /** The documented `EventType`; `StatusNotification` for a name that is not in the catalogue. */
  readonly type: EventSpec['type'];
  /** The `Status` on the wire: `1` for success, `0` for failure, `Expire` for certificates. */
  readonly status: string;
}
