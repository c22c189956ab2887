import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Alarm, type TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { chat } from '../../docs/examples/page-chat.ts';
import { opsgenie } from '../../docs/examples/page-opsgenie.ts';
import { pagerDuty } from '../../docs/examples/page-pagerduty.ts';
import { Pager } from '../../docs/examples/pager.ts';

interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

interface Service extends AsyncDisposable {
  readonly url: string;
  /** What it has taken, in order. */
  readonly taken: Posted[];
  /** The statuses of the next answers; 202 after them. `hang` gives none. */
  readonly answers: (number | 'hang')[];
  /** The bodies of the next answers; `{"errcode":0}` after them. */
  readonly bodies: string[];
  attempts: number;
}

async function service(): Promise<Service> {
  const taken: Posted[] = [];
  const answers: Service['answers'] = [];
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => {
        text += part;
      })
      .on('end', () => {
        result.attempts++;
        const status = answers.shift() ?? 202;
        if (status === 'hang') return;
        if (status < 300)
          taken.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as Record<string, unknown> });
        response.writeHead(status).end(bodies.shift() ?? '{"errcode":0}');
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result: Service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    answers,
    bodies,
    attempts: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return result;
}

interface Watched extends AsyncDisposable {
  readonly cloud: Simulator;
  readonly watch: TunnelWatch;
  readonly errors: unknown[];
  minutes(count: number): Promise<void>;
}

