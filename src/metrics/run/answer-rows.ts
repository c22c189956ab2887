import { VpnMonitorError } from '../../errors.ts';
import { isRecord, text } from '../../internal/records.ts';
import type { ApiAnswer } from '../../transport/index.ts';

/** One page of rows and how to ask for the next. */
export interface DatapointPage {
  readonly rows: readonly unknown[];
  /** `undefined` on the last page. */
  readonly nextToken: string | undefined;
  readonly requestId: string | undefined;
}

/**
 * The rows of a metric answer. `Datapoints` may be JSON text, an array, blank or absent (no data);
 * anything else is a `protocol` error, never an empty series.
 */
export function datapointPage({ body, requestId }: ApiAnswer, action: string): DatapointPage {
  return { rows: rowsOf(body['Datapoints'], action, requestId), nextToken: text(body['NextToken']), requestId };
}

function rowsOf(datapoints: unknown, action: string, requestId: string | undefined): readonly unknown[] {
  if (datapoints === undefined || datapoints === null) return [];
  let rows: unknown = datapoints;
  if (typeof datapoints === 'string') {
    if (datapoints.trim() === '') return [];
    try {
      rows = JSON.parse(datapoints) as unknown;
    } catch (cause) {
      throw malformed(`text that is not JSON`, action, requestId, cause);
    }
  }
  if (Array.isArray(rows)) return rows;
  if (isRecord(rows) && Object.keys(rows).length === 0) return [];
  throw malformed(`a ${typeof rows} where a list is expected`, action, requestId);
}

function malformed(what: string, action: string, requestId: string | undefined, cause?: unknown): VpnMonitorError {
  return new VpnMonitorError(
    `${action} answered Datapoints with ${what}; ask again, or report it with the request id ${requestId ?? '(none)'}`,
    {
      code: 'protocol',
      retryable: true,
      action,
      requestId,
      // The parser's message quotes the answer, which is data, not a secret: it shows what came instead.
      cause,
    },
  );
}
