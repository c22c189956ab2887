import type { Transport } from '../../transport/index.ts';
import type { RecordingOptions, RecordingTransport } from './model.ts';

/** A transport that passes every call on to another one, and writes a line of JSON about it. */
export function recordingTransport(_transport: Transport, _options: RecordingOptions): RecordingTransport {
  throw new Error('not built yet');
}
