export { changeFlowLog } from './change-flow-log.ts';
export { createFlowLog } from './create-flow-log.ts';
export { listFlowLogs } from './list-flow-logs.ts';
