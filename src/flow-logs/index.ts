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
export { flowLogQuery, type CommonFlowLogField, type FlowLogField, type FlowLogQuery, type FlowLogQueryOptions, type QuerySource, type TransitRouterFlowLogField, type VpcFlowLogField } from './query/index.ts';
export { parseFlowLog, type FlowLogRecord, type PathName, type RecordedPath } from './records/index.ts';
