import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import type { VpnMonitorError } from '../../errors.ts';
import { serviceError } from '../failures/index.ts';

/** The largest answer that is read, before and after it is unpacked. The largest page of datapoints is under 1 MiB. */
export const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The text of an answer: unpacked, without a byte order mark. Rejects with `VpnMonitorError` `protocol` (retryable) where it
 * cannot be unpacked or is over 64 MiB; a connection that breaks rejects with Node's own error.
 */
export async function readAnswerBody(response: IncomingMessage, action: string): Promise<string> {
  const failure = (message: string): VpnMonitorError =>
    serviceError({ status: response.statusCode, message }, action, { code: 'protocol', retryable: true });
  const bytes = await collected(response, () => failure(`the answer is over ${String(MOST_BYTES / 1024 / 1024)} MiB`));
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  const plain = await unpacked(bytes, encoding, failure);
  return plain.toString('utf8').replace(/^\uFEFF/, '');
}

function collected(response: IncomingMessage, tooLarge: () => VpnMonitorError): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_BYTES) {
        response.destroy(tooLarge());
        return;
      }
      chunks.push(chunk);
    });
    response.on('end', () => {
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    response.on('error', reject);
    // Settled long before, unless the response was destroyed without an error.
    response.on('close', () => {
      reject(Object.assign(new Error('the connection closed inside the answer'), { code: 'ECONNRESET' }));
    });
  });
}

async function unpacked(bytes: Buffer, encoding: string, failure: (message: string) => VpnMonitorError): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity' || bytes.length === 0) return bytes;
  const unpack = unpackerOf(encoding, bytes);
  if (!unpack) throw failure(`the answer is encoded as ${JSON.stringify(encoding)}, which was not asked for`);
  try {
    return await unpack(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isLarge = (error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw failure(isLarge ? `the answer unpacks to over ${String(MOST_BYTES / 1024 / 1024)} MiB` : `the answer's ${encoding} is broken`);
  }
}

function unpackerOf(
  encoding: string,
  bytes: Buffer,
): ((bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>) | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return promisify(gunzip);
  if (encoding !== 'deflate') return undefined;
  // Some servers leave the zlib header out, which the standard asks for.
  return ((bytes[0] ?? 0) & 0x0f) === 8 ? promisify(inflate) : promisify(inflateRaw);
}
