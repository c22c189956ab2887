import { expect, test } from 'vitest';
import { assertRegionId, resolveEndpoints } from '../../src/transport/endpoints.ts';

test("a region's hosts are the defaults, over https", () => {
  expect(resolveEndpoints('cn-hangzhou')).toEqual({
    cms: 'metrics.cn-hangzhou.aliyuncs.com',
    vpc: 'vpc.aliyuncs.com',
    cbn: 'cbn.aliyuncs.com',
    protocols: { cms: 'https', vpc: 'https', cbn: 'https' },
  });
});

test('hosts and the protocol may be given one by one', () => {
  expect(resolveEndpoints('eu-central-1', { cms: 'localhost:8080', protocol: 'http' })).toMatchObject({
    cms: 'localhost:8080',
    vpc: 'vpc.eu-central-1.aliyuncs.com',
    cbn: 'cbn.aliyuncs.com',
  });
  expect(resolveEndpoints('eu-central-1', { vpc: '[::1]:80' }).vpc).toBe('[::1]:80');
});

test.each([
  'https://metrics.aliyuncs.com',
  'host/path',
  'host?x',
  ' host',
  'host ',
  '',
  'a b',
  'host:',
  'host:0',
  'host:70000',
  'user@host',
  '-host',
  5,
  null,
])('endpoint %j is refused by name', (cms) => {
  const act = (): unknown => resolveEndpoints('cn-hangzhou', { cms: cms as string });
  expect(act).toThrow(TypeError);
  expect(act).toThrow(`endpoint.cms ${typeof cms === 'string' ? JSON.stringify(cms) : String(cms)} is not a host`);
});

test("plain HTTP is for the hosts that are given, never for the services' own", () => {
  expect(resolveEndpoints('eu-central-1', { cms: 'localhost:8080', protocol: 'http' }).protocols).toEqual({
    cms: 'http',
    vpc: 'https',
    cbn: 'https',
  });
  expect(resolveEndpoints('eu-central-1', { vpc: 'localhost:8080', cbn: 'localhost:8080', protocol: 'http' }).protocols).toEqual({
    cms: 'https',
    vpc: 'http',
    cbn: 'http',
  });
  const act = (): unknown => resolveEndpoints('eu-central-1', { protocol: 'http' });
  expect(act).toThrow(TypeError);
  expect(act).toThrow("endpoint.protocol 'http' is for hosts of your own: give endpoint.cms and endpoint.vpc as well");
});

test('a protocol that is neither is refused by name', () => {
  expect(() => resolveEndpoints('cn-hangzhou', { protocol: 'ftp' as 'http' })).toThrow(
    new TypeError(`endpoint.protocol "ftp" must be 'https' or 'http'`),
  );
});

test.each(['cn-hangzhou', 'eu-central-1', 'rus-west-1-pop', 'cn-beijing-nu16-b01', 'xx-future-9'])('%s is a region', (regionId) => {
  expect(() => {
    assertRegionId(regionId);
  }).not.toThrow();
});

test.each(['', 'CN-HANGZHOU', 'hangzhou', 'cn_hangzhou', 'cn-hangzhou ', 'cn-hangzhou.evil.example', 'cn-', undefined, null, 7])(
  'region %j is refused by name',
  (regionId) => {
    const act = (): void => {
      assertRegionId(regionId);
    };
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`regionId ${typeof regionId === 'string' ? JSON.stringify(regionId) : String(regionId)} is not a region`);
  },
);
