import type { SimulatorOptions } from '../options.ts';

/** Options of a simulator that starts from a recording: the recording, and all that should be otherwise than recorded. */
export interface SimulatorOptionsOfRecording extends Partial<SimulatorOptions> {
  /** What `recordingTransport` or the command's `--record` wrote: the text, or its lines. */
  readonly recording: string | Iterable<string>;
}
