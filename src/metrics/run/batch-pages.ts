import { VpnMonitorError } from '../../errors.ts';
import type { MetricDescription } from '../../metadata/index.ts';
import { FILTER_LEVELS, filterEntries, type FilterLevel, isWider, usableLevel } from '../filter-level.ts';
import type { QueryContext } from '../query-context.ts';
import type { DatapointPage } from './answer-rows.ts';
import { type MetricRequest, requestPages } from './metric-request.ts';

/** A page, and the filter that brought it. */
export interface FilteredPage extends DatapointPage {
  readonly level: FilterLevel;
}

/**
 * The pages of a request, asked with a wider filter where the service refuses the narrow one. What
 * turns out to be a refusal of the filter is remembered for later requests of the metric.
 */
export async function* batchPages(
  context: QueryContext,
  request: MetricRequest,
  signal: AbortSignal,
): AsyncGenerator<FilteredPage, void, undefined> {
  const { description } = request.batch;
  const { memory } = context;
  const before = memory.refusals(description);
  let level: FilterLevel | undefined = firstLevel(context, request);
  let refusal: unknown;
  while (level !== undefined) {
    const name = memory.name(description);
    let answered = false;
    try {
      for await (const page of requestPages(context.caller, request, { level, name }, signal)) {
        if (!answered) learn(context, description, level, refusal, before);
        answered = true;
        yield { ...page, level };
      }
      return;
    } catch (error) {
      if (!answered && isCode(error, 'not-found') && memory.otherName(description, name) !== undefined) continue;
      if (answered || !isCode(error, 'invalid-request')) throw error;
      // If every level is refused the filter was not to blame, and the first answer says most.
      refusal ??= error;
      level = nextLevel(level, request);
    }
  }
  throw refusal;
}

/** What the first answer says of the filter that brought it, and of the one that was refused before it. */
function learn(
  { memory, logger }: QueryContext,
  description: MetricDescription,
  level: FilterLevel,
  refusal: unknown,
  before: number,
): void {
  if (refusal === undefined) {
    memory.accepted(description, level);
    return;
  }
  const isKept = memory.refused(description, level, { speaksOfDimensions: speaksOfDimensions(refusal), before });
  const fields = { metric: description.wireName, level, error: refusal };
  if (isKept) logger.info('the service refused a dimension filter; a wider one is used from now on and the rest dropped here', fields);
  else logger.debug('the service refused a request that a wider filter brought an answer to; the narrow one is tried again', fields);
}

function speaksOfDimensions(error: unknown): boolean {
  return VpnMonitorError.isInstance(error) && /dimension/i.test(`${error.vendorCode ?? ''} ${error.message}`);
}

/** The level that was planned, or the wider one that was learned since. */
function firstLevel({ memory }: QueryContext, { batch }: MetricRequest): FilterLevel {
  const { description, selections, level: planned } = batch;
  const learned = memory.level(description);
  return usableLevel(isWider(learned, planned) ? learned : planned, description.codec, selections);
}

function isCode(error: unknown, code: VpnMonitorError['code']): boolean {
  return VpnMonitorError.isInstance(error) && error.code === code;
}

/** The narrowest wider level that asks for something else. */
function nextLevel(level: FilterLevel, { batch }: MetricRequest): FilterLevel | undefined {
  const { description, selections } = batch;
  const entriesAt = (at: FilterLevel): string => JSON.stringify(filterEntries(at, description.codec, selections) ?? 'account');
  return FILTER_LEVELS.find(
    (candidate) =>
      isWider(candidate, level) &&
      usableLevel(candidate, description.codec, selections) === candidate &&
      entriesAt(candidate) !== entriesAt(level),
  );
}
