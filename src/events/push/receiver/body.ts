import { withDeadline } from '../../../internal/deadline.ts';
import type { NodeRequest } from './options.ts';

/** Why there is no body: it is longer than allowed, compressed, was cut off, did not come in time, or was read before it came here. */
export type BodyFailure = 'too-large' | 'compressed' | 'broken' | 'slow' | 'read-before';

/** How much of a body is read, and how long it may take. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

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

/** Whether somebody has read from the stream: what is left is no whole body, and its end may have passed. */
export function isRead(request: NodeRequest): boolean {
  return request.readableEnded === true || request.readableDidRead === true;
}

/** The bytes of a Node request, at most `maxBytes` of them. The stream is left paused, not destroyed: an answer must still go out. Never rejects. */
export function nodeBody(request: NodeRequest, { maxBytes, timeoutMs }: BodyLimits): Promise<Uint8Array | BodyFailure> {
  if (isRead(request)) return Promise.resolve('read-before');
  // What is destroyed says so no second time.
  if (request.destroyed === true) return Promise.resolve('broken');
  if (isCompressed(request.headers['content-encoding'])) return Promise.resolve('compressed');
  if (isTooLong(request.headers['content-length'], maxBytes)) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const finish = (body: Uint8Array | BodyFailure): void => {
      clearTimeout(timer);
      for (const [event, listener] of listeners) request.removeListener(event, listener);
      if (typeof body === 'string') request.pause();
      resolve(body);
    };
    const take = (chunk: unknown): void => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      length += bytes.byteLength;
      if (length > maxBytes) finish('too-large');
      else chunks.push(bytes);
    };
    const listeners: readonly (readonly [string, (chunk: unknown) => void])[] = [
      ['data', take],
      [
        'end',
        () => {
          finish(Buffer.concat(chunks));
        },
      ],
      [
        'error',
        () => {
          finish('broken');
        },
      ],
      [
        'close',
        () => {
          finish('broken');
        },
      ],
    ];
    const timer = setTimeout(() => {
      finish('slow');
    }, timeoutMs);
    for (const [event, listener] of listeners) request.on(event, listener);
  });
}

// No sender of Alibaba Cloud compresses. Read as text such bytes would pass for something else than an event.
function isCompressed(encoding: unknown): boolean {
  return typeof encoding === 'string' && !/^\s*(?:identity\s*)?$/i.test(encoding);
}

function isTooLong(contentLength: unknown, maxBytes: number): boolean {
  return Number(contentLength ?? 0) > maxBytes;
}
