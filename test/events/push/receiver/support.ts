import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { asRule, type Row } from '../../shapes.ts';

export const ROW: Row = {
  Id: 'e1',
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  RegionId: 'cn-hangzhou',
  ResourceId: 'acs:vpngw:cn-hangzhou:1:instance/tun-1',
  InstanceName: 'a',
  Time: Date.UTC(2026, 0, 31),
  Content: '{}',
};
export const ruleText = (Id = 'e1'): string => JSON.stringify(asRule({ ...ROW, Id }));
export const HOOK = 'https://service.example/hook';
export const pushOf = (body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}, url = HOOK): Request =>
  new Request(url, { method: 'POST', body, headers, duplex: 'half' });

/** The address of a server on loopback that answers with `handle`. */
export async function listening(handle: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`;
}

/** The outcome, or `never` where there is none within 2 seconds. */
export async function settled<T>(work: Promise<T>): Promise<T | 'never'> {
  const waiting = new AbortController();
  const outcome = await Promise.race([work, sleep(2_000, 'never' as const, { signal: waiting.signal }).catch(() => 'never' as const)]);
  waiting.abort();
  return outcome;
}

/** Fails the test on what nothing has caught, as it would end the process. */
export function uncaughtErrors(): unknown[] {
  const caught: unknown[] = [];
  const note = (error: unknown): void => void caught.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });
  return caught;
}
