import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createEventReceiver, type EventReceiver, parseSystemEvent } from 'alicloud-vpn-monitor';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { asRule, type Row } from '../../shapes.ts';

const row: Row = {
  Id: 'e1',
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  RegionId: 'cn-hangzhou',
  ResourceId: 'tun-1',
  InstanceName: 'a',
  Time: Date.UTC(2026, 0, 31),
  Content: '{}',
};
const event = JSON.stringify(asRule(row));
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const served = (receiver: EventReceiver): Promise<string> => listening((request, response) => void receiver.node(request, response));

function heard(): { readonly seen: string[]; readonly lines: string[]; readonly receiver: EventReceiver } {
  const seen: string[] = [];
  const lines: string[] = [];
  const note = (message: string, fields?: object): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return {
    seen,
    lines,
    receiver: createEventReceiver({ secret: false, onEvent: ({ id }) => seen.push(id), logger: { info: note, warn: note, error: note } }),
  };
}

test.each([
  ['gzip', gzipSync(event)],
  ['deflate', deflateSync(event)],
  ['br', brotliCompressSync(event)],
])('a body in %s is refused as such, not answered as if it were no VPN event', async (encoding, body) => {
  const { receiver, lines, seen } = heard();
  const init = { method: 'POST', body: new Uint8Array(body), headers: { 'content-encoding': encoding } };
  expect((await fetch(await served(receiver), init)).status).toBe(415);
  expect((await receiver.fetch(new Request('http://h/', init))).status).toBe(415);
  expect(lines).toEqual(Array(2).fill(expect.stringMatching(/compressed/)));
  expect(seen).toEqual([]);
});

test('a parser that has inflated the body is believed, and so is `identity`', async () => {
  const { receiver, seen } = heard();
  const app = express().use(express.json()).post('/hook', receiver.node.bind(receiver));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  expect((await fetch(await listening(app), { method: 'POST', body: new Uint8Array(gzipSync(event)), headers })).status).toBe(200);
  expect((await fetch(await served(receiver), { method: 'POST', body: event, headers: { 'content-encoding': 'identity' } })).status).toBe(
    200,
  );
  expect(seen).toEqual(['e1']);
});

test('bytes that are no text are no form, whatever byte of them reads like "="', async () => {
  const { receiver } = heard();
  for (const bytes of [
    [0x1f, 0x8b, 0x08, 0x3d, 0x00],
    [0x80, 0x3d, 0x81],
    [0x00, 0x61, 0x3d, 0x62],
  ]) {
    const body = Uint8Array.from(bytes);
    expect(() => parseSystemEvent(body)).toThrow(/neither JSON/);
    expect((await receiver.fetch(new Request('http://h/', { method: 'POST', body }))).status).toBe(400);
  }
});

test.each([true, false])(
  'JSON that a parser of forms has read is malformed, and the log says what to do (extended: %s)',
  async (extended) => {
    const { receiver, lines, seen } = heard();
    const app = express().use(express.urlencoded({ extended })).post('/hook', receiver.node.bind(receiver));
    const url = await listening(app);
    for (const body of [event, JSON.stringify([asRule(row)]), JSON.stringify({ ...asRule(row), content: { reason: 'a=1&b=[2]' } })]) {
      expect((await fetch(url, { method: 'POST', body, headers: FORM })).status).toBe(400);
      expect(lines.pop()).toMatch(/application.json/);
    }
    expect(seen).toEqual([]);
  },
);

test('an empty list is said', async () => {
  const { receiver, lines } = heard();
  expect((await receiver.fetch(new Request('http://h/', { method: 'POST', body: '[]' }))).status).toBe(204);
  expect(lines).toEqual([expect.stringMatching(/empty list/)]);
});
