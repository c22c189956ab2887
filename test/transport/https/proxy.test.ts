import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { environmentProxy, givenProxy } from '../../../src/transport/https/proxy.ts';

const PROXY = 'http://user:hunter2@proxy.example:3128';
const label = (host: string, environment: Record<string, string>, protocol: 'https' | 'http' = 'https') =>
  environmentProxy(protocol, host, environment)?.label;

test.each<[string, Record<string, string>, string | undefined]>([
  ['nothing', {}, undefined],
  ['HTTPS_PROXY', { HTTPS_PROXY: PROXY }, 'proxy.example:3128'],
  ['https_proxy', { https_proxy: PROXY }, 'proxy.example:3128'],
  ['both: the lower-case one', { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://high:2' }, 'low:1'],
  ['an empty one beside the other', { https_proxy: '', HTTPS_PROXY: 'http://high:2' }, 'high:2'],
  ['HTTP_PROXY alone', { HTTP_PROXY: PROXY, http_proxy: PROXY }, undefined],
  ['a host without scheme', { HTTPS_PROXY: 'proxy.example:3128' }, 'proxy.example:3128'],
  ['a proxy that speaks TLS', { HTTPS_PROXY: 'https://proxy.example' }, 'proxy.example:443'],
  ['an IPv6 address', { HTTPS_PROXY: 'http://[::1]:3128' }, '[::1]:3128'],
])('of an environment with %s', (_what, environment, expected) => {
  expect(label('vpc.aliyuncs.com', environment)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['vpc.aliyuncs.com', '*', true],
  ['vpc.aliyuncs.com', 'vpc.aliyuncs.com', true],
  ['vpc.aliyuncs.com', 'VPC.Aliyuncs.COM', true],
  ['vpc.aliyuncs.com', 'aliyuncs.com', true],
  ['vpc.aliyuncs.com', '.aliyuncs.com', true],
  ['vpc.aliyuncs.com', '*.aliyuncs.com', true],
  ['vpc.aliyuncs.com', 'other.example, .aliyuncs.com', true],
  ['vpc.aliyuncs.com', 'other.example .aliyuncs.com', true],
  ['vpc.aliyuncs.com', 'yuncs.com', false],
  ['vpc.aliyuncs.com', 'pc.aliyuncs.com', false],
  ['vpc.aliyuncs.com', 'x.vpc.aliyuncs.com', false],
  ['vpc.aliyuncs.com', 'vpc.aliyuncs.com:443', true],
  ['vpc.aliyuncs.com', '.aliyuncs.com:443', true],
  ['vpc.aliyuncs.com', 'vpc.aliyuncs.com:8443', false],
  ['vpc.aliyuncs.com:8443', 'vpc.aliyuncs.com:8443', true],
  ['vpc.aliyuncs.com', '', false],
  ['vpc.aliyuncs.com', ' , ', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3:8443', '10.1.2.3', true],
  ['10.1.2.3', '2.3', false],
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '10.0.0.0/99', false],
  ['[fd00::1]:443', 'fd00::1', true],
  ['[fd00::1]', '[fd00::1]:443', true],
  ['[fd00::1]', 'fd00::/8', true],
  ['[fd00::1]', 'fe80::/10', false],
])('%s with NO_PROXY "%s" goes past the proxy: %s', (host, exempt, isExempt) => {
  expect(label(host, { HTTPS_PROXY: PROXY, NO_PROXY: exempt })).toBe(isExempt ? undefined : 'proxy.example:3128');
  expect(label(host, { HTTPS_PROXY: PROXY, NO_PROXY: 'nothing.example', no_proxy: exempt })).toBe(
    isExempt && exempt.trim() !== '' ? undefined : 'proxy.example:3128',
  );
});

test.each(['localhost', 'localhost:8443', 'a.localhost', '127.0.0.1', '127.5.5.5:1', '[::1]', '[::1]:8443'])(
  'loopback %s is never proxied by the environment',
  (host) => {
    expect(label(host, { HTTPS_PROXY: PROXY })).toBeUndefined();
  },
);

test('plain HTTP is never proxied by the environment', () => {
  expect(label('vpc.example', { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }, 'http')).toBeUndefined();
});

test('user and password become the header that proxies read', () => {
  expect(givenProxy('http://us%40er:p%3Ass@proxy.example:3128').authorization).toBe(
    `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`,
  );
  expect(givenProxy('http://100%:x@proxy.example').authorization).toBe(`Basic ${Buffer.from('100%:x').toString('base64')}`);
  expect(givenProxy('http://proxy.example').authorization).toBeUndefined();
});

test.each<[unknown, string]>([
  ['socks5://user:hunter2@proxy.example:1080', "'socks5://***@proxy.example:1080'"],
  ['http://user:hunt/er2@proxy.example:99999', "'http://***@proxy.example:99999'"],
  ['user:hunter2@', "'***@'"],
  ['socks5://user:hunt\ner2@proxy.example:1080', "'socks5://***@proxy.example:1080'"],
  ['http://user:hunter2', "'http://user:***'"],
  ['user:hunter2', "'user:***'"],
  ['', "''"],
  [5, '5'],
  [true, 'true'],
  [{ host: 'hunter2' }, '[Object]'],
  [new URL('socks5://user:hunter2@proxy.example'), "'socks5://***@proxy.example'"],
])('%j is refused by name, without its credentials', (address, named) => {
  const act = (): unknown => givenProxy(address);
  expect(act).toThrow(new TypeError(`proxy ${named} must be the address of an HTTP proxy, such as 'http://proxy.example:3128', or false`));
});

test('a URL is taken like its text', () => {
  expect(givenProxy(new URL('http://user:x@proxy.example:3128'))).toEqual(givenProxy('http://user:x@proxy.example:3128'));
});

test('a variable that cannot be used is a config error that names it, without its credentials', () => {
  const act = (): unknown => environmentProxy('https', 'vpc.aliyuncs.com', { HTTPS_PROXY: 'socks5://user:hunter2@proxy.example' });
  expect(act).toThrow("HTTPS_PROXY 'socks5://***@proxy.example' is not the address of an HTTP proxy");
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ code: 'config', retryable: false });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  }
});
