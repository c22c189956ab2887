import type { PushedBody } from './pushed.ts';

// Source: the documents give a receiver five seconds and three retries.
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 4;
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** What became of a push: attempts made, and the last HTTP status, `undefined` when no attempt was answered. */
export interface Posted {
  readonly attempts: number;
  readonly status: number | undefined;
}

/** As {@link postUntilTaken}, for webhooks of rules: those of a real account that are tried here must page nobody, so what is elsewhere is not called. */
export async function postToThisMachine(url: string, push: PushedBody, method: 'GET' | 'POST' = 'POST'): Promise<Posted> {
  return THIS_MACHINE.test(new URL(url).hostname) ? await postUntilTaken(url, push, method) : { attempts: 0, status: undefined };
}

/** Sends a body, again while it is not taken; with `GET` in the parameter `data`. */
export async function postUntilTaken(url: string, { body, contentType }: PushedBody, method: 'GET' | 'POST' = 'POST'): Promise<Posted> {
  const address = new URL(url);
  if (method === 'GET') address.searchParams.set('data', body);
  const content = method === 'GET' ? {} : { headers: { 'content-type': contentType }, body };
  let status: number | undefined;
  let attempts = 0;
  while (attempts < ATTEMPTS) {
    attempts++;
    try {
      const answer = await fetch(address, { method, ...content, signal: AbortSignal.timeout(TIMEOUT_MS) });
      await answer.arrayBuffer();
      status = answer.status;
      if (answer.ok) break;
    } catch {
      // Not answered: the service tries again, and so do we.
    }
  }
  return { attempts, status };
}
