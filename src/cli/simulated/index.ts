export { createFleet, REGION, START } from './fleet.ts';
export { RunningStory } from './run-story.ts';
export { MINUTES, type Scene, story } from './story.ts';
