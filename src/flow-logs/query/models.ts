import type { Duration, Instant } from '../../internal/time.ts';
import type { FlowLogField } from './fields.ts';

/** What of the recorded traffic is summed up. */
export interface FlowLogQueryOptions<Field extends FlowLogField = FlowLogField> {
  /** The time up to now, such as `'1h'`. Default: an hour, where `from` is not given. */
  readonly last?: Duration | undefined;
  /** Where a fixed range begins, instead of `last`. */
  readonly from?: Instant | undefined;
  /** Where it ends. Default: now. */
  readonly to?: Instant | undefined;
  /** The fields to group by: each row of the result is one combination of their values. Default: `srcaddr`, `dstaddr`, `dstport`, `protocol`. */
  readonly by?: readonly Field[] | undefined;
  /** How many rows, those with the most bytes first: 1 to 10,000. Default: 20. */
  readonly top?: number | undefined;
  /** Only traffic in one direction. Of a VPC, `in` is into its network interfaces; of a transit router, towards Alibaba Cloud. Default: both. */
  readonly direction?: 'in' | 'out' | undefined;
  /** Of a VPC flow log: only what access control let through, or not. Default: both. */
  readonly action?: 'accept' | 'reject' | undefined;
  /** Of a connection on a transit router: its attachment, `tr-attach-…`, which saves a lookup. */
  readonly attachmentId?: string | undefined;
  /** Ends the lookups; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A query for Simple Log Service, for its `GetLogsV2` or the client you use. */
export interface FlowLogQuery {
  /** Search and SQL in one. Its rows have the fields of `by`, and `bytes` and `packets`. */
  readonly query: string;
  /** Where it begins, in seconds since the epoch. */
  readonly from: number;
  /** Where it ends, itself left out, in seconds since the epoch. */
  readonly to: number;
  /** Which other traffic the query may take in, such as that of connections with the same address ranges. Absent where there is none to name. */
  readonly note?: string;
}
