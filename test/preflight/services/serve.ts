import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from 'alicloud-vpn-monitor/testing';

/** A request as a service of its own sees it: the operation and its parameters. */
export interface Question {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

/** An answer of JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What such a service makes of a question; `next` has the account answer it, with other parameters if need be. */
export type Differ = (question: Question, next: (params?: Readonly<Record<string, string>>) => Answer) => Answer;

export function refusal(status: number, Code: string, Message: string): Answer {
  return { status, body: { Code, Message, RequestId: 'REFUSED', Success: false } };
}

/**
 * Serves an account over HTTP as a service that differs: writes its port to stdout, and ends with the process that started it.
 *
 * @param date - What its clock says.
 */
export function serve(cloud: Simulator, differ: Differ, date: () => Date = () => new Date()): void {
  const server = createServer({ maxHeaderSize: 1 << 20 }, (message, response) => {
    void bodyOf(message).then((form) => {
      const params = Object.fromEntries([...new URL(message.url ?? '/', 'http://service').searchParams, ...new URLSearchParams(form)]);
      const action = String(message.headers['x-acs-action']);
      const next = (changed = params): Answer => {
        const headers = { 'x-acs-action': action, 'x-acs-version': String(message.headers['x-acs-version']) };
        const answer = cloud.handle({ method: 'POST', url: `/?${new URLSearchParams(changed).toString()}`, headers, body: '' });
        if (answer.kind !== 'answer') throw new Error(answer.kind);
        return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> };
      };
      const { status, body } = differ({ action, params }, next);
      response.sendDate = false;
      response.writeHead(status, { 'content-type': 'application/json', date: date().toUTCString() });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${String((server.address() as AddressInfo).port)}\n`);
  });
  process.stdin.on('end', () => process.exit()).resume();
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
