import type { Clock } from '../../internal/clock.ts';
import type { ApiRequest, Transport } from '../../transport/index.ts';

/** Options of `recordingTransport()`. */
export interface RecordingOptions {
  /** Called with a line (without line end) after each call. If it throws or rejects, the recorded call fails with that error. */
  readonly write: (line: string) => void | Promise<void>;
}

/** A transport that records every call. */
export interface RecordingTransport extends Transport {
  /** The pseudonyms by original id, name or address. Keep it private; it is not part of the recording. */
  readonly replaced: ReadonlyMap<string, string>;
}

/** The regions and the time span of a recording. */
export interface RecordedRun {
  /** The regions in the requests, such as `cn-hangzhou`. Requests for metrics and events name none, so it may be empty. */
  readonly regionIds: readonly string[];
  /** The time of the first answer, in milliseconds since the epoch: by the service's clock, or the machine's if no answer contained a time. */
  readonly from: number;
  /** The time of the last answer, by the same clock. */
  readonly to: number;
}

/** Options of `replayTransport()`. */
export interface ReplayOptions {
  /**
   * The clock of the monitor, if it runs through the time of the recording. A repeated request then gets the answer of its time, so a watch may
   * poll at other times than it did in the recording. Default: none; repeated requests get the recorded answers in order.
   */
  readonly clock?: Clock | undefined;
}

/** A transport that answers from a recording. */
export interface ReplayTransport extends Transport {
  /** The regions and the time span of the recording, for the `regionId` and `clock` of a monitor. */
  readonly recorded: RecordedRun;
  /** Requests that the recording does not answer, in order. */
  readonly unrecorded: readonly ApiRequest[];
}
