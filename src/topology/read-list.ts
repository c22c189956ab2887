import { setMaxListeners } from 'node:events';
import { VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import type { ApiAnswer, ApiRequest, ServiceCaller } from '../transport/index.ts';
import { readListPage } from './list-page.ts';
import { ListPages, PAGE_SIZE } from './list-pages.ts';
import type { ListOperation } from './operations.ts';
import type { Dated } from './shared-cache.ts';
import type { Unchanged } from './unchanged.ts';

// A service that counts wrongly must not be asked for ever.
const MAX_PAGES = 1_000;
// As many as the default rate lets through in a third of a second; more would only wait.
const AT_ONCE = 16;
const MAX_READINGS = 3;

/** Where lists come from. */
export interface ListDependencies {
  readonly caller: ServiceCaller;
  readonly regionId: string;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
  /** Gets each answer, which may say more than its rows. */
  readonly onAnswer?: ((answer: ApiAnswer) => void) | undefined;
}

interface ListReading<T> extends ListDependencies {
  /** Default: a new model of each row. */
  readonly unchanged?: Unchanged<T>;
}

/**
 * All models of a list, each once, as of when its first page was asked for. A list that grows or shrinks while its pages are read can hide a
 * row between two pages, so it is read again, at most twice.
 */
export async function readList<T>(
  operation: ListOperation<T>,
  params: ApiRequest['params'],
  deps: ListReading<T>,
): Promise<Dated<readonly T[]>> {
  for (let reading = 1; ; reading++) {
    const pages = await readPages(operation, params, deps);
    if (!pages.isSteady && reading < MAX_READINGS) continue;
    const { action } = operation;
    if (pages.isStuck) {
      throw new VpnMonitorError(
        `${action} sends the same rows page after page, so the list is not whole: report it with what was asked for`,
        { code: 'protocol', retryable: true, action },
      );
    }
    if (pages.skipped > 0) deps.logger.warn('Rows without an id were left out of a list', { action, skipped: pages.skipped });
    if (!pages.isSteady) deps.logger.warn('A list kept changing while it was read and may lack what moved between its pages', { action });
    return { asOf: pages.askedAt, value: pages.models() };
  }
}

async function readPages<T>(operation: ListOperation<T>, params: ApiRequest['params'], deps: ListReading<T>): Promise<ListPages<T>> {
  const pages = new ListPages(operation.idOf, await operation.reader(), deps.unchanged);
  const linked = linkSignals(deps.closed);
  // Every page on its way listens to it.
  setMaxListeners(0, linked.signal);
  const page = async (pageNumber: number): Promise<void> => {
    const request: ApiRequest = {
      product: operation.product ?? 'vpc',
      action: operation.action,
      params: { RegionId: deps.regionId, PageNumber: pageNumber, PageSize: PAGE_SIZE, ...params },
    };
    const answer = await deps.caller.call(request, { signal: linked.signal });
    pages.take(readListPage(answer, operation, pageNumber));
    deps.onAnswer?.(answer);
  };
  try {
    await page(1);
    const { counted } = pages;
    const last = Math.min(counted ?? MAX_PAGES, MAX_PAGES);
    const atOnce = counted === undefined ? 1 : AT_ONCE;
    for (let next = 2; next <= last && pages.goesOn(); next += atOnce) {
      await Promise.all(Array.from({ length: Math.min(atOnce, last - next + 1) }, (_, offset) => page(next + offset)));
    }
    return pages;
  } catch (error) {
    // The pages still on their way are of no use any more.
    linked.abort(error);
    throw error;
  } finally {
    linked[Symbol.dispose]();
  }
}
