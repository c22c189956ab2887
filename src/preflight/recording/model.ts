import type { Clock } from '../../internal/clock.ts';
import type { ApiRequest, Transport } from '../../transport/index.ts';

/** Where a recording goes. */
export interface RecordingOptions {
  /** Takes each line, without its line end, once a call is over. What it throws, or rejects with, fails the call that was recorded. */
  readonly write: (line: string) => void | Promise<void>;
}

/** A transport that records what passes it. */
export interface RecordingTransport extends Transport {
  /** The pseudonym of each id, name and address, by its original. For you alone: it is not in the recording. */
  readonly replaced: ReadonlyMap<string, string>;
}

/** What a recording is of. */
export interface RecordedRun {
  /** The regions that were asked about, such as `cn-hangzhou`; empty where no question named one, as those of metrics and events do not. */
  readonly regionIds: readonly string[];
  /** The time of the first answer, by the service's clock: milliseconds since the epoch. By the machine's clock where no answer bore a time. */
  readonly from: number;
  /** The time of the last answer, as `from`. */
  readonly to: number;
}

/** How a recording is replayed. All options are optional. */
export interface ReplayOptions {
  /**
   * The clock of the monitor, where it goes through the time of the recording. What was asked several times is then answered by the answer of its time, so that a
   * watch may poll at other times than were recorded. Default: none; the answers come in their order.
   */
  readonly clock?: Clock | undefined;
}

/** A transport that answers from a recording. */
export interface ReplayTransport extends Transport {
  /** The regions and the time that the recording is of, for the `regionId` and the `clock` of a monitor. */
  readonly recorded: RecordedRun;
  /** What was asked and is not in the recording, in order. */
  readonly unrecorded: readonly ApiRequest[];
}
