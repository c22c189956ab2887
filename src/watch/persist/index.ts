export { type Marks, type UnreadSeries, type WatchCheckpoint } from './checkpoint.ts';
export { CheckpointStore } from './checkpoint-store.ts';
export { KeptState } from './kept-state.ts';
export { StoreKey } from './store-key.ts';