async function watched(): Promise<Watched> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T12:00:00Z',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', name: 'to Berlin', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  const watch = monitor.watch(monitor.fleet(), {
    alarms: [
      { on: 'connection:down', for: '2m' },
      { on: 'tunnel:down', for: '1m' },
    ],
  });
  const errors: unknown[] = [];
  watch.on('error', (error) => errors.push(error));
  await watch.poll();
  return {
    cloud,
    watch,
    errors,
    async minutes(count) {
      for (let minute = 0; minute < count; minute++) {
        cloud.advance('1m');
        await watch.poll();
      }
    },
    async [Symbol.asyncDispose]() {
      await monitor.close();
      await server.close();
    },
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** For each key, what was sent of it, in order. */
const byKey = (sent: readonly (readonly [key: string, what: string])[]): string[][] =>
  [...new Set(sent.map(([key]) => key))].map((key) => sent.flatMap(([own, what]) => (own === key ? [what] : [])));

test('page-pagerduty.ts triggers and resolves an incident for each alarm, over failures of the service', async () => {
  await using run = await watched();
  await using server = await service();
  const pager = new Pager(pagerDuty('R0UT1NG', `${server.url}/v2/enqueue`), { retryMs: 5 });
  pager.follow(run.watch);
  server.answers.push(503, 429, 202, 500);
  run.cloud.connection('vco-1').down();
  await run.minutes(4);
  run.cloud.connection('vco-1').up();
  await run.minutes(2);
  await vi.waitFor(() => {
    expect(server.taken).toHaveLength(6);
  });
  expect(await pager.stop()).toEqual([]);
  expect(byKey(server.taken.map(({ body }) => [String(body['dedup_key']), String(body['event_action'])]))).toEqual(
    Array(3).fill(['trigger', 'resolve']),
  );
  expect(server.attempts).toBe(9);
  const connection = server.taken.find(({ body }) => JSON.stringify(body).includes('connection:down'));
  expect(connection).toMatchObject({
    path: '/v2/enqueue',
    headers: { 'content-type': 'application/json' },
    body: {
      routing_key: 'R0UT1NG',
      event_action: 'trigger',
      dedup_key: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      payload: {
        summary: expect.stringMatching(/^connection:down .* since 2026-03-01T12:00:00\.000Z$/) as string,
        source: 'vco-1',
        severity: 'critical',
        timestamp: '2026-03-01T12:00:00.000Z',
        component: 'vco-1',
        group: 'vpn-1',
        class: 'connection:down',
      },
    },
  });
  expect(server.taken.at(-1)?.body).toEqual({ routing_key: 'R0UT1NG', event_action: 'resolve', dedup_key: expect.any(String) as string });
  expect(run.errors).toEqual([]);
});

test('page-opsgenie.ts creates and closes an alert for each alarm, over failures of the service', async () => {
  await using run = await watched();
  await using server = await service();
  const pager = new Pager(opsgenie('G3N1E', server.url), { retryMs: 5 });
  pager.follow(run.watch);
  server.answers.push(502, 202, 408);
  run.cloud.connection('vco-1').down();
  await run.minutes(4);
  run.cloud.connection('vco-1').up();
  await run.minutes(2);
  await vi.waitFor(() => {
    expect(server.taken).toHaveLength(6);
  });
  expect(await pager.stop()).toEqual([]);
  const sent = server.taken.map(({ path, body }): [string, string] =>
    path === '/v2/alerts' ? [String(body['alias']), 'create'] : [path.split('/')[3] ?? '', path.replace(/[0-9a-f]{32}/, '…')],
  );
  expect(byKey(sent)).toEqual(Array(3).fill(['create', '/v2/alerts/…/close?identifierType=alias']));
  expect(server.taken.every(({ headers }) => headers.authorization === 'GenieKey G3N1E')).toBe(true);
  expect(server.taken.find(({ body }) => body['priority'] === 'P1')?.body).toMatchObject({
    message: expect.stringContaining('connection:down') as string,
    entity: 'vco-1',
    tags: ['vpn', 'connection:down'],
    details: { connectionId: 'vco-1', gatewayId: 'vpn-1' },
  });
  expect(server.taken.at(-1)?.body).toMatchObject({ note: 'ended at 2026-03-01T12:04:00.000Z' });
});

test('page-chat.ts writes what is raised and what is over, and says what the robot refuses with 200', async () => {
  await using run = await watched();
  await using server = await service();
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  const pager = new Pager(chat(`${server.url}/robot`), { retryMs: 5 });
  pager.follow(run.watch);
  server.answers.push(502);
  server.bodies.push('', '{"errcode":0}', '{"errcode":310000,"errmsg":"keywords not in content"}');
  run.cloud.connection('vco-1').down();
  await run.minutes(4);
  run.cloud.connection('vco-1').up();
  await run.minutes(2);
  expect(await pager.stop()).toEqual([]);
  expect(server.taken).toHaveLength(6);
  const texts = server.taken.map(({ body }) => (body as { text: { content: string } }).text.content);
  expect(texts).toContain('connection:down to Berlin since 2026-03-01T12:00:00.000Z');
  expect(texts.at(-1)).toMatch(/^(connection:down to Berlin|tunnel:down tun-\d) is over \(ended\) since 2026-03-01T12:04:00\.000Z$/);
  expect(server.taken[0]).toMatchObject({ path: '/robot', body: { msgtype: 'text' } });
  expect(said).toEqual([expect.stringMatching(/refuses [0-9a-f]{32} with 400$/)]);
});

const alarm = (key: string): Alarm =>
  ({
    key,
    on: 'tunnel:down',
    resource: { connectionId: 'vco-1', tunnelId: 'tun-1' },
    since: 0,
    raisedAt: 0,
    transition: { type: 'tunnel:down', source: 'event' },
  }) as unknown as Alarm;

test('pager.ts gives what it had still to send when it is stopped, takes no more than a thousand, and says what is refused', async () => {
  await using down = await service();
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  const refused = new Pager(pagerDuty('R', down.url), { retryMs: 5 });
  down.answers.push(400);
  refused.take(alarm('a'));
  refused.take(alarm('b'));
  await vi.waitFor(() => {
    expect(down.taken).toHaveLength(1);
  });
  expect(said).toEqual([expect.stringMatching(/refuses a with 400$/)]);
  expect(await refused.stop()).toEqual([]);

  const pager = new Pager(pagerDuty('R', down.url), { retryMs: 5, graceMs: 20 });
  down.answers.push('hang');
  for (let index = 0; index < 1_000; index++) pager.take(alarm(String(index)));
  expect(() => {
    pager.take(alarm('one too many'));
  }).toThrow(/1000 alarms wait for the pager, so it does not get one too many$/);
  const left = await pager.stop();
  expect([left.length, left[0]?.key]).toEqual([1_000, '0']);
});

test('pager.ts resolves what it has opened, also what ends while a thousand wait', async () => {
  await using away = await service();
  const over = (key: string): Alarm => ({ ...alarm(key), clearedAt: 1, reason: 'ended' });
  const sent = ({ body }: Posted): readonly [string, string] => [String(body['dedup_key']), String(body['event_action'])];
  const pager = new Pager(pagerDuty('R', away.url), { retryMs: 5 });
  away.answers.push(503, 503);
  for (let index = 0; index < 1_000; index++) pager.take(alarm(String(index)));
  for (const key of ['late', 'later'])
    expect(() => {
      pager.take(alarm(key));
    }).toThrow('alarms wait');
  for (const key of ['0', '999']) pager.take(over(key));
  await vi.waitFor(() => {
    expect(away.taken).toHaveLength(1_002);
  }, 18_000);
  const courses = new Map<string, string[]>();
  for (const [key, action] of away.taken.map(sent)) courses.set(key, [...(courses.get(key) ?? []), action]);
  expect([courses.get('0'), courses.get('999'), courses.get('5'), courses.size]).toEqual([
    ['trigger', 'resolve'],
    ['trigger', 'resolve'],
    ['trigger'],
    1_000,
  ]);
  // Once there is room it is taken, and resolved like any other.
  pager.take(alarm('later'));
  pager.take(over('later'));
  await vi.waitFor(() => {
    expect(away.taken).toHaveLength(1_004);
  });
  expect(away.taken.slice(-2).map(sent)).toEqual([
    ['later', 'trigger'],
    ['later', 'resolve'],
  ]);
  expect(await pager.stop()).toEqual([]);
});
