export { readAvailability } from './read-availability.ts';
export { readTransitions } from './read-transitions.ts';
