import { inspect } from 'node:util';
import { type AlertNotification, METRICS, parseAlertNotification, parseSystemEvent, VpnMonitorError } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { asRule, fixtureText } from '../shapes.ts';
import { ROW } from './receiver/support.ts';

const AT = Date.UTC(2026, 2, 1, 12);
const FIELDS: Readonly<Record<string, string>> = {
  expression: '$Value<1',
  metricName: 'tun.state',
  rawMetricName: 'tun.state',
  instanceName: 'a name of mine',
  signature: 'eEq1zHuCUp0XSmLD8p8VtTKF',
  metricProject: 'acs_vpn',
  namespace: 'acs_vpn',
  userId: '1234567890123456',
  curValue: '0',
  alertName: 'tunnel down',
  ruleId: 'rule-1',
  alertState: 'ALERT',
  triggerLevel: 'CRITICAL',
  preTriggerLevel: 'OK',
  dimensions: '{userId=1234567890123456, instanceId=vpn-1, tunnelId=tun-1}',
  timestamp: String(AT),
  lastTime: '2分钟',
  regionId: 'cn-hangzhou',
  transId: '53767d2a-ae72-11ed-b2ca-00163e2c0000',
  unit: 'state',
};
const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const changed = (more: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...FIELDS, ...more });
const parse = (more: Readonly<Record<string, unknown>> = {}): AlertNotification => parseAlertNotification(changed(more))!;

const EXPECTED = {
  id: expect.stringMatching(/^alert-[\da-f]{32}$/) as string,
  ruleId: 'rule-1',
  ruleName: 'tunnel down',
  metric: 'tun.state',
  rawMetric: 'tun.state',
  level: 'CRITICAL',
  previousLevel: 'OK',
  state: 'alert',
  value: 0,
  unit: 'state',
  expression: '$Value<1',
  at: AT,
  regionId: 'cn-hangzhou',
  lasted: '2分钟',
  resource: { gatewayId: 'vpn-1', tunnelId: 'tun-1' },
  dimensions: { userId: '1234567890123456', instanceId: 'vpn-1', tunnelId: 'tun-1' },
};

describe('the documented samples', () => {
  it.each(['callback-threshold-2021.form.txt', 'callback-threshold-2025.form.txt'])('%s is of another product', (name) => {
    expect(parseAlertNotification(fixtureText(name))).toBeUndefined();
    expect(parseSystemEvent(fixtureText(name))).toBeUndefined();
  });

  const asVpn = (name: string): string =>
    fixtureText(name)
      .replace(/metricName=[^&]*/, 'metricName=net_rx.Pkgs')
      .replace(/namespace=[^&]*/, 'namespace=acs_vpn');

  it('of 2025, as it would be of a VPN', () => {
    expect(parseAlertNotification(asVpn('callback-threshold-2025.form.txt'))).toEqual({
      id: EXPECTED.id,
      ruleId: 'applyTemplateee147e59-664f-4033-a1be-e9595746****',
      ruleName: 'Basic monitoring-ECS-Memory usage',
      metric: 'net.rxPkgs',
      rawMetric: 'cpu_total',
      level: 'WARN',
      previousLevel: 'WARN',
      state: 'alert',
      value: 97.39,
      unit: '%',
      expression: '$Average>=95',
      at: 1_508_136_760_000,
      regionId: 'cn-hangzhou',
      lasted: '2 minutes',
      resource: {},
      dimensions: { userId: '110803419679****', instanceId: 'i-8psdh7l6lphbn10l****' },
    });
  });

  it('of 2021, with a bracket that nothing opens', () => {
    const alert = parseAlertNotification(asVpn('callback-threshold-2021.form.txt'))!;
    expect(alert.dimensions).toEqual({ userId: '12****', instanceId: 'i-12****' });
    expect(alert).toMatchObject({ at: 1_508_136_760_000, value: 97.39, state: 'alert', level: 'WARN' });
    expect(alert).not.toHaveProperty('unit');
  });
});

