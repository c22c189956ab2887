import type { PushedBody } from './pushed.ts';

// Source: the documents give a receiver five seconds and three retries.
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 4;

/** Posts a body, again while it is not taken. `status` is the last one, `undefined` when no attempt was answered. */
export async function postUntilTaken(url: string, { body, contentType }: PushedBody): Promise<{ readonly attempts: number; readonly status: number | undefined }> {
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
  return { attempts, status };
}
