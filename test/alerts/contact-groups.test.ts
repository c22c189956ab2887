import type { ApiRequest } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { assertContactGroups } from '../../src/alerts/contact-groups.ts';
import { safeLogger } from '../../src/internal/logger.ts';
import { createCaller } from '../../src/transport/index.ts';
import { answering, fixture, outcomeOf } from './subscriptions/support.ts';

function checking(answer: unknown) {
  const requests: ApiRequest['params'][] = [];
  const warnings: string[] = [];
  const logger = safeLogger({ warn: (message) => void warnings.push(message) });
  const inner = answering({ DescribeContactGroupList: answer });
  const caller = createCaller({
    maxRetries: 0,
    requestsPerSecond: 10_000,
    logger,
    transport: { call: (request, options) => (requests.push(request.params), inner.call(request, options)) },
  });
  const check = (names: readonly string[], signals: readonly (AbortSignal | undefined)[] = []) =>
    outcomeOf(() => assertContactGroups(caller, names, { logger, signals }));
  return { check, requests, warnings };
}

const paged =
  (all: readonly string[]) =>
  ({ params }: ApiRequest) => {
    const [page, size] = [Number(params['PageNumber']), Number(params['PageSize'])];
    return { Code: '200', Total: String(all.length), ContactGroups: { ContactGroup: all.slice((page - 1) * size, page * size) } };
  };

test('no names, no call', async () => {
  const { check, requests } = checking({ Code: '200' });
  expect(await check([])).toBeUndefined();
  expect(requests).toEqual([]);
});

test('names are looked for page by page, no further than needed', async () => {
  const all = Array.from({ length: 250 }, (_, index) => `group ${index}`);
  const { check, requests } = checking(paged(all));
  expect(await check(['group 3', 'group 99'])).toBeUndefined();
  expect(requests).toEqual([{ PageNumber: 1, PageSize: 100 }]);
  expect(await check(['group 249'])).toBeUndefined();
  expect(requests).toHaveLength(4);
});

test('pages that are cut short, of a list that is not counted', async () => {
  const all = Array.from({ length: 25 }, (_, index) => `group ${index}`);
  const { check, requests } = checking(({ params }: ApiRequest) => ({
    RequestId: 'R',
    ContactGroups: { ContactGroup: all.slice((Number(params['PageNumber']) - 1) * 10, Number(params['PageNumber']) * 10) },
  }));
  expect(await check(['group 24'])).toBeUndefined();
  expect(requests).toHaveLength(3);
  expect(await check(['group 25'])).toMatchObject({ code: 'not-found', message: expect.stringContaining('it has 25') as string });
});

test('a group that the account lacks is named with the nearest one', async () => {
  const { check } = checking(paged(['vpn-ops', 'network']));
  expect(await check(['vpn-opps', 'payroll'])).toMatchObject({
    name: 'VpnMonitorError',
    code: 'not-found',
    retryable: false,
    action: 'DescribeContactGroupList',
    message:
      'the account has no contact group "vpn-opps" (did you mean "vpn-ops"?), "payroll"; it has 2: "vpn-ops", "network". Nothing was changed.',
  });
});

test.each([
  ['the sample of 2021: a plain list', fixture('DescribeContactGroupList'), 'My alert contact group 1'],
  ['a doubled wrapper', { ContactGroups: { ContactGroup: ['a'] } }, 'a'],
  ['rows alone', { ContactGroupList: { ContactGroup: [{ Name: 'a' }] } }, 'a'],
  ['numbers for names', { ContactGroups: { ContactGroup: [7] }, Total: 1 }, '7'],
])('%s', async (_, body, name) => {
  const { check } = checking(body);
  expect(await check([name])).toBeUndefined();
  expect(await check([`${name} of others`])).toMatchObject({ code: 'not-found' });
});

test.each([
  ['one alone', { ContactGroups: { ContactGroup: 'a' }, Total: 1 }],
  ['one row alone', { ContactGroupList: { ContactGroup: { Name: 'a' } } }],
  ['a wrapper that comes twice', { ContactGroups: { ContactGroup: { ContactGroup: ['a'] } } }],
])('a list in another shape: %s', async (_, body) => {
  const { check } = checking(body);
  expect(await check(['a'])).toBeUndefined();
  expect(await check(['b'])).toMatchObject({ code: 'not-found' });
});

test.each([
  ['groups that are counted and not listed', { RequestId: 'R', Total: 3 }],
  ['an answer about something else', { RequestId: 'R', Success: true }],
])('names are taken as they are, with a warning, where the list cannot be read: %s', async (_, body) => {
  const { check, warnings } = checking(body);
  expect(await check(['a'])).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('contact groups are not checked')]);
});

test('a count of one full page may be that of the page alone', async () => {
  const all = Array.from({ length: 150 }, (_, index) => `group ${index}`);
  const { check } = checking((request: ApiRequest) => ({ ...paged(all)(request), Total: 100 }));
  expect(await check(['group 149'])).toBeUndefined();
});

test.each([
  ['no groups', { RequestId: 'R', Total: 0 }],
  ['blanks', { RequestId: 'R', ContactGroups: '', ContactGroupList: null }],
])('an account without groups: %s', async (_, body) => {
  const { check, requests } = checking(body);
  expect(await check(['a'])).toMatchObject({ message: expect.stringContaining('it has none') as string });
  expect(requests).toHaveLength(1);
});

test('a service that ignores the page is not asked for ever', async () => {
  const { check, requests } = checking({ RequestId: 'R', Total: 500, ContactGroups: { ContactGroup: ['a', 'b'] } });
  expect(await check(['c'])).toMatchObject({ code: 'not-found' });
  expect(requests).toHaveLength(2);
});

test('where the list is forbidden, names are taken as they are, with one warning', async () => {
  const { check, warnings } = checking(Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 }));
  expect([await check(['a']), await check(['b'])]).toEqual([undefined, undefined]);
  expect(warnings).toEqual([expect.stringMatching(/contact groups are not checked: .*cms:DescribeContactGroupList/)]);
});

test('other failures are passed on, and a signal ends the wait', async () => {
  expect(await checking(Object.assign(new Error('busy'), { code: 'InternalError', statusCode: 500 })).check(['a'])).toMatchObject({
    code: 'server',
  });
  const reason = new Error('enough');
  expect(await checking(new Promise(() => undefined)).check(['a'], [undefined, AbortSignal.abort(reason)])).toBe(reason);
});
