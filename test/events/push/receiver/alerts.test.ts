import { inspect } from 'node:util';
import {
  type AlertNotification,
  createEventReceiver,
  type EventReceiver,
  type EventReceiverOptions,
  type VpnSystemEvent,
} from 'alicloud-vpn-monitor';
import express from 'express';
import { describe, expect, it, test, vi } from 'vitest';
import { asRule } from '../../shapes.ts';
import { listening, pushOf, ROW, ruleText } from './support.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
const FIELDS = {
  metricName: 'tun.state',
  namespace: 'acs_vpn',
  ruleId: 'r1',
  alertName: 'down',
  alertState: 'ALERT',
  triggerLevel: 'CRITICAL',
  curValue: '0',
  timestamp: '1772366400000',
  dimensions: '{instanceId=vpn-1, tunnelId=tun-1}',
};
const OTHER = { ...FIELDS, metricName: 'cpu_total', namespace: 'acs_ecs_dashboard' };
const form = (fields: Readonly<Record<string, string>> = FIELDS): string => new URLSearchParams(fields).toString();

interface Heard {
  readonly alerts: AlertNotification[];
  readonly events: VpnSystemEvent[];
  readonly lines: string[];
  readonly receiver: EventReceiver;
}

function heard(more: Partial<EventReceiverOptions> = {}): Heard {
  const alerts: AlertNotification[] = [];
  const events: VpnSystemEvent[] = [];
  const lines: string[] = [];
  const note = (message: string, fields?: object): void => void lines.push(`${message} ${inspect(fields, { depth: 20 })}`);
  const logger = { info: note, warn: note, error: note };
  return {
    alerts,
    events,
    lines,
    receiver: createEventReceiver({
      secret: false,
      onEvent: (event) => events.push(event),
      onAlert: (alert) => alerts.push(alert),
      logger,
      ...more,
    }),
  };
}

const statusOf = async (receiver: EventReceiver, body: string, headers: Record<string, string> = FORM): Promise<number> =>
  (await receiver.fetch(pushOf(body, headers))).status;

