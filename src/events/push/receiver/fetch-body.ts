import { withDeadline } from '../../../internal/deadline.ts';
import { type BodyFailure, type BodyLimits, isCompressed, isTooLong } from './body.ts';

/** The bytes of a Fetch request, at most `maxBytes` of them. Never rejects. */
export async function fetchBody(request: Request, { maxBytes, timeoutMs }: BodyLimits): Promise<Uint8Array | BodyFailure> {
  if (request.bodyUsed || request.body?.locked === true) return 'read-before';
  if (!request.body) return new Uint8Array();
  if (isCompressed(request.headers.get('content-encoding'))) return 'compressed';
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  let failure: BodyFailure = 'broken';
  const work = (): Promise<Uint8Array | BodyFailure> =>
    isTooLong(request.headers.get('content-length'), maxBytes) ? Promise.resolve('too-large') : readAll(reader, maxBytes);
  const late = (): Error => {
    failure = 'slow';
    return new Error(failure);
  };
  const body = await withDeadline(work, timeoutMs, late).catch(() => failure);
  // Not awaited: a source may never answer that nobody reads it any more.
  if (typeof body === 'string') reader.cancel().catch(() => undefined);
  return body;
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<Uint8Array | BodyFailure> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    length += value.byteLength;
    if (length > maxBytes) return 'too-large';
    chunks.push(value);
  }
}
