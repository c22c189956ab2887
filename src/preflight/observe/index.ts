export { ObservedCaller } from './observed-caller.ts';
export { OperationRecord } from './operation-record.ts';
