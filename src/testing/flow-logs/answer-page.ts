import type { Params } from '../service/params.ts';
import { pageOf } from '../vpc/listing.ts';
import type { StoredFlowLog } from './store.ts';

/** A page of flow logs, as both APIs answer: the numbers are texts. */
export function answerPage(
  params: Params,
  requestId: string,
  wanted: readonly StoredFlowLog[],
  rowOf: (log: StoredFlowLog) => Readonly<Record<string, unknown>>,
): string {
  const { items, numbers } = pageOf({ PageSize: '20', ...params }, wanted);
  const texts = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, String(number)]));
  return JSON.stringify({ RequestId: requestId, ...texts, Success: 'true', FlowLogs: { FlowLog: items.map(rowOf) } });
}
