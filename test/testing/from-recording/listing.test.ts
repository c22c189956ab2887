import { describe, expect, test } from 'vitest';
import type { RecordedCall } from '../../../src/preflight/recording/index.ts';
import { newestRows } from '../../../src/testing/from-recording/listing.ts';
import { CONNECTIONS } from '../../../src/testing/from-recording/operations.ts';
import { lineOf } from './support.ts';

const page = (at: number, ids: readonly string[], params: Readonly<Record<string, string | number>> = {}, total?: number): RecordedCall =>
  lineOf(
    { product: 'vpc', action: 'DescribeVpnConnections', params: { RegionId: 'cn-hangzhou', PageSize: 50, ...params } },
    {
      ...(total !== undefined && { TotalCount: total }),
      VpnConnections: { VpnConnection: ids.map((id) => ({ VpnConnectionId: `vco-${id}`, Name: `${id}${at}` })) },
    },
    { at },
  );
const one = (at: number, id: string, fields: object): RecordedCall =>
  lineOf(
    { product: 'vpc', action: 'DescribeVpnConnection', params: { VpnConnectionId: `vco-${id}` } },
    { VpnConnectionId: `vco-${id}`, ...fields },
    { at },
  );
const names = (...calls: readonly RecordedCall[]): unknown[] => newestRows(calls, CONNECTIONS).map(({ row }) => row['Name']);

describe('the newest rows of a list', () => {
  test('are those of all pages, in whatever order they were answered', () => {
    expect(names(page(3, ['c'], { PageNumber: 3 }, 3), page(1, ['a'], { PageNumber: 1 }, 3), page(2, ['b'], { PageNumber: 2 }, 3))).toEqual(
      ['a1', 'b2', 'c3'],
    );
  });

  test('are of the newest listing: what it no longer has is gone', () => {
    expect(names(page(1, ['a', 'b'], {}, 2), page(5, ['b'], {}, 1))).toEqual(['b5']);
  });

  test('are of the one before where the newest was cut short, with its newer rows', () => {
    expect(names(page(1, ['a', 'b'], {}, 2), page(5, ['b'], { PageNumber: 1 }, 2))).toEqual(['a1', 'b5']);
  });

  test('are those of filtered listings where there is no other', () => {
    expect(names(page(1, ['a'], { VpnGatewayId: 'vpn-1' }, 1), page(2, ['b'], { VpnGatewayId: 'vpn-2' }, 1))).toEqual(['a1', 'b2']);
  });

  test('take in later answers about one of them, and keep what those do not say', () => {
    expect(newestRows([page(1, ['a']), one(2, 'a', { Status: 'ike_sa_not_established' })], CONNECTIONS)).toEqual([
      { row: { VpnConnectionId: 'vco-a', Name: 'a1', Status: 'ike_sa_not_established' }, at: 3 },
    ]);
  });

  test('are not those of refusals, whatever their status', () => {
    const refused = lineOf(
      { product: 'vpc', action: 'DescribeVpnConnections', params: {} },
      { Success: false, Code: 'Forbidden', VpnConnections: { VpnConnection: [] } },
      { at: 9 },
    );
    expect(names(page(1, ['a']), refused, { ...page(10, []), answer: { status: 503, body: {} } })).toEqual(['a1']);
  });
});
