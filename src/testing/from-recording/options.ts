import type { SimulatorOptions } from '../options.ts';

/** Options of a simulator that starts from a recording. All other options override the recording. */
export interface SimulatorOptionsOfRecording extends Partial<SimulatorOptions> {
  /** The text that `recordingTransport` or the command's `--record` wrote, or its lines. */
  readonly recording: string | Iterable<string>;
}
