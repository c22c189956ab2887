import { abortable } from '../internal/abort.ts';
import { finiteNumber, isRecord } from '../internal/records.ts';
import type { ApiCallOptions, ApiRequest, ApiResponse } from './port.ts';
import { rpcContent, rpcParams } from './rpc.ts';

/**
 * The method that this package uses of a client of Alibaba Cloud: the generic call behind every operation. The clients of
 * `@alicloud/cms20190101`, `@alicloud/vpc20160428` and `@alicloud/openapi-client` have it.
 */
export interface GeneratedClient {
  /** Calls an operation. `params` names it, `request` contains its parameters, `runtime` the time-outs. */
  callApi(params: object, request: object, runtime: object): Promise<object>;
}

// Our caller's own deadline comes first; the client's timeouts are what ends its socket then, since it takes no signal.
const SLACK_MS = 1_000;

/** The vendor client's timeouts for an attempt. Its connect timeout is also the longest silence on the socket, so both are needed. */
export function vendorTimeouts({ timeoutMs }: ApiCallOptions): { readonly readTimeout: number; readonly connectTimeout: number } {
  return { readTimeout: timeoutMs + SLACK_MS, connectTimeout: timeoutMs + SLACK_MS };
}

/** One attempt through a vendor client. An abort rejects at once with the signal's reason; the client's own timeouts end its socket later. */
export async function callVendor(
  client: GeneratedClient,
  request: ApiRequest,
  options: ApiCallOptions,
  runtime: object,
): Promise<ApiResponse> {
  options.signal.throwIfAborted();
  const sent = (async () => client.callApi(rpcParams(request), rpcContent(request), runtime))();
  try {
    return readVendorResponse(await abortable(sent, options.signal));
  } catch (error) {
    const answered = options.signal.aborted ? undefined : errorAnswer(error);
    if (answered) return answered;
    throw error;
  }
}

function readVendorResponse(result: unknown): ApiResponse {
  const { statusCode, body, headers } = (isRecord(result) ? result : {}) as {
    readonly statusCode?: number;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  };
  return { status: statusCode ?? 200, body, headers: headers ?? {} };
}

/** The answer behind an error that the vendor client made of one; `undefined` where there was none. */
function errorAnswer(error: unknown): ApiResponse | undefined {
  const body = isRecord(error) ? error['data'] : undefined;
  const status = isRecord(body) ? finiteNumber(body['statusCode']) : undefined;
  return status === undefined ? undefined : { status, body };
}
