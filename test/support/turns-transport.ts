import { Agent, request as httpRequest } from 'node:http';
import type { ApiCallOptions, ApiRequest, ApiResponse, Transport } from 'alicloud-vpn-monitor';

/** A transport on node:http that takes its turn once the credentials are there and the connection stands, as the default one does. */
export function turnsTransport(host: string, credentials: () => Promise<unknown> = () => Promise.resolve()): Transport & Disposable {
  const [hostname, port] = host.split(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    takesTurns: true,
    async call(request: ApiRequest, options: ApiCallOptions): Promise<ApiResponse> {
      await credentials();
      return await new Promise((resolve, reject) => {
        const sent = httpRequest({ agent, hostname, port, method: 'POST', path: '/', headers: { 'x-acs-action': request.action, connection: 'keep-alive' }, signal: options.signal }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers as Record<string, string> });
          });
        });
        sent.on('error', reject);
        sent.on('socket', (socket) => {
          const leave = (): void => {
            const turn = options.turn?.() ?? Promise.resolve();
            turn.then(
              () => sent.end(),
              (error: unknown) => sent.destroy(error as Error),
            );
          };
          if (socket.connecting) socket.once('connect', leave);
          else leave();
        });
      });
    },
    [Symbol.dispose]() {
      agent.destroy();
    },
  };
}
