import { VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import { finiteNumber, jsonOf } from '../internal/records.ts';
import { sharedOnce } from '../internal/shared-load.ts';
import { type ServiceCaller, standInAdvice } from '../transport/index.ts';
import { isMetadataRow, type MetadataRow, metadataRows, NAMESPACE } from './metadata-row.ts';
import { catalogDescriptions, type DescribeMetric, descriptionsFrom } from './metric-description.ts';

/** The source of metric names, dimensions and statistics: the service (`live`), the catalogue, or rows of your own. */
export type MetadataOption = 'live' | 'catalog' | readonly MetadataRow[];

const PAGE_SIZE = 100;
// Where the service does not count its rows: it may put fewer on a page than it is asked for, and cuts at such numbers.
const CUT_STEP = 5;
// A service that ignores PageNumber must not be asked for ever.
const MAX_PAGES = 50;
// Metadata makes answers better but is not needed for one, so it must not hold one up for long.
const BUDGET_MS = 5_000;
const RETRY_AFTER_MS = { passing: 60_000, lasting: 600_000 };

/** Finds out how metrics are asked for. The answer is fetched once and shared. */
export interface MetadataSource {
  describe(signal?: AbortSignal): Promise<DescribeMetric>;
}

/**
 * The metadata source an option stands for.
 *
 * Live metadata is read once, all pages, with one request in flight however many queries wait. When
 * it cannot be had within five seconds (access denied, a failure, an empty answer) the catalogue
 * stands in, with one warning, and it is asked for again later without holding a query up.
 */
export function metadataSource(option: MetadataOption, caller: ServiceCaller, logger: Logger, closed: AbortSignal): MetadataSource {
  if (option === 'catalog') return { describe: () => Promise.resolve(catalogDescriptions) };
  if (option !== 'live') {
    const given = descriptionsFrom(option);
    return { describe: () => Promise.resolve(given) };
  }
  return new LiveMetadata(caller, logger, closed);
}

class LiveMetadata implements MetadataSource {
  readonly #caller: ServiceCaller;
  readonly #logger: Logger;
  readonly #closed: AbortSignal;
  #known: DescribeMetric | undefined;
  readonly #load: (signal: AbortSignal | undefined) => Promise<DescribeMetric>;
  #retryAt: number | undefined;

  constructor(caller: ServiceCaller, logger: Logger, closed: AbortSignal) {
    this.#caller = caller;
    this.#logger = logger;
    this.#closed = closed;
    this.#load = sharedOnce((abandoned) => this.#fetch(abandoned));
  }

  async describe(signal?: AbortSignal): Promise<DescribeMetric> {
    if (this.#known) return this.#known;
    if (this.#retryAt !== undefined) {
      if (performance.now() >= this.#retryAt) this.#load(this.#closed).catch(() => undefined);
      return catalogDescriptions;
    }
    try {
      return await this.#load(signal);
    } catch (error) {
      if (signal?.aborted || this.#closed.aborted) throw error;
      return catalogDescriptions;
    }
  }

  async #fetch(abandoned: AbortSignal): Promise<DescribeMetric> {
    using linked = linkSignals(abandoned, this.#closed);
    try {
      return (this.#known = descriptionsFrom(await fetchRows(this.#caller, linked.signal)));
    } catch (error) {
      if (!linked.signal.aborted) this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    const mayPass = VpnMonitorError.isInstance(error) && error.code !== 'forbidden';
    const waitMs = mayPass ? RETRY_AFTER_MS.passing : RETRY_AFTER_MS.lasting;
    if (this.#retryAt === undefined) {
      const permission = "allow cms:DescribeMetricMetaList, or set metadata: 'catalog' to stop asking";
      const next = standInAdvice(error, { permission, again: `it is asked again in ${String(waitMs / 1000)} s` });
      this.#logger.warn(`DescribeMetricMetaList gave no metadata, so the documented metric names and dimensions are used${next}`, {
        error,
      });
    }
    this.#retryAt = performance.now() + waitMs;
  }
}

async function fetchRows(caller: ServiceCaller, signal: AbortSignal): Promise<MetadataRow[]> {
  const rows: MetadataRow[] = [];
  let received = 0;
  let before = '';
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    const { body } = await caller.call(
      { product: 'cms', action: 'DescribeMetricMetaList', params: { Namespace: NAMESPACE, PageNumber: pageNumber, PageSize: PAGE_SIZE } },
      { signal, totalTimeoutMs: BUDGET_MS },
    );
    const page = metadataRows(body);
    const last = jsonOf(page.at(-1) ?? '');
    // It ignores PageNumber.
    if (last === before) break;
    before = last;
    rows.push(...page.filter(isMetadataRow));
    received += page.length;
    const total = finiteNumber(body['TotalCount']);
    // The service may cap the page size below what was asked, so the total decides where there is one.
    if (page.length === 0 || received >= (total ?? (page.length % CUT_STEP === 0 ? Infinity : 0))) break;
  }
  if (rows.length === 0) {
    throw new VpnMonitorError(`DescribeMetricMetaList lists no metric of the namespace ${NAMESPACE}`, {
      code: 'protocol',
      action: 'DescribeMetricMetaList',
    });
  }
  return rows;
}
