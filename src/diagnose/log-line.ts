import type { CollectOptions } from '../internal/collect.ts';
import type { Duration, Instant } from '../internal/time.ts';
import type { ParsedLogLine } from './parse-log-line.ts';
import type { UtcOffset } from './utc-offset.ts';

/** One line of the negotiation log of a connection or tunnel. Frozen. */
export interface LogLine extends ParsedLogLine {
  /** `vco-…` */
  readonly connectionId: string;
  /** The tunnel whose log it is. Absent for a single-tunnel connection. */
  readonly tunnelId?: string;
}

interface LogReading {
  /** The zone of the times in the lines, which bear none. Default: `+08:00`, which the operation's own documentation shows. */
  readonly utcOffset?: UtcOffset | undefined;
  /** Ends the wait: the iteration then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Which lines are read: the last ten minutes unless a range is given. Both ends belong to a range, in whole seconds. */
export type TunnelLogOptions = LogReading &
  (
    | {
        /** The time up to now: milliseconds, or a number with a unit, such as `'2h'`. At most 180 days. Default: `'10m'`. */
        readonly last?: Duration | undefined;
        readonly from?: undefined;
        readonly to?: undefined;
      }
    | {
        /** A `Date`, milliseconds since the epoch, or ISO 8601 with a zone; at most 180 days ago. */
        readonly from: Instant;
        /** Default: now. */
        readonly to?: Instant | undefined;
        readonly last?: undefined;
      }
  );

/** Which lines of a connection are read. */
export type LogOptions = TunnelLogOptions & {
  /** `tun-…`: only the lines of this tunnel. Default: of all tunnels, in the order of their times. */
  readonly tunnelId?: string | undefined;
};

/** Log lines that are read as they are iterated, once. */
export interface LogLines extends AsyncGenerator<LogLine, void, undefined> {
  /** All lines that are left, as an array. Rejects with a `RangeError` past `limit`, where one is given. */
  toArray(options?: CollectOptions): Promise<LogLine[]>;
}
