import type { Window } from '../../internal/time-range.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { ServiceCaller } from '../../transport/index.ts';
import { filterEntries, type FilterLevel } from '../filter-level.ts';
import { PAGE_LENGTH } from '../page-length.ts';
import { type DatapointPage, datapointPage } from './answer-rows.ts';
import { PageNews } from './page-news.ts';
import type { Batch } from './plan.ts';

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
  chain: MetricRequest,
  wording: { readonly level: FilterLevel; readonly name: string },
  signal: AbortSignal,
): AsyncGenerator<DatapointPage, void, undefined> {
  const { action } = chain;
  const params = requestParams(chain, wording);
  const tokens = new Set<string>();
  const news = new PageNews(action);
  for (let token: string | undefined; ;) {
    const request = { product: 'cms', action, params: token === undefined ? params : { ...params, NextToken: token } } as const;
    // Read within the call: an answer that was cut short is asked for again.
    const page = await caller.call(request, { signal, read: (answer) => datapointPage(answer, action) });
    news.take(page.rows, page.requestId);
    yield page;
    token = page.nextToken;
    if (token === undefined || tokens.has(token)) return;
    tokens.add(token);
  }
}

function requestParams(
  { batch, window }: MetricRequest,
  { level, name }: { readonly level: FilterLevel; readonly name: string },
): Record<string, string> {
  const { description, selections, period } = batch;
  const entries = filterEntries(level, description.codec, selections);
  return {
    Namespace: NAMESPACE,
    MetricName: name,
    Period: String(period),
    ...(entries ? { Dimensions: JSON.stringify(entries) } : {}),
    // Milliseconds: the documents disagree about the zone of text.
    ...(window ? { StartTime: String(window.start), EndTime: String(window.end) } : {}),
    Length: String(PAGE_LENGTH),
  };
}
