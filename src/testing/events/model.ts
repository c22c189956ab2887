import type { EventSpec } from '../../catalog/index.ts';

/** One system event of the simulated account, before it is put on the wire. */
export interface SimulatedEvent {
  readonly id: string;
  /** A name of the catalogue, or any other that was published by hand. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The id the event is about: a tunnel, a connection or a certificate. */
  readonly resourceId: string;
  readonly resourceName: string;
  readonly gatewayId: string | undefined;
  readonly connectionId: string | undefined;
  readonly tunnelId: string | undefined;
  readonly level: EventSpec['level'];
  readonly type: EventSpec['type'];
  /** `1` success, `0` failure, `Expire` for certificates. */
  readonly status: string;
}
