export { type Checkpoint, type Marks } from './checkpoint.ts';
export { CheckpointStore } from './checkpoint-store.ts';
