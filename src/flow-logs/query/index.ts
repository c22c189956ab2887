import { once } from '../../internal/once.ts';
import type { FlowLogContext } from '../flow-log-context.ts';
import type { FlowLogQuery, FlowLogQueryOptions } from './models.ts';
import type { QuerySource } from './run-query.ts';

export type { CommonFlowLogField, FlowLogField, QueriedKind, TransitRouterFlowLogField, VpcFlowLogField } from './fields.ts';
export type { FlowLogQuery, FlowLogQueryOptions } from './models.ts';
export type { QuerySource } from './run-query.ts';

const loaded = /* @__PURE__ */ once(() => import('./run-query.ts'));

/** The query over the records of one connection. */
export async function flowLogQuery(context: FlowLogContext, source: QuerySource, options: FlowLogQueryOptions): Promise<FlowLogQuery> {
  return (await loaded()).runFlowLogQuery(context, source, options);
}
