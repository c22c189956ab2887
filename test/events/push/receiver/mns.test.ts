import { createEventReceiver, parseSystemEvent } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { asRule, fixture } from '../../shapes.ts';
import { HOOK, listening, pushOf, ROW, ruleText } from './support.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
// The sample of the documents, with `xlmns` and the closing tag as they print them.
const xml = (message: string): string => `<?xml version="1.0" encoding="utf-8"?>
<Notification xlmns="http://mns.aliyuncs.com/doc/v1/">
  <TopicOwner>1</TopicOwner>
  <TopicName>vpn-events</TopicName>
  <Subscriber>1</Subscriber>
  <SubscriptionName>hook</SubscriptionName>
  <MessageId>6CC4D900CA59A2CD-1-15180534A8F-20000****</MessageId>
  <Message>${message}</Message>
  <MessageMD5>F1E92841751D795AB325861034B5****</MessageMD5>
  <MessageTag>important</MessageTag>
  <PublishTime>1449556920975</MessagePublishTime>
</Notification>`;
const json = (Message: string): string =>
  JSON.stringify({
    TopicOwner: '1',
    TopicName: 'vpn-events',
    Subscriber: '1',
    SubscriptionName: 'hook',
    MessageId: '6CC4',
    Message,
    MessageMD5: 'F1E9',
    MessageTag: 'important',
    PublishTime: '1449556920975',
  });
const SIMPLE = { 'x-mns-message-id': '6CC4', 'x-mns-request-id': '5F4A' };

const NOTIFICATIONS: readonly (readonly [string, string, Record<string, string>])[] = [
  ['XML, base64', xml(base64(ruleText())), { 'content-type': 'text/xml' }],
  ['XML, escaped', xml(escaped(ruleText())), { 'content-type': 'text/xml;charset=utf-8' }],
  ['XML, CDATA', xml(`<![CDATA[${ruleText()}]]>`), {}],
  ['XML, plain', xml(ruleText()), {}],
  ['XML, numbered entities', xml(ruleText().replaceAll('"', '&#34;').replaceAll('{', '&#x7B;')), {}],
  ['JSON', json(ruleText()), { 'content-type': 'application/json' }],
  ['JSON, base64', json(base64(ruleText())), {}],
  ['SIMPLIFIED', ruleText(), SIMPLE],
  ['SIMPLIFIED, base64', base64(ruleText()), SIMPLE],
];

test.each(NOTIFICATIONS)('%s: taken, and acknowledged with 204', async (_what, body, headers) => {
  const onEvent = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent });
  const url = await listening((request, response) => receiver.node(request, response));
  expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(204);
  expect(onEvent).toHaveBeenCalledWith(expect.objectContaining({ id: 'e1', name: 'ipsec_tunnel_nego_failed' }));
  expect((await receiver.fetch(pushOf(body, headers))).status).toBe(204);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

test.each(NOTIFICATIONS)('%s: parsed as the body of a queue message too', (_what, body) => {
  const encoded = /^[{<]/.test(body) ? base64(body) : body;
  for (const payload of [body, Buffer.from(body), encoded, { MessageBody: encoded }]) expect(parseSystemEvent(payload)?.id).toBe('e1');
});

test('XML as a queue hands a message over', () => {
  expect(
    parseSystemEvent(
      `<Message xmlns="http://mns.aliyuncs.com/doc/v1/"><MessageId>5F</MessageId><MessageBody>${base64(ruleText())}</MessageBody></Message>`,
    )?.id,
  ).toBe('e1');
});

test('what onEvent fails on is not acknowledged; what is no VPN event is, with a word in the log', async () => {
  const info = vi.fn();
  const receiver = createEventReceiver({
    secret: false,
    onEvent: () => {
      throw new Error('no');
    },
    logger: { info },
  });
  expect((await receiver.fetch(pushOf(xml(base64(ruleText()))))).status).toBe(500);
  expect((await receiver.fetch(pushOf(xml(base64(JSON.stringify(fixture('callback-system-event-legacy.json'))))))).status).toBe(204);
  expect(info).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ name: 'Instance:StateChange', product: 'ECS' }));
});

test('what is not taken is said, with why', async () => {
  const warn = vi.fn();
  const info = vi.fn();
  const receiver = createEventReceiver({ secret: 'x', onEvent: () => undefined, maxBytes: 2_000, logger: { warn, info } });
  const push = async (body: string, headers: Record<string, string> = { 'x-vpn-monitor-secret': 'x' }) =>
    (await receiver.fetch(pushOf(body, headers))).status;
  expect(await push('{"hello":"S3CRET"}')).toBe(204);
  expect(await push('x=S3CRET')).toBe(204);
  expect(await push('<html>S3CRET</html>')).toBe(400);
  expect(await push(' '.repeat(3_000))).toBe(413);
  expect(await push('{}', {})).toBe(401);
  expect((await receiver.fetch(new Request(HOOK, { method: 'PUT' }))).status).toBe(405);
  expect(warn.mock.calls.length).toBe(6);
  expect(JSON.stringify([warn.mock.calls, info.mock.calls])).not.toContain('S3CRET');
});

test('hostile XML ends in a protocol error or nothing, at once', () => {
  const many = 200_000;
  const hostile = [
    `<!DOCTYPE x [${'<!ENTITY a "&b;&b;">'.repeat(9)}]><Notification><Message>&a;</Message></Notification>`,
    '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Notification><Message>x</Message></Notification>',
    `<Notification>${'<a>'.repeat(many)}`,
    `<Notification>${'<'.repeat(many)}`,
    `<Notification>${'</'.repeat(many)}`,
    `<Notification>${'<!--'.repeat(many)}`,
    `<Notification>${'<!-- -->'.repeat(many / 4)}</Notification>`,
    `<Notification>${'<![CDATA['.repeat(many / 4)}`,
    `<Notification><Message>${'<![CDATA[ ]]>'.repeat(many / 4)}</Message></Notification>`,
    `<Notification><Message>${'&amp;'.repeat(many)}</Message></Notification>`,
    `<Notification><Message>${'&'.repeat(many)}</Message></Notification>`,
    `<Notification><Message>${'&#'.repeat(many)}</Message></Notification>`,
    '<Notification><Message>&#x110000;&#xD800;&#0;&#99999999999999999999;</Message></Notification>',
    `<Notification ${'a="b" '.repeat(many / 4)}><Message>x</Message></Notification>`,
    `<Notification><__proto__>x</__proto__><constructor>y</constructor></Notification>`,
    `<Notification><Message>${base64(xml(base64(xml(base64(xml(base64(xml('x'))))))))}</Message></Notification>`,
    '<Notification>',
    '<Notification',
    '<',
    '<>',
    '</>',
    '<?xml',
    '<?xml ?>',
    '<Notification/>',
    '<Notification></Notification>',
    '<html><Message>x</Message></html>',
  ];
  const started = performance.now();
  for (const text of hostile) {
    let event: unknown;
    try {
      event = parseSystemEvent(text);
    } catch (error) {
      expect(error, text.slice(0, 60)).toMatchObject({ code: 'protocol' });
    }
    expect(event, text.slice(0, 60)).toBeUndefined();
  }
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect(parseSystemEvent(xml(escaped(JSON.stringify({ ...asRule(ROW), instanceName: '<a & b>' }))))?.id).toBe('e1');
});
