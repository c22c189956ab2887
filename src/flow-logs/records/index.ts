export type { FlowLogRecord, PathName, RecordedPath } from './flow-log-record.ts';
export { parseFlowLog } from './parse-flow-log.ts';