describe('a threshold notification', () => {
  it('is taken over HTTP and as a Request, once', async () => {
    const { receiver, alerts, events, lines } = heard();
    const url = await listening((request, response) => void receiver.node(request, response));
    const answer = await fetch(url, { method: 'POST', body: form(), headers: FORM });
    expect([answer.status, await answer.text()]).toEqual([200, 'taken']);
    const copy = await fetch(url, { method: 'POST', body: form(), headers: FORM });
    expect([copy.status, await copy.text()]).toEqual([200, 'known']);
    expect(await statusOf(receiver, JSON.stringify(FIELDS), {})).toBe(200);
    expect(alerts).toMatchObject([
      { ruleId: 'r1', state: 'alert', metric: 'tun.state', resource: { gatewayId: 'vpn-1', tunnelId: 'tun-1' } },
    ]);
    expect(await statusOf(receiver, form({ ...FIELDS, alertState: 'OK', triggerLevel: 'OK', timestamp: '1772366460000' }))).toBe(200);
    expect(alerts.map(({ state }) => state)).toEqual(['alert', 'ok']);
    expect([events, lines]).toEqual([[], []]);
  });

  it.each([true, false])('is taken after a parser of forms or JSON (extended: %s)', async (extended) => {
    const { receiver, alerts } = heard();
    const app = express().use(express.urlencoded({ extended }), express.json()).post('/hook', receiver.node.bind(receiver));
    const url = await listening((request, response) => app(request, response));
    expect((await fetch(url, { method: 'POST', body: form(), headers: FORM })).status).toBe(200);
    expect(
      (
        await fetch(url, {
          method: 'POST',
          body: JSON.stringify({ ...FIELDS, ruleId: 'r2' }),
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(200);
    expect(alerts.map(({ ruleId }) => ruleId)).toEqual(['r1', 'r2']);
  });

  it('that onAlert does not take is answered 500, and comes again', async () => {
    const onAlert = vi
      .fn()
      .mockRejectedValueOnce(new Error('database down'))
      .mockImplementationOnce(() => {
        throw new Error('still');
      });
    const { receiver, lines } = heard({ onAlert });
    expect([
      await statusOf(receiver, form()),
      await statusOf(receiver, form()),
      await statusOf(receiver, form()),
      await statusOf(receiver, form()),
    ]).toEqual([500, 500, 200, 200]);
    expect(onAlert).toHaveBeenCalledTimes(3);
    expect(lines).toEqual([expect.stringContaining('onAlert failed'), expect.stringContaining('onAlert failed')]);
  });

  it('for which onAlert hangs is answered 500 in time', async () => {
    const { receiver, lines } = heard({ onAlert: () => new Promise(() => undefined), onEventTimeoutMs: 50 });
    expect(await statusOf(receiver, form())).toBe(500);
    expect(lines).toEqual([expect.stringContaining('onAlert has not settled in time')]);
  });

  it('that is malformed is answered 400, and said', async () => {
    const { receiver, alerts, lines } = heard();
    expect(await statusOf(receiver, form({ ...FIELDS, timestamp: 'null' }))).toBe(400);
    expect(lines).toEqual([expect.stringContaining('no time that can be read')]);
    expect(alerts).toEqual([]);
  });

  it('of another product is answered 204, and said', async () => {
    const { receiver, alerts, lines } = heard();
    expect(await statusOf(receiver, form(OTHER))).toBe(204);
    expect(lines).toEqual([expect.stringContaining('of another product')]);
    expect(alerts).toEqual([]);
  });

  it('without onAlert is answered 204, and said once', async () => {
    const { receiver, lines } = heard({ onAlert: undefined });
    for (const body of [form(), form(OTHER), form({ ...FIELDS, timestamp: 'null' })]) {
      lines.length = 0;
      expect(await statusOf(receiver, body)).toBe(204);
      expect(lines).toEqual([expect.stringContaining('give onAlert')]);
    }
  });
});

describe('a list', () => {
  it('of events and notifications is taken each by its own', async () => {
    const { receiver, alerts, events } = heard();
    const list = JSON.stringify([asRule(ROW), FIELDS, OTHER, { ...FIELDS, ruleId: 'r2' }, FIELDS]);
    expect([await statusOf(receiver, list, {}), await statusOf(receiver, list, {})]).toEqual([200, 200]);
    expect([events.map(({ id }) => id), alerts.map(({ ruleId }) => ruleId)]).toEqual([['e1'], ['r1', 'r2']]);
  });

  it('of which one fails is answered 500; the retry runs that alone', async () => {
    let fails = true;
    const seen: string[] = [];
    const { receiver, events } = heard({
      onAlert: ({ ruleId }) => {
        seen.push(ruleId);
        if (fails && ruleId === 'r2') throw new Error('no');
      },
    });
    const list = JSON.stringify([asRule(ROW), FIELDS, { ...FIELDS, ruleId: 'r2' }, { ...FIELDS, ruleId: '' }]);
    expect(await statusOf(receiver, list, {})).toBe(500);
    fails = false;
    // One of them stays malformed.
    expect(await statusOf(receiver, list, {})).toBe(400);
    expect([seen, events.length]).toEqual([['r1', 'r2', 'r2'], 1]);
  });
});

test('events go where they went before', async () => {
  const { receiver, alerts, events } = heard();
  expect(await statusOf(receiver, ruleText(), {})).toBe(200);
  expect([events.map(({ id }) => id), alerts]).toEqual([['e1'], []]);
});

test('without onEvent an event is not taken, the log says so, and the sender is not asked again', async () => {
  const onAlert = vi.fn();
  const warnings: string[] = [];
  const receiver = createEventReceiver({ secret: false, onAlert, logger: { warn: (message: string) => warnings.push(message) } });
  expect([await statusOf(receiver, ruleText(), {}), await statusOf(receiver, form())]).toEqual([204, 200]);
  expect(onAlert).toHaveBeenCalledTimes(1);
  expect(warnings).toEqual([expect.stringContaining('give onEvent')]);
  // @ts-expect-error nothing to hand anything to
  expect(() => createEventReceiver({ secret: false })).toThrow(/onEvent undefined must be a function.*or onAlert/);
});

test('the log says whether a push came without a secret or with a wrong one', async () => {
  const { receiver, lines } = heard({ secret: 'open sesame' });
  expect([await statusOf(receiver, form()), await statusOf(receiver, form(), { ...FORM, 'x-vpn-monitor-secret': 'guess' })]).toEqual([
    401, 401,
  ]);
  expect(lines).toEqual([expect.stringContaining('without a secret'), expect.stringContaining('wrong secret')]);
  expect(lines.join()).not.toMatch(/guess|sesame/);
});

test('a secret, an address list and what onAlert is are checked', async () => {
  const { receiver, alerts } = heard({ secret: 'open sesame' });
  expect(await statusOf(receiver, form())).toBe(401);
  expect((await receiver.fetch(pushOf(form(), FORM, 'https://service.example/?secret=open%20sesame'))).status).toBe(200);
  expect((await heard({ allow: ['47.74.206.0/26'] }).receiver.fetch(pushOf(form(), FORM), { remoteAddress: '1.2.3.4' })).status).toBe(403);
  expect(alerts).toHaveLength(1);
  expect(() => createEventReceiver({ secret: false, onEvent: () => undefined, onAlert: 'log' as never })).toThrow(
    /onAlert 'log' must be a function/,
  );
  expect(() => createEventReceiver({ secret: false, onEvent: () => undefined, onAlerts: () => undefined } as never)).toThrow(
    /did you mean onAlert/,
  );
});

test('no secret of a notification reaches the log', async () => {
  const SECRET = 'MARKED-secret-do-not-leak';
  const stuffed = { ...FIELDS, signature: SECRET, webhook: `https://a.example/?access_token=${SECRET}`, userId: SECRET, transId: SECRET };
  const { receiver, alerts, lines } = heard();
  await statusOf(receiver, form(stuffed));
  await statusOf(receiver, form({ ...stuffed, timestamp: SECRET }));
  await statusOf(receiver, form({ ...stuffed, ...OTHER }));
  const failing = heard({ onAlert: () => Promise.reject(new Error('no')) });
  await statusOf(failing.receiver, form(stuffed));
  const deaf = heard({ onAlert: undefined });
  await statusOf(deaf.receiver, form(stuffed));
  expect([alerts.length, lines.length, failing.lines.length, deaf.lines.length]).toEqual([1, 2, 1, 1]);
  expect(inspect(alerts, { depth: 20 }) + [...lines, ...failing.lines, ...deaf.lines].join('')).not.toContain(SECRET);
});
