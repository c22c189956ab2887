export type { RecordingOptions, RecordingTransport, ReplayTransport } from './model.ts';
export { recordingTransport } from './recording-transport.ts';
export { replayTransport } from './replay-transport.ts';
