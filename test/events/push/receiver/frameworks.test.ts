import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { getRequestListener } from '@hono/node-server';
import { bodyParser } from '@koa/bodyparser';
import { createEventReceiver, type EventReceiver, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import express from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { asRule, asSubscription, form } from '../../shapes.ts';
import { listening, ROW, ruleText, settled } from './support.ts';

// Its types are those of another major version.
const express4 = createRequire(import.meta.url)('express4') as typeof express;
const XML = `<Notification><TopicName>t</TopicName><MessageId>1</MessageId><Message>${Buffer.from(ruleText()).toString('base64')}</Message></Notification>`;
const PUSHES: readonly (readonly [what: string, type: string, body: string, status: number])[] = [
  ['a rule', 'application/json', ruleText(), 200],
  ['a list', 'application/json', JSON.stringify([asRule(ROW), asRule({ ...ROW, Id: 'e2' })]), 200],
  ['a form', 'application/x-www-form-urlencoded', form(asSubscription(ROW)), 200],
  ['MNS in XML', 'text/xml', XML, 204],
  ['base64', 'text/plain', Buffer.from(ruleText()).toString('base64'), 200],
  ['an empty body', 'application/json', '', 400],
];
type Serve = (receiver: EventReceiver) => Promise<string>;
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function onExpress(create: typeof express, parsers: 'none' | 'json and form' | 'text' | 'raw'): Serve {
  return (receiver) => {
    const app = create();
    if (parsers === 'json and form') app.use(express.json(), express.urlencoded({ extended: true }));
    if (parsers === 'text') app.use(express.text({ type: '*/*' }));
    if (parsers === 'raw') app.use(express.raw({ type: () => true }));
    if (parsers !== 'none')
      app.use(
        (_request, _response, next) =>
          void tick().then(() => {
            next();
          }),
      );
    app.post('/hook', (request, response) => receiver.node(request, response));
    return listening(app as RequestListener);
  };
}

function onKoa(parsed: boolean, patchNode = false): Serve {
  return (receiver) => {
    const app = new Koa();
    app.silent = true;
    if (parsed) app.use(bodyParser({ enableTypes: ['json', 'form', 'text', 'xml'], patchNode })).use((_context, next) => tick().then(next));
    app.use((context) => receiver.node(patchNode ? context.req : context.request, context.res));
    return listening(app.callback());
  };
}

function onFastify(configure: (app: FastifyInstance) => void, isHijacked = false): Serve {
  return async (receiver) => {
    const app = fastify();
    configure(app);
    app.post('/hook', async (request, reply) => {
      if (isHijacked) reply.hijack();
      await receiver.node(request, isHijacked ? reply.raw : reply);
    });
    onTestFinished(async () => {
      await app.close();
    });
    return `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  };
}
const asText = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
};
const unread = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
};
const parsing = (app: FastifyInstance): void => {
  for (const type of ['text/xml', 'application/x-www-form-urlencoded'])
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
};

const onHono: Serve = (receiver) => {
  const app = new Hono();
  app.post('/hook', (context) => receiver.fetch(context.req.raw));
  return listening(getRequestListener(app.fetch));
};

const FRAMEWORKS: readonly (readonly [string, Serve])[] = [
  ['node:http', (receiver) => listening((request, response) => receiver.node(request, response))],
  ...(['none', 'json and form', 'text', 'raw'] as const).flatMap((parsers): (readonly [string, Serve])[] => [
    [`Express 4, parsers: ${parsers}`, onExpress(express4, parsers)],
    [`Express 5, parsers: ${parsers}`, onExpress(express, parsers)],
  ]),
  ['Koa', onKoa(false)],
  ['Koa with its body parser', onKoa(true)],
  ['Koa with its body parser, which patches the request of Node', onKoa(true, true)],
  ['Fastify', onFastify(parsing)],
  ['Fastify, hijacked', onFastify(parsing, true)],
  ['Fastify, bodies as text', onFastify(asText)],
  ['Fastify, bodies unread', onFastify(unread)],
  ['Hono', onHono],
];

test.each(FRAMEWORKS)('%s', async (_what, serve) => {
  const taken = vi.fn<(event: VpnSystemEvent) => void>();
  for (const [what, type, body, status] of PUSHES) {
    const url = await serve(createEventReceiver({ secret: 'open sesame', onEvent: taken }));
    const push = (secret: string) =>
      settled(
        fetch(url, { method: 'POST', body, headers: { 'content-type': type, 'x-vpn-monitor-secret': secret } }).then(
          (answer) => answer.status,
        ),
      );
    if (body !== '') expect(await push('wrong'), what).toBe(401);
    expect(taken, what).not.toHaveBeenCalled();
    expect(await push('open sesame'), what).toBe(status);
    expect(
      taken.mock.calls.map(([{ id }]) => id),
      what,
    ).toEqual(what === 'a list' ? ['e1', 'e2'] : body === '' ? [] : ['e1']);
    taken.mockClear();
  }
});

test('a parser that read the body and is not handed over is named in the log', async () => {
  const error = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, logger: { error } });
  const app = new Koa().use(bodyParser()).use((context) => receiver.node(context.req, context.res));
  const url = await listening(app.callback());
  expect(
    await settled(
      fetch(url, { method: 'POST', body: ruleText(), headers: { 'content-type': 'application/json' } }).then(({ status }) => status),
    ),
  ).toBe(500);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('ctx.request'), expect.anything());
});
