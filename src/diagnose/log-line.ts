import type { CollectOptions } from '../internal/collect.ts';
import type { Duration, Instant } from '../internal/time.ts';
import type { ParsedLogLine } from './parse-log-line.ts';
import type { UtcOffset } from './utc-offset.ts';

/** A line of the negotiation log of a connection or tunnel. Frozen. */
export interface LogLine extends ParsedLogLine {
  /** The IPsec connection whose log was read, `vco-…`. */
  readonly connectionId: string;
  /** The tunnel whose log was read, `tun-…`. Absent for a single-tunnel connection. */
  readonly tunnelId?: string;
}

interface LogReading {
  /** The time zone of the times in the lines, which contain none. Default: `+08:00`, as in the documentation of the operation. */
  readonly utcOffset?: UtcOffset | undefined;
  /** Aborts the iteration, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Selects log lines by time. Default: the last ten minutes. Both ends of a range are included, in whole seconds. */
export type TunnelLogOptions = LogReading &
  (
    | {
        /** A length of time up to now: milliseconds, or a number with a unit, such as `'2h'`. At most 180 days. Default: `'10m'`. */
        readonly last?: Duration | undefined;
        /** Not together with `last`. */
        readonly from?: undefined;
        /** Not together with `last`. */
        readonly to?: undefined;
      }
    | {
        /** The start: a `Date`, milliseconds since the epoch, or ISO 8601 with a zone; at most 180 days ago. */
        readonly from: Instant;
        /** The end, in the same forms. Default: now. */
        readonly to?: Instant | undefined;
        /** Not together with `from`. */
        readonly last?: undefined;
      }
  );

/** Selects log lines of a connection. */
export type LogOptions = TunnelLogOptions & {
  /** Only lines of this tunnel, `tun-…`. Default: lines of all tunnels, in order of time. */
  readonly tunnelId?: string | undefined;
};

/** Log lines, read as you iterate. They can be iterated once. */
export interface LogLines extends AsyncGenerator<LogLine, void, undefined> {
  /** The remaining lines as an array. Rejects with a `RangeError` if there are more than `limit`. */
  toArray(options?: CollectOptions): Promise<LogLine[]>;
}
