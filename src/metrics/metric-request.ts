import { NAMESPACE } from '../metadata/index.ts';
import type { ServiceCaller } from '../transport/index.ts';
import { datapointPage, type DatapointPage } from './datapoints.ts';
import { PAGE_LENGTH, type Batch } from './plan.ts';

/** The operations that answer a page of datapoints. */
export type PagedOperation = 'DescribeMetricList' | 'DescribeMetricLast';

/** The parameters that select what a batch asks for. */
export function batchParams(batch: Batch): Record<string, string> {
  return {
    Namespace: NAMESPACE,
    MetricName: batch.description.wireName,
    Period: String(batch.period),
    ...(batch.entries ? { Dimensions: JSON.stringify(batch.entries) } : {}),
  };
}

/**
 * The pages of one request chain. Every page repeats the parameters of the first; a blank token or
 * one that was given before ends the chain, since some answers repeat their token for ever.
 */
export async function* requestPages(
  caller: ServiceCaller,
  action: PagedOperation,
  params: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<DatapointPage, void, undefined> {
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = datapointPage(
      await caller.call(
        { product: 'cms', action, params: { ...params, Length: String(PAGE_LENGTH), ...(token === undefined ? {} : { NextToken: token }) } },
        { signal },
      ),
      action,
    );
    yield page;
    token = page.nextToken;
    if (token === undefined || tokens.has(token)) return;
    tokens.add(token);
  }
}
