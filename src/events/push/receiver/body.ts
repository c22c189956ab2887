/** Why there is no body: it is longer than allowed, compressed, was cut off, did not come in time, or was read before it came here. */
export type BodyFailure = 'too-large' | 'compressed' | 'broken' | 'slow' | 'read-before';

/** How much of a body is read, and how long it may take. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

// No sender of Alibaba Cloud compresses. Read as text such bytes would pass for something else than an event.
export function isCompressed(encoding: unknown): boolean {
  return typeof encoding === 'string' && !/^\s*(?:identity\s*)?$/i.test(encoding);
}

/** Whether a body that says how long it is need not be read. */
export function isTooLong(contentLength: unknown, maxBytes: number): boolean {
  return Number(contentLength ?? 0) > maxBytes;
}
