// Run as a process of its own: a simulated service that can forget connections without a word, as a firewall or a NAT gateway does.
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSimulator } from '../../../../src/testing/index.ts';

/** What the parent asks of the service. */
export interface Command {
  /** So many of the connections that are open answer nothing any more: the newest, which a pool takes first. */
  readonly silence?: number;
  readonly report?: true;
}

/** How the service is set up: the first argument, as JSON. */
export interface Setting {
  readonly connections?: number;
  readonly latencyMs?: number;
  readonly host?: string;
  /** Of the service, against this machine's. */
  readonly aheadMs?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** What a process answers: where it listens, then what it saw. */
export interface Report {
  readonly port?: number;
  readonly open?: number;
  /** When requests came in that got no answer, in milliseconds. */
  readonly lostAt?: readonly number[];
  readonly answered?: number;
}

const { connections = 1, latencyMs = 0, host = '127.0.0.1', aheadMs = 0, tls } = JSON.parse(process.argv[2] ?? '{}') as Setting;
const VALID_MS = 15 * 60_000;
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: Date.now() + aheadMs,
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  latencyMs,
  gateways: [{ id: 'vpn-1' }],
  connections: Array.from({ length: connections }, (_, index) => ({
    id: `vco-${String(index)}`,
    gatewayId: 'vpn-1',
    mode: 'single' as const,
  })),
});
const open = new Set<Socket>();
const silent = new Set<Socket>();
const lostAt: number[] = [];
let answered = 0;

const text = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const serve: RequestListener = (message, response) => {
  if (silent.has(message.socket)) {
    lostAt.push(performance.now());
    return;
  }
  void text(message).then((body) => {
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
    const isLate = Math.abs(Date.parse(headers['x-acs-date'] ?? '') - cloud.now()) > VALID_MS;
    const answer = isLate
      ? {
          kind: 'answer' as const,
          status: 400,
          headers: { date: new Date(cloud.now()).toUTCString(), 'x-acs-request-id': 'R' },
          body: '{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired.","RequestId":"R"}',
          delayMs: 0,
        }
      : cloud.handle({ method: message.method ?? '', url: message.url ?? '', headers, body });
    if (answer.kind !== 'answer') throw new Error('nothing else is asked for');
    setTimeout(() => {
      answered += 1;
      response.sendDate = false;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    }, answer.delayMs);
  });
};

const server = tls ? createSecureServer(tls, serve) : createServer(serve);
server.keepAliveTimeout = 60_000;
server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
  open.add(socket);
  socket.on('error', () => undefined).on('close', () => open.delete(socket));
});
const tell = (report: Report): unknown => process.send?.(report);
server.listen(0, host, () => tell({ port: (server.address() as AddressInfo).port }));
process.on('message', ({ silence = 0 }: Command) => {
  for (const socket of silence > 0 ? [...open].slice(-silence) : []) silent.add(socket);
  tell({ open: open.size, lostAt, answered });
});
process.on('disconnect', () => process.exit());
