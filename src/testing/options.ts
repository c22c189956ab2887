import type { Duration, Instant } from '../internal/time.ts';
import type { SimulatedTarget } from './cms/event-rules/model.ts';
import type { SimulatedEvent } from './events/model.ts';
import type { MetadataRow } from './metadata.ts';
import type { SimulatedCredentials } from './secret.ts';
import type { TopologySpec } from './specs.ts';

/** The publication of datapoints. The seed decides each choice, per series and timestamp. */
export interface DataOptions {
  /** The delay between the end of a period and the publication of its point, in milliseconds. Default: 60,000. */
  readonly publicationDelayMs?: number;
  /** The share of points that are never published, 0 to 1. Default: 0. */
  readonly missing?: number;
  /** Publishes some points later than the rest. Default: none. */
  readonly late?: {
    /** The share of late points, 0 to 1. */
    readonly ratio: number;
    /** The additional delay of a late point, in milliseconds. */
    readonly byMs: number;
  };
  /** The share of points that a page contains twice, 0 to 1. Default: 0. */
  readonly duplicate?: number;
  /** The share of points whose statistics are empty text, 0 to 1. Default: 0. */
  readonly blank?: number;
  /** Shuffles the rows of a page. Default: false. */
  readonly unordered?: boolean;
  /** Sorts the rows of a page by series, or by time over all series. Default: `series`. */
  readonly order?: 'series' | 'time';
  /**
   * The end of the period that a timestamp stands for: with `end` the point at T covers (T - period, T], with `start` it covers (T, T + period].
   * The service does not document which it uses. Default: `end`.
   */
  readonly stamp?: 'end' | 'start';
}

/** The publication of system events. */
export interface EventOptions {
  /** The `Product` of VPN events. Default: `vpngw`. */
  readonly product?: string;
  /** The delay between a change and the publication of its event, in milliseconds. Default: 0. */
  readonly publicationDelayMs?: number;
  /** Publishes some events later than the rest, possibly after events of later changes. Default: none. */
  readonly late?: {
    /** The share of late events, 0 to 1. The seed decides which. */
    readonly ratio: number;
    /** The additional delay of a late event, in milliseconds. */
    readonly byMs: number;
  };
  /** Returns fields that replace those of the sent row, such as `Content` or `ResourceId`, which no document shows for VPN events. */
  readonly shape?: (event: SimulatedEvent) => Readonly<Record<string, unknown>>;
}

/** The publication of negotiation logs. */
export interface NegotiationLogOptions {
  /** The number of answers about the newest ten minutes that lack the last minute (`IsCompleted: false`) before a complete one. Default: 0. */
  readonly incompleteAnswers?: number;
}

/** An operation that the simulator lacks: it gets the parameters and returns the JSON body. If it throws, the answer is 500. */
export type SimulatedOperation = (params: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;

/** Options of a simulator: the resources of the account, and the behaviour of its services. */
export interface SimulatorOptions extends TopologySpec {
  /** The region of every resource. */
  readonly regionId: string;
  /** Stops the account's clock at an instant; then only `advance` moves it. Default: real time. */
  readonly now?: Instant;
  /** Determines generated ids, values and gaps. Default: 1. */
  readonly seed?: number;
  /** The account number. Default: `1234567890123456`. */
  readonly accountId?: string;
  /** The key pair that signatures are checked against; `any` accepts all requests. Default: a made-up pair. */
  readonly credentials?: SimulatedCredentials | 'any';
  /**
   * The metrics of the service: with the differences from the documentation that the real one has or is likely to have (`live`), exactly as
   * documented, or rows of your own. Default: `live`.
   */
  readonly metadata?: readonly MetadataRow[] | 'live' | 'documented';
  /** The publication of datapoints. Default: complete, in order, a minute after each period. */
  readonly data?: DataOptions;
  /** The publication of system events. Default: complete and at once. */
  readonly events?: EventOptions;
  /** The publication of negotiation logs. Default: complete. */
  readonly logs?: NegotiationLogOptions;
  /** Sends the account's time in the `Date` header, which lets a client detect that its own clock is wrong. Default: true. */
  readonly date?: boolean;
  /** The delay of every answer, in milliseconds of real time. Default: 0. */
  readonly latencyMs?: number;
  /**
   * The limit of calls per operation and second of real time; further calls are throttled. `DescribeMetricData` and `DescribeMetricTop` get a
   * fifth. The real service allows 50. Default: no limit.
   */
  readonly requestsPerSecond?: number;
  /** Answers metric queries as if the free calls of the month were used up. Default: false. */
  readonly quotaExhausted?: boolean;
  /** Gives the account Enterprise CloudMonitor, which `Cursor` and `BatchExport` need. Default: false. */
  readonly enterprise?: boolean;
  /** Whether a filter by an unknown dimension key is rejected (400) or ignored. Default: `reject`. */
  readonly unknownDimensions?: 'reject' | 'ignore';
  /** Sends `Datapoints` as JSON text or as an array. Default: `string`. */
  readonly datapoints?: 'string' | 'array';
  /** Answers invalid parameters with an HTTP error (`http`), or with HTTP 200 and `Success: false` (`soft`). Default: `http`. */
  readonly badRequests?: 'http' | 'soft';
  /** The type of `userId` in datapoints; `mixed` sends numbers from `DescribeMetricLast` only. Default: `mixed`. */
  readonly userId?: 'text' | 'number' | 'mixed';
  /** The names of the account's contact groups. Threshold rules with other groups are refused. Default: `['vpn-ops']`. */
  readonly contactGroups?: readonly string[];
  /** Selects targets that `PutEventRuleTargets` refuses in an otherwise successful answer. Default: none. */
  readonly refuseTargets?: (target: SimulatedTarget) => boolean;
  /** Further operations by name. Default: none. */
  readonly operations?: Readonly<Record<string, SimulatedOperation>>;
}

/** Options of `flap()`. */
export interface FlapOptions {
  /** The duration of each outage, and of the time between two. */
  readonly every: Duration;
  /** The number of outages. Default: no limit. */
  readonly times?: number;
  /** The beginning of the first outage. Default: now. */
  readonly at?: Instant;
}
