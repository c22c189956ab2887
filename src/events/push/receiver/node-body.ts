import { type BodyFailure, type BodyLimits, isCompressed, isTooLong } from './body.ts';
import type { NodeRequest } from './options.ts';

/** Whether somebody has read from the stream: what is left is no whole body, and its end may have passed. */
export function isRead(request: NodeRequest): boolean {
  return request.readableEnded === true || request.readableDidRead === true;
}

/** The bytes of a Node request, at most `maxBytes` of them. The stream is left paused, not destroyed: an answer must still go out. Never rejects. */
export function nodeBody(request: NodeRequest, limits: BodyLimits): Promise<Uint8Array | BodyFailure> {
  if (isRead(request)) return Promise.resolve('read-before');
  // What is destroyed says so no second time.
  if (request.destroyed === true) return Promise.resolve('broken');
  if (isCompressed(request.headers['content-encoding'])) return Promise.resolve('compressed');
  if (isTooLong(request.headers['content-length'], limits.maxBytes)) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    new BodyReader(request, limits, resolve).begin();
  });
}

/** Reads one stream to its end, or until there is a reason not to. */
class BodyReader {
  readonly #request: NodeRequest;
  readonly #limits: BodyLimits;
  readonly #resolve: (body: Uint8Array | BodyFailure) => void;
  readonly #listeners: readonly (readonly [string, (chunk: unknown) => void])[] = [
    [
      'data',
      (chunk) => {
        this.#take(chunk);
      },
    ],
    [
      'end',
      () => {
        this.#finish(Buffer.concat(this.#chunks));
      },
    ],
    [
      'error',
      () => {
        this.#finish('broken');
      },
    ],
    [
      'close',
      () => {
        this.#finish('broken');
      },
    ],
  ];
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(request: NodeRequest, limits: BodyLimits, resolve: (body: Uint8Array | BodyFailure) => void) {
    this.#request = request;
    this.#limits = limits;
    this.#resolve = resolve;
  }

  begin(): void {
    this.#timer = setTimeout(() => {
      this.#finish('slow');
    }, this.#limits.timeoutMs);
    for (const [event, listener] of this.#listeners) this.#request.on(event, listener);
  }

  #take(chunk: unknown): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    this.#length += bytes.byteLength;
    if (this.#length > this.#limits.maxBytes) this.#finish('too-large');
    else this.#chunks.push(bytes);
  }

  #finish(body: Uint8Array | BodyFailure): void {
    clearTimeout(this.#timer);
    for (const [event, listener] of this.#listeners) this.#request.removeListener(event, listener);
    if (typeof body === 'string') this.#request.pause();
    this.#resolve(body);
  }
}
