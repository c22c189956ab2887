import { createEventReceiver, parseSystemEvent } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { eventContent } from '../../../src/events/model/content.ts';
import { pushOf, ROW } from '../push/receiver/support.ts';
import { asRule, fixture } from '../shapes.ts';

const SECRET = 'Zq7-Hidden';

test('the fields of the documents’ samples are kept', () => {
  const rule = (fixture('callback-system-event-legacy.json') as { content: object }).content;
  expect(eventContent(rule)).toEqual(rule);
  const { eventContentMap } = (fixture('callback-event-subscription.json') as { alert: { eventContentMap: object } }).alert;
  expect(eventContent(eventContentMap)).toEqual(eventContentMap);
  const pulled = { ipGroup: '112.126.XX.XX,10.163.XX.XX', tianjimonVersion: '1.2.22' };
  expect(eventContent(JSON.stringify(pulled))).toEqual(pulled);
});

test('fields about a VPN resource are kept, in any spelling', () => {
  const content = {
    resourceType: 'ALIYUN::VPC::VpnConnection',
    vpnGatewayId: 'vpn-1',
    VpnConnectionId: 'vco-1',
    vpn_connection_id: 'vco-1',
    tunnelid: 'tun-1',
    tunnelIds: ['tun-1', 'tun-2'],
    certificateId: 'vsc-1',
    state: 'down',
    status: 'failed',
    role: 'master',
    internetIp: '47.0.0.1',
    zoneNo1Id: 'a',
    createTime: 1,
    errorCode: 'x',
    reason: 'phase 1 timed out',
    tunnelOptions: [{ TunnelId: 'tun-1', State: 'active' }],
    bgp: { status: 'false', localAsn: 45104 },
  };
  expect(eventContent(content)).toEqual(content);
});

test('everything else is left out', () => {
  const secrets = {
    Psk: SECRET,
    psk2: SECRET,
    'pre-shared-key': SECRET,
    bgpAuthKey: SECRET,
    keyId: SECRET,
    accessKeyId: SECRET,
    passCode: SECRET,
    secretName: SECRET,
    tokenType: SECRET,
    sessionId: SECRET,
    authCode: SECRET,
    certificate: SECRET,
    ca: SECRET,
    tunnel: SECRET,
    details: SECRET,
    config: { psk: SECRET, id: SECRET },
    ikeConfig: SECRET,
    'some other': SECRET,
    note: SECRET,
    message: SECRET,
    [SECRET]: 1,
    __proto__x: SECRET,
    constructor: { id: SECRET },
    items: [SECRET, [SECRET], { x: SECRET }],
    reason: `psk ${SECRET}`,
    state: `{"psk":"${SECRET}"}`,
    name: `a password: ${SECRET}`,
    data: `{"list":["${SECRET}"]}`,
  };
  expect(eventContent(secrets)).toEqual({ items: [[], {}], state: {}, data: { list: [] } });
  expect(eventContent(`psk ${SECRET}`)).toBeNull();
  expect(eventContent([`-----BEGIN KEY-----${SECRET}`])).toEqual([]);
});

test('what was left out is named, each key once, and never what it held', async () => {
  const warn = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, logger: { warn } });
  const push = (Id: string, content: unknown) => receiver.fetch(pushOf(JSON.stringify({ ...asRule({ ...ROW, Id }), content })));
  await push('a', { state: 'down', psk: SECRET, note: SECRET });
  await push('b', { state: 'down', psk: SECRET, other: SECRET });
  await push('c', { state: 'down', psk: SECRET });
  expect(warn.mock.calls.map(([, fields]) => fields as unknown)).toEqual([{ keys: ['psk', 'note'] }, { keys: ['other'] }]);
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${String(index)}x`, SECRET]));
  for (let i = 0; i < 20; i++)
    await push(`d${String(i)}`, Object.fromEntries(Object.entries(many).map(([key]) => [`${key}${String(i)}y`, SECRET])));
  const named = warn.mock.calls.flatMap(([, fields]) => (fields as { keys: string[] }).keys);
  expect(named.length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(warn.mock.calls)).not.toContain(SECRET);
});

test('text of a hostile length takes no time', () => {
  const started = performance.now();
  for (const text of ['a', 'psk ', '"', 'A:error:'])
    parseSystemEvent({
      ...asRule(ROW),
      content: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a${String(index)}Id`, text.repeat(16_000 / text.length)])),
    });
  expect(performance.now() - started).toBeLessThan(1_500);
});
