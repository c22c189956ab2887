import { abortable } from '../internal/abort.ts';
import { isRecord } from '../internal/records.ts';
import type { ApiCallOptions, ApiRequest, ApiResponse } from './port.ts';
import { rpcContent, rpcParams } from './rpc.ts';
import { tapWire } from './wire-tap.ts';
import type { WireTap } from './wire-tap.ts';

/**
 * What this package needs of a client of Alibaba Cloud: the generic call behind every operation.
 * The clients of `@alicloud/cms20190101`, `@alicloud/vpc20160428` and `@alicloud/openapi-client` have it.
 */
export interface GeneratedClient {
  callApi(params: object, request: object, runtime: object): Promise<object>;
}

// Our caller's own deadline comes first and closes the connection; the client's timeouts are the net below it.
const SLACK_MS = 1_000;

/** The vendor client's timeouts for an attempt. Its connect timeout is also the longest silence on the socket, so both are needed. */
export function vendorTimeouts({ timeoutMs }: ApiCallOptions): { readonly readTimeout: number; readonly connectTimeout: number } {
  return { readTimeout: timeoutMs + SLACK_MS, connectTimeout: timeoutMs + SLACK_MS };
}

/** One attempt through a vendor client. An abort rejects with the signal's reason and closes the connection. */
export async function callVendor(client: GeneratedClient, request: ApiRequest, options: ApiCallOptions, runtime: object): Promise<ApiResponse> {
  options.signal.throwIfAborted();
  const tap = tapWire();
  const sent = (async () => client.callApi(rpcParams(request), { ...rpcContent(request), headers: { ...tap.headers } }, runtime))();
  const cut = (): void => {
    tap.cut();
  };
  options.signal.addEventListener('abort', cut, { once: true });
  // Held until the client is done, not until we are: a request it makes after an abort is cut too.
  const done = (): void => {
    tap.release();
    options.signal.removeEventListener('abort', cut);
  };
  sent.then(done, done);
  try {
    return readVendorResponse(await abortable(sent, options.signal), tap);
  } catch (error) {
    const answered = options.signal.aborted ? undefined : errorAnswer(error, tap);
    if (answered) return answered;
    throw error;
  }
}

function readVendorResponse(result: unknown, tap: WireTap): ApiResponse {
  const { statusCode, body, headers } = (isRecord(result) ? result : {}) as { readonly statusCode?: number; readonly body?: unknown; readonly headers?: Record<string, string> };
  return { status: statusCode ?? tap.response()?.status ?? 200, body, headers: tap.response()?.headers ?? headers ?? {} };
}

/** The answer behind an error that the vendor client made of one; `undefined` where there was none. */
function errorAnswer(error: unknown, tap: WireTap): ApiResponse | undefined {
  const response = tap.response();
  if (!isRecord(error) || !response || response.status < 400) return undefined;
  if (isRecord(error['data'])) return { ...response, body: error['data'] };
  // Without a code it is a failure to parse; with one the connection broke under the body.
  return error['code'] === undefined ? { ...response, body: '<not JSON>' } : undefined;
}
