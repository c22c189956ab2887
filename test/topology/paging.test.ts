import { expect, test } from 'vitest';
import { answering, deferred, gatewayRows, pageOf, topologyOn } from './support.ts';

const ids = async (topology: ReturnType<typeof topologyOn>['topology']) =>
  (await topology.gateways().toArray()).map((one) => one.gatewayId);
const expected = (count: number): string[] => gatewayRows(count).map((row) => row['VpnGatewayId'] as string);

test.each([
  [0, 1],
  [1, 1],
  [50, 1],
  [51, 2],
  [1_234, 25],
])('%i rows are read in %i pages', async (count, pages) => {
  const rows = gatewayRows(count);
  const { topology, sent } = topologyOn(answering((request) => pageOf(request, rows, String(count))));
  expect(await ids(topology)).toEqual(expected(count));
  expect(sent()).toEqual(
    Array.from({ length: pages }, (_, index) => ({
      action: 'DescribeVpnGateways',
      RegionId: 'cn-hangzhou',
      PageNumber: index + 1,
      PageSize: 50,
    })),
  );
});

test('the pages after the first are on their way together', async () => {
  const rows = gatewayRows(800);
  const gate = deferred<undefined>();
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  const { topology, requests } = topologyOn(
    answering(async (request) => {
      if (request.params['PageNumber'] !== 1) await gate.promise;
      return pageOf(request, rows);
    }),
  );
  const reading = ids(topology);
  await expect.poll(() => requests.length).toBe(16);
  gate.resolve(undefined);
  expect(await reading).toHaveLength(800);
  await new Promise((done) => setImmediate(done));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test.each([
  ['a short page', 120, 3],
  ['an empty page', 100, 3],
])('without a total, pages are read until %s', async (_, count, pages) => {
  const { topology, requests } = topologyOn(answering((request) => ({ ...pageOf(request, gatewayRows(count)), TotalCount: undefined })));
  expect(await ids(topology)).toEqual(expected(count));
  expect(requests).toHaveLength(pages);
});

test.each([
  ['with a total', 60, '60'],
  ['without one', 60, undefined],
])('a service that caps the page size is read to the end, %s', async (_, count, TotalCount) => {
  const { topology } = topologyOn(
    answering((request) => ({ ...pageOf({ ...request, params: { ...request.params, PageSize: 20 } }, gatewayRows(count)), TotalCount })),
  );
  expect(await ids(topology)).toEqual(expected(count));
});

test.each([0, 30])('a total of %i, which is less than the first page holds, counts nothing', async (TotalCount) => {
  const { topology } = topologyOn(answering((request) => ({ ...pageOf(request, gatewayRows(120)), TotalCount })));
  expect(await ids(topology)).toEqual(expected(120));
});

test.each([
  ['with a total', 500],
  ['without one', undefined],
])('a service that ignores PageNumber is not asked for ever, and is no whole list, %s', async (_, TotalCount) => {
  const { topology, requests } = topologyOn(
    answering((request) => ({ ...pageOf({ ...request, params: { ...request.params, PageNumber: 1 } }, gatewayRows(50)), TotalCount })),
  );
  await expect(ids(topology)).rejects.toMatchObject({ code: 'protocol', action: 'DescribeVpnGateways' });
  expect(requests.length).toBeLessThanOrEqual(17);
});

test('a total that is out of all proportion ends with the rows', async () => {
  const { topology, requests } = topologyOn(answering((request) => pageOf(request, gatewayRows(60), 1e12)));
  expect(await ids(topology)).toEqual(expected(60));
  expect(requests.length).toBeLessThan(50);
});

test('a row that two pages hold is one row', async () => {
  const rows = gatewayRows(60);
  // Row 0 went and row 49 of the second page had been the last of the first.
  const { topology } = topologyOn(
    answering((request) => pageOf(request, request.params['PageNumber'] === 1 ? rows : [...rows.slice(0, 49), ...rows.slice(48)], 60)),
  );
  const found = await ids(topology);
  expect(new Set(found).size).toBe(found.length);
});

test('a list that shrinks while it is read is read again, so that no row falls between two pages', async () => {
  let rows = gatewayRows(101);
  const { topology, log } = topologyOn(
    answering((request) => {
      const page = pageOf(request, rows);
      if (request.params['PageNumber'] === 1) rows = rows.filter((row) => row['VpnGatewayId'] !== 'vpn-3');
      return page;
    }),
  );
  expect(await ids(topology)).toEqual(expected(101).filter((id) => id !== 'vpn-3'));
  expect(log).toEqual([]);
});

test('a list that never stands still is given as last read, with a warning', async () => {
  let total = 60;
  const { topology, requests, log } = topologyOn(answering((request) => pageOf(request, gatewayRows(60), total++)));
  expect(await ids(topology)).toHaveLength(60);
  expect(requests).toHaveLength(6);
  expect(log).toMatchObject([{ level: 'warn', fields: { action: 'DescribeVpnGateways' } }]);
});

test('a page that fails fails the list and stops the other pages', async () => {
  const aborted: unknown[] = [];
  const { topology } = topologyOn({
    call: async (request, { signal }) => {
      if (request.params['PageNumber'] === 3) throw Object.assign(new Error('no'), { code: 'InternalError', statusCode: 500 });
      if (request.params['PageNumber'] === 1) return { status: 200, body: pageOf(request, gatewayRows(200)) };
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(request.params['PageNumber']);
          reject(signal.reason as Error);
        });
      });
    },
  });
  await expect(ids(topology)).rejects.toMatchObject({ code: 'server' });
  expect(aborted).toEqual([2, 4]);
});
