import { isRecord, text } from '../internal/records.ts';
import type { CheckedCredentialProvider, Credentials } from './credential-types.ts';
import { parseJson } from './parse-json.ts';
import type { ApiResponse } from './port.ts';

// IncompleteSignature is not among them: it speaks of how a request is signed, not with what.
const REFUSAL = /^(InvalidAccessKey|InvalidSecurityToken|MissingSecurityToken|SecurityTokenExpired|SignatureDoesNotMatch|Forbidden\.AccessKey)/i;

/** Whether the service's code says that it does not take the key or its token, so that another key may do. */
export function isKeyRefusal(vendorCode: string | undefined): boolean {
  return vendorCode !== undefined && REFUSAL.test(vendorCode);
}

/**
 * Sends with the provider's credentials and, where the service refuses them, once more with the ones it then has. Where it has
 * no others, the refusal is the answer.
 */
export async function sendWithKey(provider: CheckedCredentialProvider, signal: AbortSignal, send: (credentials: Credentials) => Promise<ApiResponse>): Promise<ApiResponse> {
  const used = await provider.getCredential(signal);
  const response = await send(used);
  if (!isKeyRefusal(codeIn(response))) return response;
  const renewed = await provider.renewed(used, signal);
  return renewed ? send(renewed) : response;
}

// A refusal is short; a page of datapoints is not parsed twice.
const LONGEST_REFUSAL = 20_000;

function codeIn({ body }: ApiResponse): string | undefined {
  const fields = typeof body === 'string' && body.length > LONGEST_REFUSAL ? undefined : parseJson(body);
  return isRecord(fields) ? text(fields['Code'] ?? fields['code']) : undefined;
}
