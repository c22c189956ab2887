import { execFile } from 'node:child_process';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createEventReceiver } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { listening, pushOf, ruleText, settled, uncaughtErrors } from './support.ts';

const post = async (url: string, body: string = ruleText()) =>
  settled(fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).then(({ status }) => status));

test('a middleware answers 503 while onEvent works: nothing is thrown, and the event is taken', async () => {
  const uncaught = uncaughtErrors();
  const taken: string[] = [];
  const receiver = createEventReceiver({
    secret: false,
    onEvent: async ({ id }) => {
      await sleep(60);
      taken.push(id);
    },
  });
  let working: Promise<unknown> = Promise.resolve();
  const url = await listening((request, response) => {
    setTimeout(() => {
      response.writeHead(503).end('deadline');
    }, 20);
    working = receiver.node(request, response);
  });
  expect(await post(url)).toBe(503);
  await working;
  await sleep(20);
  expect(taken).toEqual(['e1']);
  expect(uncaught).toEqual([]);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['has sent its headers', (response) => void response.writeHead(200)],
  ['is ended', (response) => void response.writeHead(202).end()],
  ['is destroyed', (response) => void response.destroy()],
  [
    'throws from setHeader',
    (response) =>
      void Object.assign(response, {
        setHeader: () => {
          throw new Error('no');
        },
      }),
  ],
  [
    'throws from end',
    (response) =>
      void Object.assign(response, {
        end: () => {
          throw new Error('no');
        },
      }),
  ],
])('a response that %s', async (_what, spoil) => {
  const uncaught = uncaughtErrors();
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined });
  const outcomes: unknown[] = [];
  const url = await listening(async (request, response) => {
    spoil(response);
    outcomes.push(await settled(receiver.node(request, response)));
    response.destroy();
  });
  await post(url).catch(() => undefined);
  await vi.waitFor(() => {
    expect(outcomes).toEqual([undefined]);
  });
  expect(uncaught).toEqual([]);
});

test('the sender goes in the middle of its body, or before the answer', async () => {
  const uncaught = uncaughtErrors();
  const outcomes: unknown[] = [];
  const receiver = createEventReceiver({ secret: false, onEvent: () => sleep(60) });
  const url = new URL(await listening(async (request, response) => void outcomes.push(await settled(receiver.node(request, response)))));
  const send = (text: string): void => {
    const socket = connect(Number(url.port), '127.0.0.1', () => {
      socket.write(text);
      setTimeout(() => {
        socket.destroy();
      }, 30);
    });
  };
  send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"name":`);
  send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(ruleText().length)}\r\n\r\n${ruleText()}`);
  await vi.waitFor(() => {
    expect(outcomes).toEqual([undefined, undefined]);
  });
  expect(uncaught).toEqual([]);
});

test('a body that stops coming is given up', async () => {
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, onEventTimeoutMs: 60 });
  const url = await listening((request, response) => receiver.node(request, response));
  const status = await settled(
    new Promise((resolve, reject) => {
      const sending = httpRequest(url, { method: 'POST', headers: { 'content-length': 100 } }, (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('{');
    }),
  );
  expect(status).toBe(408);
  const stalled = new ReadableStream<Uint8Array>({ cancel: () => new Promise(() => undefined) });
  expect(await settled(receiver.fetch(pushOf(stalled)))).toMatchObject({ status: 408 });
});

test.each<[string, (request: IncomingMessage) => unknown]>([
  [
    'consumed',
    async (request) => {
      for await (const _ of request);
    },
  ],
  [
    'consumed and left as {}',
    async (request) => {
      for await (const _ of request);
      Object.assign(request, { body: {} });
    },
  ],
  [
    'read in part',
    async (request) => {
      request.once('data', () => undefined);
      await sleep(20);
      request.pause();
    },
  ],
  [
    'destroyed',
    (request) => {
      request.destroy();
    },
  ],
  [
    'broken',
    (request) => {
      request.on('error', () => undefined).destroy(new Error('broken'));
    },
  ],
])('a request that a middleware has %s is answered', async (what, spoil) => {
  const uncaught = uncaughtErrors();
  const outcomes: unknown[] = [];
  const error = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, logger: { error } });
  const url = await listening(async (request, response) => {
    await spoil(request);
    await sleep(10);
    outcomes.push(await settled(receiver.node(request, response)));
  });
  await post(url).catch(() => undefined);
  await vi.waitFor(() => {
    expect(outcomes).toEqual([undefined]);
  });
  expect(uncaught).toEqual([]);
  if (what === 'consumed' || what === 'read in part')
    expect(error).toHaveBeenCalledWith(expect.stringContaining('body'), expect.anything());
});

