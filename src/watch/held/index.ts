export { HeldEvidence } from './held-evidence.ts';
export { HeldRounds } from './held-rounds.ts';
export { SeenPoints } from './seen-points.ts';
