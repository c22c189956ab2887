export { isAnswered, isRefusal } from './answered-call.ts';
export type { RecordedRun, RecordingOptions, RecordingTransport, ReplayOptions, ReplayTransport } from './model.ts';
export type { RecordedCall } from './recorded-call.ts';
export { parseRecording } from './recorded-lines.ts';
export { recordingTransport } from './recording-transport.ts';
export { replayTransport } from './replay-transport.ts';
