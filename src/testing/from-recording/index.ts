export { accountFrom } from './account-from.ts';
export { applyPast } from './apply-past.ts';
export type { RecordedAccount, RecordedPast } from './model.ts';
export type { SimulatorOptionsOfRecording } from './options.ts';
