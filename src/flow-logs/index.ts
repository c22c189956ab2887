export type { FlowLogContext } from './flow-log-context.ts';
export { FlowLogs } from './flow-logs.ts';
export type {
  CreatedFlowLog,
  FlowLog,
  FlowLogChangeOptions,
  FlowLogFilter,
  FlowLogPath,
  FlowLogResource,
  NewFlowLog,
  NewTransitRouterFlowLog,
  NewVpcFlowLog,
} from './models.ts';
export {
  type CommonFlowLogField,
  type FlowLogField,
  type FlowLogQuery,
  flowLogQuery,
  type FlowLogQueryOptions,
  type QuerySource,
  type TransitRouterFlowLogField,
  type VpcFlowLogField,
} from './query/index.ts';
export { type FlowLogRecord, parseFlowLog, type PathName, type RecordedPath } from './records/index.ts';
