import { NAMESPACE } from '../metadata/index.ts';
import type { ServiceCaller } from '../transport/index.ts';
import { datapointPage, type DatapointPage } from './datapoints.ts';
import { filterEntries, type FilterLevel } from './filter-level.ts';
import type { Batch } from './plan.ts';
import { PAGE_LENGTH } from './slice-shape.ts';
import type { Window } from './time-range.ts';

/** One chain of pages to ask for. */
export interface MetricRequest {
  readonly action: 'DescribeMetricList' | 'DescribeMetricLast';
  readonly batch: Batch;
  readonly window: Window | undefined;
}

/**
 * The pages of one request chain. Every page repeats the parameters of the first; a blank token or
 * one that was given before ends the chain, since some answers repeat their token for ever.
 */
export async function* requestPages(
  caller: ServiceCaller,
  request: MetricRequest,
  level: FilterLevel,
  signal: AbortSignal,
): AsyncGenerator<DatapointPage, void, undefined> {
  const { action } = request;
  const params = requestParams(request, level);
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const answer = await caller.call({ product: 'cms', action, params: token === undefined ? params : { ...params, NextToken: token } }, { signal });
    const page = datapointPage(answer, action);
    yield page;
    token = page.nextToken;
    if (token === undefined || tokens.has(token)) return;
    tokens.add(token);
  }
}

function requestParams({ batch, window }: MetricRequest, level: FilterLevel): Record<string, string> {
  const { description, selections, period } = batch;
  const entries = filterEntries(level, description.codec, selections);
  return {
    Namespace: NAMESPACE,
    MetricName: description.wireName,
    Period: String(period),
    ...(entries ? { Dimensions: JSON.stringify(entries) } : {}),
    // Milliseconds: the documents disagree about the zone of text.
    ...(window ? { StartTime: String(window.start), EndTime: String(window.end) } : {}),
    Length: String(PAGE_LENGTH),
  };
}
