export { applyPast } from './apply-past.ts';
export type { RecordedAccount, RecordedPast } from './model.ts';
export type { SimulatorOptionsOfRecording } from './options.ts';
export { accountFrom } from './account-from.ts';
