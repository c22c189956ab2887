import { VpnMonitorError } from '../../errors.ts';
import { isRecord, text } from '../../internal/records.ts';
import type { Window } from '../../internal/time-range.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { ApiAnswer } from '../../transport/index.ts';
import type { MetricPoint } from '../metric-point.ts';
import type { QueryContext } from '../query-context.ts';
import { PageNews } from './page-news.ts';
import { assertExistence, type MetricPlan } from './plan.ts';
import { PointDecoder } from './point-decoder.ts';
import { warnOfOtherStatistic } from './statistic-choice.ts';

// Source: BatchExport, `Length`; elsewhere its document says 10,000.
const EXPORT_LENGTH = 1000;

/** The points of a window by bulk export, an answer's at a time, each once, in the order of the export. */
export async function* exportPoints<M extends string>(
  context: QueryContext,
  plans: readonly MetricPlan[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
  let isEmpty = true;
  for (const plan of plans) {
    const decoder = new PointDecoder<M>(plan.description, plan.selections);
    for await (const rows of exportedRows(context, plan, window, signal)) {
      const points = decoder.decode(rows);
      isEmpty &&= points.length === 0;
      yield points;
      warnOfOtherStatistic(context, plan.description, decoder.otherStatistic);
    }
  }
  if (isEmpty) await assertExistence(plans, signal);
}

async function* exportedRows(
  context: QueryContext,
  plan: MetricPlan,
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<object[], void, undefined> {
  const { description } = plan;
  const target = { Namespace: NAMESPACE, Metric: context.memory.name(description) };
  const first = await call(context, 'Cursor', { ...target, ...cursorParams(plan, window) }, signal);
  let cursor: string | undefined = text(first.body['Cursor']) ?? lacking('Cursor', 'a Cursor', first);
  const measurements = description.statistics.length > 0 ? { Measurements: description.statistics } : {};
  const news = new PageNews('BatchExport');
  const seen = new Set<string>();
  while (cursor !== undefined && !seen.has(cursor)) {
    seen.add(cursor);
    const answer = await call(context, 'BatchExport', { ...target, ...measurements, Cursor: cursor, Length: EXPORT_LENGTH }, signal);
    const results = answer.body['DataResults'];
    if (!Array.isArray(results)) return lacking('BatchExport', 'a list DataResults', answer);
    const rows = results.map(asRow);
    news.take(rows, answer.requestId);
    yield rows;
    cursor = nextCursor(answer);
  }
}

/** Where the export goes on; `undefined` where this was all. */
function nextCursor(answer: ApiAnswer): string | undefined {
  const next = text(answer.body['Cursor']);
  const said = answer.body['HasNext'];
  const hasNext = typeof said === 'string' ? said.toLowerCase() : said;
  if (hasNext === false || hasNext === 'false') return undefined;
  // Source: BatchExport, a cursor that is null says that this was all.
  return next ?? (hasNext === true || hasNext === 'true' ? lacking('BatchExport', 'the Cursor of the next page', answer) : undefined);
}

function lacking(action: string, what: string, { requestId }: ApiAnswer): never {
  throw new VpnMonitorError(
    `${action} answered without ${what}, so the export cannot go on (request ${requestId ?? 'unknown'}): iterate the query itself, or report it with the request id`,
    {
      code: 'protocol',
      retryable: true,
      action,
      requestId,
    },
  );
}

function cursorParams({ selections, description, batches }: MetricPlan, window: Window): Record<string, string | number | object[]> {
  const [only] = selections;
  // Matchers can only demand equality, so they serve one resource; more are selected here.
  const entry = selections.length === 1 && only && batches[0]?.level !== 'account' ? description.codec.encode(only.resource) : {};
  const matchers = Object.entries(entry).map(([Label, Value]) => ({ Label, Operator: 'EQUALS', Value }));
  return {
    Period: batches[0]?.period ?? 60,
    StartTime: window.start,
    EndTime: window.end,
    ...(matchers.length > 0 ? { Matchers: matchers } : {}),
  };
}

async function call(
  context: QueryContext,
  action: 'Cursor' | 'BatchExport',
  params: Record<string, string | number | readonly (string | object)[]>,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  try {
    return await context.caller.call({ product: 'cms', action, params }, { signal });
  } catch (error) {
    if (!VpnMonitorError.isInstance(error) || error.code !== 'forbidden') throw error;
    const { code, vendorCode, requestId, status } = error;
    throw new VpnMonitorError(
      `${action} was refused: export() needs Enterprise CloudMonitor and the right cms:${action}. Without them, iterate the query itself. (${error.message})`,
      {
        code,
        action,
        vendorCode,
        requestId,
        status,
        cause: error,
      },
    );
  }
}

/** An exported result as a row of datapoints. */
function asRow(result: unknown): object {
  if (!isRecord(result)) return {};
  const row: Record<string, unknown> = {};
  for (const dimension of Array.isArray(result['Dimensions']) ? (result['Dimensions'] as unknown[]) : []) {
    const label = isRecord(dimension) ? text(dimension['Label']) : undefined;
    if (label !== undefined && isRecord(dimension)) row[label] = dimension['Value'];
  }
  return { ...row, ...(isRecord(result['Measurements']) ? result['Measurements'] : {}), timestamp: result['Timestamp'] };
}
