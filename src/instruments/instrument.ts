import type { Attribute, Attributes } from './attributes.ts';

/** What is measured: its names for Prometheus and OpenTelemetry, and what its measurements are told apart by. */
export interface Instrument {
  readonly kind: 'gauge' | 'counter';
  /** Its name for Prometheus, with the unit at its end. Without one it is not exported there. */
  readonly family?: string;
  /** Its name for OpenTelemetry. Without one it is not exported there. */
  readonly name?: string;
  /** Its unit in UCUM, for OpenTelemetry. */
  readonly unit: string;
  readonly attributes: readonly Attribute[];
  readonly description: string;
}

/** Takes measurements. @param at - Of when the evidence is. Where several sources measure one gauge, the newest counts. */
export type Measure = (instrument: Instrument, attributes: Attributes, value: number, at?: number) => void;

/** Names of a resource, which describe its measurements and tell none apart. */
export interface Described {
  readonly attachedTo?: string | undefined;
  readonly gatewayId?: string | undefined;
  readonly gatewayName?: string | undefined;
  readonly transitRouterId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly connectionName?: string | undefined;
  readonly tunnelId?: string | undefined;
  readonly certificateId?: string | undefined;
  readonly certificateName?: string | undefined;
}

/** Takes what is known at one moment. */
export interface Reading {
  readonly measure: Measure;
  /** Takes a count of a counter that is no series of its own: it raises the series that others measure. */
  readonly raise: Measure;
  /** Whether measurements of an instrument are taken. */
  readonly takes: (instrument: Instrument) => boolean;
  /** Takes the names of a resource. What several sources know of it is joined. */
  readonly describe: (region: string, resource: Described) => void;
  /** Takes the names of a tunnel. The one tunnel of a single-tunnel connection has no id of its own. */
  readonly describeTunnel: (region: string, resource: Described) => void;
}

/** What is observed: a watch, a query, a monitor. */
export interface Observed {
  /** Says what is known now; asks nothing. */
  read(into: Reading): void;
  /** Asks now, where it is something that is polled. */
  poll?(): Promise<void>;
  /** Ends its polls and subscriptions. */
  close(): void;
}
