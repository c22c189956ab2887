export { askAlerts, askSubscriptions } from './ask-alerts.ts';
export { askConnections, type Known } from './ask-connections.ts';
export { askEvents } from './ask-events.ts';
export { askFlowLogs } from './ask-flow-logs.ts';
export { askMetrics } from './ask-metrics.ts';
export { askTopology, countResources, type Listed } from './ask-topology.ts';
export { candidatesOf } from './candidates.ts';
export { knownByMetrics } from './known-by-metrics.ts';
export { Trial } from './trial.ts';
