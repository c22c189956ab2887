export { createFleet, REGION, START } from './fleet.ts';
export { RunningStory } from './run-story.ts';
export { MINUTES, story, type Scene } from './story.ts';
