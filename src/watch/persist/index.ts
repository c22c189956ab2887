export { type WatchCheckpoint, type Marks } from './checkpoint.ts';
export { CheckpointStore } from './checkpoint-store.ts';
