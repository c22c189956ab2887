import { isRecord, text } from '../internal/records.ts';
import type { CheckedCredentialProvider, Credentials } from './credential-types.ts';
import { parseJson } from './parse-json.ts';
import type { ApiCallOptions, ApiResponse } from './port.ts';
import { REFUSED_KEY } from './refused-key.ts';

// It speaks of how a request is signed, not with what.
const OF_THE_REQUEST = /^IncompleteSignature/i;

/** Whether the service's code says that it does not take the key or its token, so that another key may do. */
export function isKeyRefusal(vendorCode: string | undefined): boolean {
  return vendorCode !== undefined && !OF_THE_REQUEST.test(vendorCode) && REFUSED_KEY.test(vendorCode);
}

type Waiting = Pick<ApiCallOptions, 'signal' | 'adviseOnTimeout'>;

const SLOW_CREDENTIALS = 'The credentials had not come by then: find out what their provider waits for.';

/**
 * Sends with the provider's credentials and, where the service refuses them, once more with the ones it then has. Where it has
 * no others, the refusal is the answer.
 */
export async function sendWithKey(
  provider: CheckedCredentialProvider,
  { signal, adviseOnTimeout }: Waiting,
  send: (credentials: Credentials) => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const waitFor = async <T>(credentials: Promise<T>): Promise<T> => {
    adviseOnTimeout?.(SLOW_CREDENTIALS);
    const given = await credentials;
    adviseOnTimeout?.(undefined);
    return given;
  };
  const used = await waitFor(provider.getCredential(signal));
  const response = await send(used);
  if (!isKeyRefusal(codeIn(response))) return response;
  const renewed = await waitFor(provider.renewed(used, signal));
  return renewed ? send(renewed) : response;
}

// A refusal is short; a page of datapoints is not parsed twice.
const LONGEST_REFUSAL = 20_000;

function codeIn({ body }: ApiResponse): string | undefined {
  const fields = typeof body === 'string' && body.length > LONGEST_REFUSAL ? undefined : parseJson(body);
  return isRecord(fields) ? text(fields['Code'] ?? fields['code']) : undefined;
}
