import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SimulatedCredentials } from '../secret.ts';
import { Fault } from './fault.ts';
import type { ParsedRequest, SimulatedRequest } from './request.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION = /^(\S+)\s+Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/;
const ALWAYS_SIGNED = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version'];

// Enough to catch every re-sent request of a test, bounded for a simulator that runs for days.
const MOST_NONCES = 100_000;

/** Checks signatures as the service does, and remembers nonces. Throws the service's error for a request it would refuse. */
export class SignatureCheck {
  readonly #credentials: SimulatedCredentials;
  readonly #nonces = new Set<string>();

  constructor(credentials: SimulatedCredentials) {
    this.#credentials = credentials;
  }

  verify(request: SimulatedRequest, parsed: ParsedRequest): void {
    const { headers } = request;
    const match = AUTHORIZATION.exec(headers['authorization'] ?? '');
    const [, algorithm, keyId, signedNames, signature] = match ?? [];
    if (algorithm !== ALGORITHM || keyId === undefined || signedNames === undefined || signature === undefined) {
      throw new Fault(400, 'IncompleteSignature', `The request has no ${ALGORITHM} signature in its Authorization header.`);
    }
    if (keyId !== this.#credentials.accessKeyId) {
      throw new Fault(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    }
    this.#verifyToken(headers);
    const signed = signedNames.split(';');
    const unsigned = ALWAYS_SIGNED.find((name) => !signed.includes(name));
    if (unsigned !== undefined) throw new Fault(400, 'IncompleteSignature', `The header ${unsigned} is not signed.`);
    const payload = sha256(request.body);
    if (headers['x-acs-content-sha256'] !== payload) throw mismatch('x-acs-content-sha256 is not the hash of the body');
    const expected = signatureOf(request.method, parsed, headers, signed, payload, this.#credentials.accessKeySecret);
    if (!equal(signature, expected)) throw mismatch('another signature was calculated from the request');
    this.#verifyNonce(headers['x-acs-signature-nonce'] ?? '');
  }

  #verifyToken(headers: SimulatedRequest['headers']): void {
    const wanted = this.#credentials.securityToken;
    const given = headers['x-acs-security-token'];
    if (wanted === given) return;
    if (given === undefined) throw new Fault(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
    throw new Fault(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'Specified SecurityToken mismatch with the AccessKey.');
  }

  #verifyNonce(nonce: string): void {
    if (this.#nonces.has(nonce)) throw new Fault(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
    if (this.#nonces.size >= MOST_NONCES) this.#nonces.clear();
    this.#nonces.add(nonce);
  }
}

function signatureOf(
  method: string,
  parsed: ParsedRequest,
  headers: SimulatedRequest['headers'],
  signed: readonly string[],
  payload: string,
  secret: string,
): string {
  const query = [...parsed.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`)
    .join('&');
  const canonicalHeaders = signed.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const canonical = [method, parsed.path, query, canonicalHeaders, signed.join(';'), payload].join('\n');
  return createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
}

/** RFC 3986: `encodeURIComponent` leaves five characters that the service's rules encode. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function mismatch(why: string): Fault {
  return new Fault(400, 'SignatureDoesNotMatch', `Specified signature is not matched with our calculation: ${why}.`);
}