describe('every form that it comes in', () => {
  const json = JSON.stringify(FIELDS);
  it.each<[string, unknown]>([
    ['form text', form(FIELDS)],
    ['fields', FIELDS],
    ['fields without a prototype, as a parser makes them', Object.assign(Object.create(null) as object, FIELDS)],
    ['URLSearchParams', new URLSearchParams(FIELDS)],
    ['JSON', json],
    ['JSON with a byte order mark', `\uFEFF${json}`],
    ['bytes of form text', Buffer.from(form(FIELDS))],
    ['bytes of JSON', new TextEncoder().encode(json)],
    ['a list of one', [FIELDS]],
    ['base64', Buffer.from(json).toString('base64')],
    ['a message of a queue', { Message: json }],
    ['numbers as numbers', { ...FIELDS, curValue: 0, timestamp: AT, userId: 1234567890123456 }],
  ])('%s', (_what, payload) => {
    expect(parseAlertNotification(payload)).toEqual(EXPECTED);
    expect(parseSystemEvent(payload)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a map as Java prints it', '{userId=1234567890123456, instanceId=vpn-1, tunnelId=tun-1}'],
    ['the same without blanks', '{userId=1234567890123456,instanceId=vpn-1,tunnelId=tun-1}'],
    ['the same with a bracket that nothing opens', '{userId=1234567890123456), instanceId=vpn-1, tunnelId=tun-1}'],
    ['the same in another order', '{tunnelId=tun-1, userId=1234567890123456, instanceId=vpn-1}'],
    ['JSON text of an object', '{"userId":"1234567890123456","instanceId":"vpn-1","tunnelId":"tun-1"}'],
    ['JSON text of a list', '[{"userId":"1234567890123456","instanceId":"vpn-1","tunnelId":"tun-1"}]'],
    ['JSON text with a number', '{"userId":1234567890123456,"instanceId":"vpn-1","tunnelId":"tun-1"}'],
    ['an object', { userId: '1234567890123456', instanceId: 'vpn-1', tunnelId: 'tun-1' }],
    ['a list of objects', [{ userId: '1234567890123456' }, { instanceId: 'vpn-1', tunnelId: 'tun-1' }]],
    [
      'a list of pairs',
      [
        { Key: 'userId', Value: '1234567890123456' },
        { name: 'instanceId', value: 'vpn-1' },
        { key: 'tunnelId', value: 'tun-1' },
      ],
    ],
  ])('dimensions as %s', (_what, dimensions) => {
    expect(parse({ dimensions })).toEqual(EXPECTED);
    // The same notification, whoever wrote it.
    expect(parse({ dimensions }).id).toBe(parse().id);
  });

  it('dimensions of other shapes are none, and keys that are no names are left out', () => {
    for (const dimensions of [undefined, null, '', 'null', '{}', '[]', 7, true, '[1,2]', 'nonsense', '{=x}'])
      expect(parse({ dimensions }).dimensions, String(dimensions)).toEqual({});
    expect(parse({ dimensions: '{a b=1, __proto__=2, tunnelId=tun-1, tunnelId=tun-2, connection=null}' }).dimensions).toEqual({
      tunnelId: 'tun-1',
    });
    expect(parse({ dimensions: '{name=a, b, instanceId=vpn-1}' }).dimensions).toEqual({ name: 'a, b', instanceId: 'vpn-1' });
    expect(parse({ dimensions: '{name=a (b), instanceId=vpn-1}' }).dimensions).toEqual({ name: 'a (b)', instanceId: 'vpn-1' });
    expect(
      Object.keys(parse({ dimensions: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${String(i)}`, 'v'])) }).dimensions),
    ).toHaveLength(50);
  });

  it('ids are told by their prefix, whatever their key', () => {
    expect(parse({ dimensions: '{instanceId=vco-1, x=tun-1, y=vpn-1, z=tun-2}' }).resource).toEqual({
      connectionId: 'vco-1',
      tunnelId: 'tun-1',
      gatewayId: 'vpn-1',
    });
    expect(parse({ dimensions: '{instanceId=i-1}' }).resource).toEqual({});
  });
});

describe('fields', () => {
  it('that say null are absent', () => {
    const alert = parse({
      curValue: 'null',
      unit: 'null',
      lastTime: 'null',
      preTriggerLevel: 'null',
      regionId: null,
      rawMetricName: 'null',
      alertName: 'null',
      expression: '',
    });
    for (const name of ['value', 'unit', 'lasted', 'previousLevel', 'regionId', 'rawMetric', 'expression'])
      expect(alert, name).not.toHaveProperty(name);
    expect(alert.ruleName).toBe('rule-1');
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ alertState: 'OK', triggerLevel: 'OK' }, 'ok', 'OK'],
    [{ alertState: 'OK', triggerLevel: 'null' }, 'ok', 'OK'],
    [{ alertState: 'null', triggerLevel: 'OK' }, 'ok', 'OK'],
    [{ alertState: 'null', triggerLevel: 'warn' }, 'alert', 'WARN'],
    [{ alertState: 'alert', triggerLevel: 'Info' }, 'alert', 'INFO'],
    [{ alertState: 'INSUFFICIENT_DATA', triggerLevel: 'INSUFFICIENT_DATA' }, 'insufficient-data', 'INSUFFICIENT_DATA'],
    [{ alertState: 'ALERT', triggerLevel: 'null' }, 'alert', 'UNKNOWN'],
    [{ alertState: 'PAUSED', triggerLevel: 'P9' }, 'PAUSED', 'P9'],
    [{ alertState: 'null', triggerLevel: 'null' }, 'unknown', 'UNKNOWN'],
  ])('%j is %s, %s', (more, state, level) => {
    expect(parse(more)).toMatchObject({ state, level });
  });

  it('times are seconds or milliseconds', () => {
    for (const timestamp of [String(AT), AT, AT / 1_000, String(AT / 1_000)]) expect(parse({ timestamp }).at).toBe(AT);
  });

  it('every metric of the catalogue has its documented name, whatever its spelling', () => {
    for (const { name, aliases } of METRICS) {
      for (const spelling of [name, ...aliases]) {
        expect(parse({ metricName: spelling, rawMetricName: 'null' }).metric, spelling).toBe(name);
        expect(parse({ metricName: 'a name for people', rawMetricName: spelling }), spelling).toMatchObject({
          metric: name,
          rawMetric: spelling,
        });
      }
    }
    expect(parse({ metricName: 'tun.jitter', rawMetricName: 'null' }).metric).toBe('tun.jitter');
    expect(parse({ metricName: 'Jitter', rawMetricName: 'tun.jitter' })).toMatchObject({ metric: 'Jitter', rawMetric: 'tun.jitter' });
  });

  it('a notification is frozen, and has the same id when it comes again', () => {
    const alert = parse();
    expect([alert, alert.resource, alert.dimensions].every(Object.isFrozen)).toBe(true);
    expect(parse({ transId: 'another try', lastTime: '3 minutes' }).id).toBe(alert.id);
    const others = [
      { ruleId: 'rule-2' },
      { timestamp: AT + 60_000 },
      { alertState: 'OK', triggerLevel: 'OK' },
      { triggerLevel: 'WARN' },
      { dimensions: '{tunnelId=tun-2}' },
      { metricName: 'tun.bgp_state', rawMetricName: 'tun.bgp_state' },
    ];
    expect(new Set([alert.id, ...others.map((more) => parse(more).id)]).size).toBe(others.length + 1);
  });
});

describe('what is no notification of a VPN metric', () => {
  it.each<[string, unknown]>([
    ['an empty object', {}],
    ['a system event', JSON.stringify(asRule(ROW))],
    [
      'another namespace',
      changed({ namespace: 'acs_ecs_dashboard', metricProject: 'acs_ecs', metricName: 'cpu_total', rawMetricName: 'cpu_total' }),
    ],
    [
      'a metric that gateways share with Elastic IP addresses',
      changed({ namespace: 'acs_vpc_eip', metricProject: 'acs_vpc_eip', metricName: 'net.rxPkgs', rawMetricName: 'net.rxPkgs' }),
    ],
    [
      'no namespace and a metric that the catalogue lacks',
      changed({ namespace: '', metricProject: 'null', metricName: 'cpu_total', rawMetricName: 'null' }),
    ],
    ['a metric and nothing that an alert has', { metricName: 'tun.state', namespace: 'acs_vpn', ruleId: 'r', timestamp: AT }],
  ])('%s', (_what, payload) => {
    expect(parseAlertNotification(payload)).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>]>([
    ['the namespace alone says so', { metricProject: '', metricName: 'x', rawMetricName: '' }],
    ['the project alone says so', { namespace: '', metricName: 'x', rawMetricName: '' }],
    ['no namespace, but a metric of the catalogue', { namespace: '', metricProject: '' }],
    ['another project, but a metric that no other product has', { namespace: 'acs_custom', metricProject: 'acs_custom' }],
  ])('but it is one where %s', (_what, more) => {
    expect(parse(more)).toBeDefined();
  });
});

describe('what is malformed', () => {
  it.each<[string, unknown, RegExp]>([
    ['no rule', changed({ ruleId: '' }), /no ruleId/],
    ['no time', changed({ timestamp: 'null' }), /no time/],
    ['a time that is none', changed({ timestamp: 'yesterday' }), /no time/],
    ['nothing', '', /empty/],
    ['text of no kind', 'nonsense', /neither JSON/],
    ['half of its JSON', JSON.stringify(FIELDS).slice(0, 90), /not valid JSON/],
    ['several', [FIELDS, { ...FIELDS, ruleId: 'rule-2' }], /holds 2 notifications/],
    ['a promise', Promise.resolve(FIELDS), /await/],
    ['more than it may', form({ ...FIELDS, alertName: 'x'.repeat(1_100_000) }), /longer than/],
  ])('%s', (_what, payload, message) => {
    const refusal = (): unknown => parseAlertNotification(payload);
    expect(refusal).toThrow(message);
    expect(refusal).toThrow(expect.objectContaining({ code: 'protocol' }));
  });

  it('a getter that throws', () => {
    const trap = Object.defineProperty({ ...FIELDS }, 'ruleId', {
      enumerable: true,
      get: () => {
        throw new Error('secret in the message');
      },
    });
    expect(() => parseAlertNotification(trap)).toThrow(/cannot be read$/);
  });

  it('options', () => {
    expect(() => parseAlertNotification(FIELDS, { maxByte: 1 } as never)).toThrow(
      /parseAlertNotification\(\) has no option 'maxByte'; did you mean maxBytes/,
    );
    expect(() => parseAlertNotification(FIELDS, { maxBytes: 0 })).toThrow(RangeError);
    expect(() => parseAlertNotification(form(FIELDS), { maxBytes: 10 })).toThrow(VpnMonitorError);
  });
});

test('no secret leaves: neither the signature nor what nobody documents', () => {
  const SECRET = 'MARKED-secret-do-not-leak';
  const stuffed = {
    ...FIELDS,
    signature: SECRET,
    token: SECRET,
    webhook: `https://a.example/?access_token=${SECRET}`,
    contacts: [SECRET],
    userId: SECRET,
    transId: SECRET,
    instanceName: SECRET,
    groupId: SECRET,
    productGroupName: SECRET,
    extra: { psk: SECRET },
  };
  const alert = parseAlertNotification(stuffed)!;
  expect(alert.ruleId).toBe('rule-1');
  expect(inspect(alert, { depth: 20, showHidden: true }) + JSON.stringify(alert)).not.toContain(SECRET);
  for (const broken of [
    { ...stuffed, ruleId: '' },
    { ...stuffed, timestamp: SECRET },
    `{"metricName":"tun.state","signature":"${SECRET}`,
  ]) {
    try {
      parseAlertNotification(broken);
      expect.unreachable();
    } catch (error) {
      expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(SECRET);
    }
  }
});

test('any dimensions are read back from a map as Java prints it', () => {
  const key = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,12}$/);
  const id = fc.stringMatching(/^(vpn|vco|tun|tr)-[a-z0-9*]{1,20}$/);
  fc.assert(
    fc.property(fc.dictionary(key, id, { maxKeys: 8 }), (dimensions) => {
      const printed = `{${Object.entries(dimensions)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ')}}`;
      expect({ ...parse({ dimensions: printed }).dimensions }).toEqual({ ...dimensions });
    }),
    { numRuns: 500 },
  );
});

test.each(['tun_state', 'TUN.STATE', 'tun-state'])('a metric is known by whatever dots and capitals it is written with: %s', (name) => {
  expect(parse({ metricName: name, rawMetricName: name })).toMatchObject({ metric: 'tun.state', rawMetric: name });
  expect(parse({ metricName: name, rawMetricName: name, namespace: '', metricProject: '' }).metric).toBe('tun.state');
});
