import { inspect } from 'node:util';
import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { toVpnMonitorError } from '../../src/transport/failures/vendor-error.ts';
import { scrub, scrubError, withoutSecrets } from '../../src/transport/scrub.ts';

const S = 'Zq7-Hidden';
const NAMES = [
  'psk',
  'Psk',
  'LocalPsk',
  'remote_psk',
  'preSharedKey',
  'pre-shared-key',
  'PreSharedSecret',
  'bgpAuthKey',
  'auth_key',
  'authentication-key',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'AccessKeySecret',
  'clientSecret',
  'SecurityToken',
  'security_token',
  'access_token',
  'token',
  'privateKey',
  'private_key',
  'apiKey',
  'AccessKeyId',
  'signature',
  'credential',
  'certificate',
  'CaCert',
  'tokenValue',
  'psk2',
];
const json = (name: string): string => JSON.stringify({ a: 1, [name]: `${S} and "${S}" more`, next: 'kept' });
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

const FORMS: readonly (readonly [string, (name: string) => string])[] = [
  ['JSON', json],
  ['JSON with spaces', (name) => `{ "${name}" : "${S}", "next": "kept" }`],
  ['JSON with single quotes', (name) => `{'${name}': '${S}', 'next': 'kept'}`],
  ['escaped JSON', (name) => escaped(json(name))],
  ['JSON escaped twice', (name) => escaped(escaped(json(name)))],
  ['a list', (name) => `{"${name}":["${S}","${S}"],"next":"kept"}`],
  ['an object', (name) => `{"${name}":{"value":"${S}","more":["${S}"]},"next":"kept"}`],
  ['an object that does not end', (name) => `{"${name}":{"value":"${S}"`],
  ['text that does not end', (name) => `{"${name}":"${S}`],
  ['a form', (name) => `a=1&${name}=${S}&next=kept`],
  ['a URL in text', (name) => `a%3D1%26${name}%3D${S}%26next%3Dkept`],
  ['a URL in a URL', (name) => `a%253D1%2526${name}%253D${S}%2526next%253Dkept`],
  ['JSON in a URL', (name) => encodeURIComponent(`{"${name}":"${S}","next":"kept"}`)],
  ['XML', (name) => `<a>1</a><${name}>${S}</${name}><next>kept</next>`],
  ['XML with a namespace and attributes', (name) => `<x:${name} type="text">${S}</x:${name}><next>kept</next>`],
  ['XML, CDATA', (name) => `<${name}><![CDATA[${S}<${S}]]></${name}><next>kept</next>`],
  ['XML, an attribute', (name) => `<a ${name}="${S}" next="kept"/>`],
  ['XML in XML', (name) => `&lt;${name}&gt;${S}&lt;/${name}&gt;&lt;next&gt;kept`],
  ['JSON in XML', (name) => `{&quot;${name}&quot;:&quot;${S}&quot;,&quot;next&quot;:&quot;kept&quot;}`],
  ['XML in a URL', (name) => `${encodeURIComponent(`<${name}>${S}</${name}>`)} kept`],
];

test.each(FORMS)('%s', (_what, write) => {
  for (const name of NAMES) {
    const clean = withoutSecrets(write(name));
    expect(clean, `${name}: ${write(name)}`).not.toContain('Hidden');
    if (write(name).includes('kept')) expect(clean, `${name}: ${write(name)}`).toContain('kept');
  }
});

test.each([
  `psk ${S}`,
  `the PSK is ${S}.`,
  `pre-shared key: ${S}`,
  `pre-shared key ${S}`,
  `pre shared key is "${S} ${S}"`,
  `preshared secret ${S}`,
  `Password: ${S}`,
  `password was ${S}`,
  `private key ${S}`,
  `token ${S}123456`,
  `secret is ${S}123456`,
  `Authorization: Bearer ${S}`,
  `sent bearer ${S}`,
  `Cookie: a=${S}; b=${S}`,
  `https://user:${S}@proxy.example/`,
  `psk=>${S}`,
  `psk = ${S}`,
  `psk\t:\t${S}`,
  `-----BEGIN PRIVATE KEY-----\n${S}\n-----END PRIVATE KEY-----`,
  `-----BEGIN RSA PRIVATE KEY-----\\n${S}\\n`,
  `-----BEGIN CERTIFICATE-----${S}`,
  `{"x":"-----BEGIN CERTIFICATE-----\\r\\n${S}"}`,
  `-----BEGIN%20CERTIFICATE-----%0A${S}`,
  `MIIEowIBAAKCAQEA${S.replace('-', '/')}AAAAAAAA`,
  `eyJhbGciOiJIUzI1NiJ9.${S}.${S}`,
])('%j', (text) => {
  expect(scrub(text)).not.toContain('Hidden');
});

