import { pushedBody, type PushShape } from './pushed.ts';

/** What became of a push. */
export interface Delivery {
  /** The event's id. */
  readonly id: string;
  /** Attempts made. */
  readonly attempts: number;
  /** The last HTTP status; `undefined` when no attempt was answered. */
  readonly status: number | undefined;
}

// Source: the documents give a receiver five seconds and three retries.
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 4;

/** Posts one event, again while it is not taken. */
export async function deliver(row: Readonly<Record<string, unknown>>, url: string, shape: PushShape, accountId: string): Promise<Delivery> {
  const { body, contentType } = pushedBody(row, shape, accountId);
  let status: number | undefined;
  let attempts = 0;
  while (attempts < ATTEMPTS) {
    attempts++;
    try {
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      await answer.arrayBuffer();
      status = answer.status;
      if (answer.ok) break;
    } catch {
      // Not answered: the service tries again, and so do we.
    }
  }
  return { id: String(row['Id']), attempts, status };
}
