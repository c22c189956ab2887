import type { Duration, Instant } from '../internal/time.ts';
import type { SimulatedTarget } from './cms/event-rules/model.ts';
import type { SimulatedEvent } from './events/model.ts';
import type { MetadataRow } from './metadata.ts';
import type { SimulatedCredentials } from './secret.ts';
import type { TopologySpec } from './specs.ts';

/** How datapoints reach the reader. All choices are fixed by the seed, per series and timestamp. */
export interface DataOptions {
  /** How long after its period a point is published, in milliseconds. Default: 60 000. */
  readonly publicationDelayMs?: number;
  /** Share of points that never appear, 0 to 1. Default: 0. */
  readonly missing?: number;
  /** A share of points that is published `byMs` later than the rest. */
  readonly late?: { readonly ratio: number; readonly byMs: number };
  /** Share of points that a page holds twice. Default: 0. */
  readonly duplicate?: number;
  /** Share of points whose statistics are the empty text. Default: 0. */
  readonly blank?: number;
  /** Whether the rows of a page are out of order. Default: false. */
  readonly unordered?: boolean;
  /** Whether a page runs series by series, or minute by minute over all of them. Default: `series`. */
  readonly order?: 'series' | 'time';
  /**
   * Which end of its period a timestamp names: `end` makes the point at T describe (T - period, T],
   * `start` makes it describe (T, T + period]. The service does not say which it uses. Default: `end`.
   */
  readonly stamp?: 'end' | 'start';
}

/** How system events reach the reader. */
export interface EventOptions {
  /** The `Product` of VPN events. Default: `vpngw`. */
  readonly product?: string;
  /** How long after a change its event can be read, in milliseconds. Default: 0. */
  readonly publicationDelayMs?: number;
  /** A share of events that can be read `byMs` later than the rest, and so after events of later changes. Fixed by the seed. */
  readonly late?: { readonly ratio: number; readonly byMs: number };
  /** Replaces fields of the rows sent, such as `Content` or `ResourceId`: no document shows them for VPN events. */
  readonly shape?: (event: SimulatedEvent) => Readonly<Record<string, unknown>>;
}

/** How negotiation logs reach the reader. */
export interface NegotiationLogOptions {
  /** So many answers about the newest ten minutes lack the last minute and say so (`IsCompleted: false`), before one is complete. Default: 0. */
  readonly incompleteAnswers?: number;
}

/** An operation the simulator lacks: parameters in, the JSON body out. Throw to answer 500. */
export type SimulatedOperation = (params: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;

/** What a simulated account looks like and how its services behave. */
export interface SimulatorOptions extends TopologySpec {
  /** The region of every resource. */
  readonly regionId: string;
  /** Freezes the account's clock at an instant; it then moves by `advance` alone. Default: real time. */
  readonly now?: Instant;
  /** Another seed gives other ids, values and gaps. Default: 1. */
  readonly seed?: number;
  /** Default: `1234567890123456`. */
  readonly accountId?: string;
  /** The key that signatures are checked against; `any` checks none. Default: a made-up pair. */
  readonly credentials?: SimulatedCredentials | 'any';
  /** The metrics served: like the real service, like the document, or rows of your own. Default: `live`. */
  readonly metadata?: readonly MetadataRow[] | 'live' | 'documented';
  readonly data?: DataOptions;
  readonly events?: EventOptions;
  readonly logs?: NegotiationLogOptions;
  /** Whether answers carry the account's time as their `Date`, by which a client finds out that its own clock is wrong. Default: true. */
  readonly date?: boolean;
  /** How long every answer takes, in real milliseconds. Default: 0. */
  readonly latencyMs?: number;
  /**
   * Calls per operation and second of real time; those beyond it are throttled. `DescribeMetricData`
   * and `DescribeMetricTop` get a fifth. Default: no limit. The real service allows 50.
   */
  readonly requestsPerSecond?: number;
  /** Whether the month's free metric queries are used up. Default: false. */
  readonly quotaExhausted?: boolean;
  /** Whether the account has Enterprise CloudMonitor, which `Cursor` and `BatchExport` need. Default: false. */
  readonly enterprise?: boolean;
  /** What a filter by a key that the metric does not have does. Default: `reject` (400). */
  readonly unknownDimensions?: 'reject' | 'ignore';
  /** Whether `Datapoints` is JSON text or an array. Default: `string`. */
  readonly datapoints?: 'string' | 'array';
  /** Whether Cloud Monitor answers a bad parameter with an HTTP error, or with HTTP 200 and `Success: false`. Default: `http`. */
  readonly badRequests?: 'http' | 'soft';
  /** The type of `userId` in datapoints; `mixed` sends numbers from `DescribeMetricLast` only. Default: `mixed`. */
  readonly userId?: 'text' | 'number' | 'mixed';
  /** The account's contact groups, by name: a threshold rule that names another is refused. Default: `['vpn-ops']`. */
  readonly contactGroups?: readonly string[];
  /** Which targets of event rules `PutEventRuleTargets` does not take, in an answer that says success. Default: none. */
  readonly refuseTargets?: (target: SimulatedTarget) => boolean;
  /** Answers for further operations, by name. */
  readonly operations?: Readonly<Record<string, SimulatedOperation>>;
}

/** Makes a link go down and come up again, over and over. */
export interface FlapOptions {
  /** How long it stays down, and then up. */
  readonly every: Duration;
  /** Outages before it stays up. Default: without end. */
  readonly times?: number;
  /** When the first outage begins. Default: now. */
  readonly at?: Instant;
}
