export { accessFindings } from './access.ts';
export { eventFindings } from './events.ts';
export { metricFindings } from './metrics.ts';
export { pointFindings } from './points.ts';
export { setupFindings } from './setup.ts';