test.each<[string, () => Promise<Request> | Request]>([
  [
    'read already',
    async () => {
      const request = pushOf(ruleText());
      await request.text();
      return request;
    },
  ],
  [
    'locked',
    () => {
      const request = pushOf(ruleText());
      request.body!.getReader();
      return request;
    },
  ],
  [
    'with a stream that fails',
    () =>
      pushOf(
        new ReadableStream({
          pull: (controller) => {
            controller.error(new Error('gone'));
          },
        }),
      ),
  ],
  [
    'aborted',
    () => {
      const gone = new AbortController();
      const request = new Request('http://a.example/', { method: 'POST', body: ruleText(), signal: gone.signal });
      gone.abort();
      return request;
    },
  ],
  [
    'that says it is too long and whose cancel never settles',
    () => pushOf(new ReadableStream({ cancel: () => new Promise(() => undefined) }), { 'content-length': '99999999' }),
  ],
  [
    'that says it is too long and whose cancel fails',
    () => pushOf(new ReadableStream({ cancel: () => Promise.reject(new Error('no')) }), { 'content-length': '99999999' }),
  ],
  ['of no address', () => Object.defineProperty(pushOf(ruleText()), 'url', { value: '' })],
])('a Fetch request %s is answered', async (_what, make) => {
  const uncaught = uncaughtErrors();
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined });
  const answer = await settled(receiver.fetch(await make()));
  expect(answer).toBeInstanceOf(Response);
  await sleep(5);
  expect(uncaught).toEqual([]);
});

test('onEvent that hangs once: 500, and the retry is let in', async () => {
  const error = vi.fn();
  const onEvent = vi.fn(() => undefined as unknown).mockImplementationOnce(() => new Promise(() => undefined));
  const receiver = createEventReceiver({ secret: false, onEvent, onEventTimeoutMs: 80, logger: { error } });
  const url = await listening((request, response) => receiver.node(request, response));
  const first = post(url);
  await sleep(30);
  const copy = post(url);
  expect([await first, await copy]).toEqual([500, 500]);
  expect(onEvent).toHaveBeenCalledTimes(1);
  expect(await post(url)).toBe(200);
  expect(onEvent).toHaveBeenCalledTimes(2);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('onEvent'), expect.objectContaining({ id: 'e1' }));
});

test('onEvent that ends after its time was over: the copy that comes later is known', async () => {
  const uncaught = uncaughtErrors();
  const onEvent = vi.fn(() => sleep(90));
  const receiver = createEventReceiver({ secret: false, onEvent, onEventTimeoutMs: 40 });
  expect((await receiver.fetch(pushOf(ruleText()))).status).toBe(500);
  await sleep(80);
  expect((await receiver.fetch(pushOf(ruleText()))).status).toBe(200);
  expect(onEvent).toHaveBeenCalledTimes(1);
  const failing = createEventReceiver({
    secret: false,
    onEvent: () => sleep(60).then(() => Promise.reject(new Error('late'))),
    onEventTimeoutMs: 20,
  });
  expect((await failing.fetch(pushOf(ruleText()))).status).toBe(500);
  await sleep(60);
  expect(uncaught).toEqual([]);
});

test('no timer is left once an event is taken', async () => {
  const before = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const receiver = createEventReceiver({ secret: () => true, onEvent: () => undefined });
  for (const id of ['a', 'b', 'c']) await receiver.fetch(pushOf(ruleText(id), { 'x-vpn-monitor-secret': 'any' }));
  await sleep(1);
  expect(process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length).toBeLessThanOrEqual(before);
});

test('a process with nothing else to do waits for the answer', async () => {
  const script = fileURLToPath(new URL('one-push.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { timeout: 15_000 });
  expect(stdout).toBe('500');
});

test('a request that keeps a raw body of its own is one of Node’s', async () => {
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined });
  const url = await listening((request, response) =>
    receiver.node(Object.assign(request, { raw: Buffer.from('x'), req: 1 }), Object.assign(response, { raw: 1, res: 1 })),
  );
  expect(await post(url)).toBe(200);
});
