import { parseSystemEvent, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { asCloudEvent, asRule, asSubscription, fixture, fixtureText, type Row } from './shapes.ts';

const row: Row = {
  Id: 'e1',
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  RegionId: 'cn-hangzhou',
  ResourceId: 'acs:vpngw:cn-hangzhou:1:instance/tun-1',
  InstanceName: 'a',
  Time: Date.UTC(2026, 0, 31, 1, 2, 3, 4),
  Content: '{"vpnConnectionId":"vco-1"}',
};
const protocol = (payload: unknown, why: RegExp) => {
  expect(() => parseSystemEvent(payload)).toThrow(why);
  expect(() => parseSystemEvent(payload)).toThrow(expect.objectContaining({ code: 'protocol' }) as Error);
};

test.each([
  ['20230217T103516.475+0800', Date.UTC(2023, 1, 17, 2, 35, 16, 475)],
  ['20230217T103516+0800', Date.UTC(2023, 1, 17, 2, 35, 16)],
  ['2023-02-17T10:35:16.4+08:00', Date.UTC(2023, 1, 17, 2, 35, 16, 400)],
  ['2023-02-17T02:35:16Z', Date.UTC(2023, 1, 17, 2, 35, 16)],
  ['2023-02-17T02:35:16.475123456Z', Date.UTC(2023, 1, 17, 2, 35, 16, 475)],
  ['1676601316475', 1676601316475],
  [1676601316475, 1676601316475],
  [1676601316, 1676601316000],
])('the time %s', (eventTime, at) => {
  expect(parseSystemEvent({ ...asRule(row), eventTime })?.at).toBe(at);
});

test.each(['20230217T103516.475', '20231317T103516.475+0800', 'yesterday', '', null, {}, -1, 1e300])(
  'the time %j is refused',
  (eventTime) => {
    protocol({ ...asRule(row), eventTime }, /no time/);
  },
);

test('the documents’ own samples are of other products', () => {
  for (const name of ['callback-system-event-legacy.json', 'callback-event-subscription.json', 'eventbridge-envelope.json'])
    expect(parseSystemEvent(fixture(name)), name).toBeUndefined();
  expect(parseSystemEvent(fixtureText('callback-threshold-2025.form.txt'))).toBeUndefined();
});

test('events that the catalogue lacks come as unknown ones', () => {
  const fresh = { ...row, Name: 'ipsec_brand_new' };
  expect(parseSystemEvent(asRule(fresh))).toMatchObject({
    name: 'ipsec_brand_new',
    subject: 'unknown',
    level: 'WARN',
    resource: { kind: 'tunnel', tunnelId: 'tun-1', connectionId: 'vco-1' },
  });
  expect(parseSystemEvent(asCloudEvent(fresh, {}))).toMatchObject({ name: 'IpsecBrandNew', subject: 'unknown' });
  expect(parseSystemEvent({ ...asRule(fresh), product: undefined })).toMatchObject({ name: 'ipsec_brand_new' });
});

test('two occurrences that a subscription groups under one dedupId stay two', () => {
  const withoutId = (at: number) => asSubscription({ ...row, Id: undefined, Time: at });
  const [first, again, second] = [1e12, 1e12, 1e12 + 5].map((at) => parseSystemEvent(JSON.stringify(withoutId(at)))!.id);
  expect(first).toBe(again);
  expect(second).not.toBe(first);
});

test('malformed payloads', () => {
  for (const payload of [undefined, null, 7, true, () => 1, Symbol('x')]) protocol(payload, /neither text nor bytes/);
  protocol('', /empty/);
  protocol('hello', /neither JSON/);
  protocol('{"name":', /not valid JSON/);
  protocol([asRule(row), asRule(row)], /2 events/);
  protocol({ alert: 'x' }, /neither JSON/);
  protocol({ ...asRule(row), name: {} }, /name is not text/);
  protocol(`"${'x'.repeat(1_048_577)}"`, /longer than 1048576 bytes/);
  expect(() => parseSystemEvent('{}     ', { maxBytes: 4 })).toThrow(/longer than 4 bytes/);
  for (const maxBytes of [0, NaN, -1]) expect(() => parseSystemEvent('{}', { maxBytes })).toThrow(RangeError);
  expect(() => parseSystemEvent('{}', { maxbytes: 4 } as object)).toThrow(/did you mean maxBytes/);
  let nested: unknown = asRule(row);
  for (let i = 0; i < 9; i++) nested = { Message: JSON.stringify(nested) };
  protocol(nested, /too deep/);
  protocol(
    new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('psk=S3CRET');
        },
      },
    ),
    /cannot be read$/,
  );
  for (const nothing of [{}, '{}', 'a=b', [], '[]', { name: 'Instance:StateChange' }]) expect(parseSystemEvent(nothing)).toBeUndefined();
});

test('no prototype is polluted, and hostile sizes take no time', () => {
  const hostile = JSON.stringify({ ...asRule(row), content: 'CONTENT' }).replace(
    '"CONTENT"',
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"data":{"__proto__":{"polluted":1}}}',
  );
  expect(parseSystemEvent(hostile)?.content).toEqual({ data: {} });
  expect(parseSystemEvent('__proto__=x&alert=%7B%7D')).toBeUndefined();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  const started = performance.now();
  for (const text of ['=', 'A', '+0800', ' ', '[', '{"a":', '"\\', '\u0000', 'acs:', '/'].map((one) =>
    one.repeat(Math.floor(300_000 / one.length)),
  )) {
    for (const payload of [
      text,
      { ...asRule(row), content: text },
      { ...asRule(row), eventTime: text },
      { ...asRule(row), resourceId: text },
      { ...asRule(row), name: text },
    ]) {
      try {
        parseSystemEvent(payload);
      } catch (error) {
        expect(error).toBeInstanceOf(VpnMonitorError);
      }
    }
  }
  expect(performance.now() - started).toBeLessThan(3_000);
});
