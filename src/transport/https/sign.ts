import { createHmac, randomUUID } from 'node:crypto';
import type { Credentials } from '../credential-types.ts';
import type { ApiRequest } from '../port.ts';
import { versionOf } from '../rpc.ts';
import { canonicalRequest, sha256, type WireContent } from './canonical-request.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** What one request is signed with. */
export interface Signing {
  readonly host: string;
  readonly userAgent: string;
  readonly credentials: Credentials;
  /** The time of the signature, in milliseconds since the epoch. The service refuses one that is minutes off. */
  readonly now: number;
}

/** All headers of a request, signed with ACS3-HMAC-SHA256. Each call draws a nonce of its own: the service takes each only once. */
export function signedHeaders(
  { product, action }: ApiRequest,
  content: WireContent,
  { host, userAgent, credentials, now }: Signing,
): Record<string, string> {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const payloadHash = sha256(content.body);
  const headers: Record<string, string> = {
    host,
    'x-acs-version': versionOf(product),
    'x-acs-action': action,
    'user-agent': userAgent,
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': randomUUID(),
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate',
    'x-acs-content-sha256': payloadHash,
    ...(content.contentType !== undefined && { 'content-type': content.contentType }),
    ...(securityToken !== undefined && { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': securityToken }),
    'content-length': String(Buffer.byteLength(content.body)),
  };
  const canonical = canonicalRequest(content, headers, payloadHash);
  const signature = createHmac('sha256', accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical.text)}`)
    .digest('hex');
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${canonical.signedHeaders},Signature=${signature}`,
  };
}