test.each([
  'the psk is wrong',
  'psk mismatch',
  'mismatch of preshared secrets',
  'PskMismatch: the peers differ',
  'InvalidSecurityToken.Expired: Specified SecurityToken is expired.',
  'MissingSecurityToken: none was given',
  'IncompleteSignature: The request signature does not conform to Aliyun standards.',
  'unable to verify the first certificate',
  'certificate: self-signed',
  'It asks for other credentials: check the user and password in HTTPS_PROXY.',
  'token expired',
  'the secret has no entry',
  'Is the tunnel up? It was.',
  'acs:vpngw:cn-hangzhou:1234567890123456:instance/vco-bp1bbi27hojx80nck3v9q',
  'password authentication failed',
  '6A5F1B2C-0000-4000-8000-ABCDEF012345',
])('%j stays as it is', (text) => {
  expect(scrub(text)).toBe(text);
});

test('every line is bounded', () => {
  const clean = scrubError(
    Object.assign(new Error('line of words '.repeat(1_000)), {
      stack: `Error\n    at a (/${'b/'.repeat(5_000)}.js:1:1)\n${'    at c (/d.js:1:1)\n'.repeat(1_000)}`,
    }),
  );
  const lines = clean.stack!.split('\n');
  expect(lines.length).toBeLessThan(60);
  for (const line of lines) expect(line.length).toBeLessThan(1_100);
  expect(clean.message.length).toBeLessThan(510);
  expect(scrub('word '.repeat(20_000)).length).toBeLessThan(510);
});

test('a line of a message that begins like a frame is none', () => {
  const made = new Error('no');
  const error = scrubError(
    Object.assign(made, {
      stack: `Error: no\n    at psk ${S}\n    at ${S}\n    at load (file:///x.js?psk=${S}:1:1)\n    at (${S})\n${made.stack!}`,
    }),
  );
  expect(error.stack).not.toContain('Hidden');
  expect(error.stack).toMatch(/scrub\.test\.ts:\d+:\d+/);
});

test('time grows with the length, whatever the text', () => {
  const bits = [
    'psk',
    'psk=',
    'psk="',
    'psk=[',
    '"psk":"\\',
    'psk ',
    'psk is ',
    '<psk ',
    '<psk>',
    '<psk a="',
    '-----BEGIN',
    '-----END',
    '://',
    '?a=',
    'a?',
    '\\',
    '\\"',
    '%25',
    'psk%25',
    '&lt;',
    'token 1',
    'bearer ',
    'eyJ',
    'MII',
    'AAAA',
    'A:error:',
    'string to ',
    'server ',
    'certificate=',
    'authorization',
    ' ',
    '\n',
    'shared ',
    'pre-',
    '    at (',
    '    at a (:',
  ];
  for (const bit of bits) {
    for (const text of [bit.repeat(Math.floor(300_000 / bit.length)), `${bit}${'x'.repeat(300_000)}`, `${bit}${' '.repeat(300_000)}`]) {
      const started = performance.now();
      withoutSecrets(text);
      scrubError(Object.assign(new Error(text), { stack: text }));
      expect(performance.now() - started, `${bit} ${String(text.length)}`).toBeLessThan(500);
    }
  }
});

test.each<[string, () => VpnMonitorError]>([
  ['message', () => new VpnMonitorError(`psk: ${S}`, { code: 'server' })],
  ['vendor code', () => new VpnMonitorError('no', { code: 'server', vendorCode: `psk=${S}` })],
  ['request id', () => new VpnMonitorError('no', { code: 'server', requestId: `psk=${S}` })],
  ['action', () => new VpnMonitorError('no', { code: 'server', action: `psk=${S}` })],
  ['cause', () => new VpnMonitorError('no', { code: 'server', action: 'A', cause: Object.assign(new Error(`psk ${S}`), { config: S }) })],
  ['stack', () => Object.assign(new VpnMonitorError('no', { code: 'server', action: 'A' }), { stack: `Error: ${S}\n    at psk ${S}` })],
  ['fields of its own', () => Object.assign(new VpnMonitorError('no', { code: 'server', action: 'A' }), { config: { psk: S } })],
  ['a symbol of its own', () => Object.assign(new VpnMonitorError('no', { code: 'server', action: 'A' }), { [Symbol('x')]: S })],
])('a VpnMonitorError of a user’s transport with a secret in its %s', (_what, make) => {
  expect(inspect(toVpnMonitorError(make(), 'A'), { depth: 9, showHidden: true })).not.toContain('Hidden');
});

test('what a user’s transport throws and nobody can read is a VpnMonitorError too', () => {
  const fail = (): never => {
    throw new Error(S);
  };
  for (const thrown of [
    new Proxy({}, { get: fail, has: fail }),
    {
      get message() {
        return fail();
      },
    },
    Object.defineProperty(new Error('x'), 'cause', { get: fail }),
  ]) {
    const error = toVpnMonitorError(thrown, 'A');
    expect(error).toMatchObject({ name: 'VpnMonitorError', action: 'A', retryable: true });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('Hidden');
  }
});
