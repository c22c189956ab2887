import { replayTransport } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

const call = (at: number, fields: object): string =>
  JSON.stringify({ v: 1, at, tookMs: 5, product: 'vpc', action: 'DescribeVpnGateways', params: {}, ...fields });
const answered = (date: string): object => ({ answer: { status: 200, date, body: {} } });

test('a replay says which regions and which time it is of, by the service where that was heard', () => {
  const lines = [
    call(9_000, { params: { RegionId: 'eu-central-1' }, ...answered('Sun, 01 Mar 2026 08:00:30 GMT') }),
    call(1_000, { params: { RegionId: 'cn-hangzhou' }, ...answered('Sun, 01 Mar 2026 08:00:00 GMT') }),
    call(2_000, { params: { RegionId: 'cn-hangzhou' }, error: { name: 'Error', code: 'ECONNRESET' } }),
  ];
  expect(replayTransport(lines).recorded).toEqual({
    regionIds: ['eu-central-1', 'cn-hangzhou'],
    from: Date.parse('2026-03-01T08:00:00Z'),
    to: Date.parse('2026-03-01T08:00:30Z'),
  });
});

test('where no answer bore a time it is the time of the machine that recorded', () => {
  expect(replayTransport([call(2_000, answered('soon')), call(1_000, { error: { name: 'Error' } })]).recorded).toEqual({
    regionIds: [],
    from: 1_000,
    to: 2_000,
  });
});
