import { expect, test } from 'vitest';
import { dualTunnels, watching } from './support/watching.ts';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error(`${code} it is`), { code, ...more });
const SOURCES = ['DescribeVpnConnections', 'DescribeMetricLast', 'DescribeSystemEventAttribute'];

test.each<[string, Error]>([
  ...['ENETDOWN', 'EMFILE', 'EPROTO', 'HPE_INVALID_CONSTANT', 'ERR_STREAM_PREMATURE_CLOSE', 'CERT_NOT_YET_VALID'].map(
    (code): [string, Error] => [code, coded(code)],
  ),
  ...['SystemBusy', 'UnknownError', 'NeverHeardOf'].map((code): [string, Error] => [
    code,
    coded(code, { statusCode: 400, data: { Code: code } }),
  ]),
  ['attempts at several addresses', new AggregateError([coded('ENETUNREACH'), coded('ETIMEDOUT')])],
  ['a refused key', coded('InvalidSecurityToken.Expired', { statusCode: 400 })],
  ['a certificate that is not trusted', coded('SELF_SIGNED_CERT_IN_CHAIN')],
])('%s, once from each source, is told as an error and ends no watch', async (_what, thrown) => {
  const cloud = dualTunnels(1);
  const left = new Set<string>();
  const refuse = ({ action }: { readonly action: string }): void => {
    if (left.delete(action)) throw thrown;
  };
  const running = watching(cloud, { rewriting: { refuse } });
  await running.rounds(3);
  expect(running.errors).toEqual([]);
  for (const source of SOURCES) {
    left.add(source);
    await running.rounds(2);
    expect([...left]).toEqual([]);
  }
  expect(running.errors).toHaveLength(SOURCES.length);
  cloud.tunnel('tun-1a').down();
  await running.rounds(3);
  expect(running.ipsec('tun-1a')).toBe('down');
  expect(running.typesOf('tun-1a')).toEqual(['tunnel:down']);
});
