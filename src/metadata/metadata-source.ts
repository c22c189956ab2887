import { VpnMonitorError } from '../errors.ts';
import { abortable } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import { once } from '../internal/once.ts';
import { finiteNumber } from '../internal/records.ts';
import type { ServiceCaller } from '../transport/index.ts';
import { isMetadataRow, metadataRows, type MetadataRow } from './metadata-row.ts';
import { catalogDescriptions, descriptionsFrom, type DescribeMetric } from './metric-description.ts';

/** Where metric metadata comes from: the service, the catalogue alone, or rows given by the caller. */
export type MetadataOption = 'live' | 'catalog' | readonly MetadataRow[];

/** The namespace of every VPN Gateway metric. */
export const NAMESPACE = 'acs_vpn';

const PAGE_SIZE = 100;
// A service that ignores PageNumber must not be asked for ever.
const MAX_PAGES = 50;
const RETRY_AFTER_MS = 60_000;

/** Finds out how metrics are asked for. The answer is fetched once and shared. */
export interface MetadataSource {
  describe(signal?: AbortSignal): Promise<DescribeMetric>;
}

/**
 * The metadata source an option stands for.
 *
 * Live metadata is read once, all pages, with one request in flight however many queries wait. When
 * it cannot be had (access denied, a failure, an empty answer) the catalogue stands in, with one
 * warning; a failure that may pass is tried again a minute later.
 */
export function metadataSource(option: MetadataOption, caller: ServiceCaller, logger: Logger, closed: AbortSignal): MetadataSource {
  if (option === 'catalog') return { describe: () => Promise.resolve(catalogDescriptions) };
  if (option !== 'live') {
    const given = descriptionsFrom(option);
    return { describe: () => Promise.resolve(given) };
  }
  const load = once(async () => descriptionsFrom(await fetchRows(caller, closed)));
  let warned = false;
  let catalogUntil = -Infinity;
  return {
    async describe(signal) {
      if (performance.now() < catalogUntil) return catalogDescriptions;
      try {
        return await abortable(load(), signal);
      } catch (error) {
        if (signal?.aborted || closed.aborted) throw error;
        const mayPass = VpnMonitorError.isInstance(error) && error.retryable;
        catalogUntil = mayPass ? performance.now() + RETRY_AFTER_MS : Infinity;
        if (!warned) {
          warned = true;
          logger.warn(
            "DescribeMetricMetaList gave no metadata, so the documented metric names and dimensions are used; allow cms:DescribeMetricMetaList, or set metadata: 'catalog' to stop asking",
            { error },
          );
        }
        return catalogDescriptions;
      }
    },
  };
}

async function fetchRows(caller: ServiceCaller, signal: AbortSignal): Promise<MetadataRow[]> {
  const rows: MetadataRow[] = [];
  let received = 0;
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    const { body } = await caller.call(
      { product: 'cms', action: 'DescribeMetricMetaList', params: { Namespace: NAMESPACE, PageNumber: pageNumber, PageSize: PAGE_SIZE } },
      { signal },
    );
    const page = metadataRows(body);
    rows.push(...page.filter(isMetadataRow));
    received += page.length;
    const total = finiteNumber(body['TotalCount']);
    // The service may cap the page size below what was asked, so the total decides where there is one.
    if (page.length === 0 || received >= (total ?? (page.length < PAGE_SIZE ? 0 : Infinity))) break;
  }
  if (rows.length === 0) {
    throw new VpnMonitorError(`DescribeMetricMetaList lists no metric of the namespace ${NAMESPACE}`, {
      code: 'protocol',
      action: 'DescribeMetricMetaList',
    });
  }
  return rows;
}
