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

/** A transport that answers from a recording. */
export interface ReplayTransport extends Transport {
  /** What was asked and is not in the recording, in order. */
  readonly unrecorded: readonly ApiRequest[];
}
