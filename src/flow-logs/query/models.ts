import type { Duration, Instant } from '../../internal/time.ts';
import type { FlowLogField } from './fields.ts';

/** Selects the recorded traffic to add up. */
export interface FlowLogQueryOptions<Field extends FlowLogField = FlowLogField> {
  /** A length of time up to now, such as `'1h'`. Default: one hour, unless you give `from`. */
  readonly last?: Duration | undefined;
  /** The start of a fixed range, instead of `last`: a `Date`, milliseconds since the epoch, or ISO 8601 with a zone. */
  readonly from?: Instant | undefined;
  /** The end of the range, in the same forms; needs `from`. Default: now. */
  readonly to?: Instant | undefined;
  /** The fields to group by: each row is one combination of their values. Default: `srcaddr`, `dstaddr`, `dstport`, `protocol`. */
  readonly by?: readonly Field[] | undefined;
  /** The number of rows, most bytes first: 1 to 10,000. Default: 20. */
  readonly top?: number | undefined;
  /** Only one direction. In a VPC, `in` means into a network interface; on a transit router, towards Alibaba Cloud. Default: both. */
  readonly direction?: 'in' | 'out' | undefined;
  /** For a VPC flow log: only traffic that access control accepted, or only what it rejected. Default: both. */
  readonly action?: 'accept' | 'reject' | undefined;
  /** For a connection on a transit router: its attachment, `tr-attach-…`; saves a lookup. */
  readonly attachmentId?: string | undefined;
  /** Aborts the lookups; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A query for Simple Log Service, to send with `GetLogsV2` or a client of your choice. */
export interface FlowLogQuery {
  /** Search and SQL in one. Each row of the result has the fields of `by`, and `bytes` and `packets`. */
  readonly query: string;
  /** The start, in seconds since the epoch. */
  readonly from: number;
  /** The end, which is not included, in seconds since the epoch. */
  readonly to: number;
  /** Other traffic that the query may include, such as that of connections with the same address ranges. Absent if there is none. */
  readonly note?: string;
}
