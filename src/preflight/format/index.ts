export { eventsSection } from './events-section.ts';
export { findingsSection } from './findings-section.ts';
export { metricsSection } from './metrics-section.ts';
export { operationsSection } from './operations-section.ts';
export { setupSection } from './setup-section.ts';
export { heading, type Line, rendered, titled } from './spans.ts';
