import { setTimeout as sleep } from 'node:timers/promises';

/** Waits in real time; resolves early where the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
