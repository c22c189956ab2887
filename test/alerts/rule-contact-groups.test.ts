import { expect, test } from 'vitest';
import { bed, failure, rule } from './support.ts';

const put = (one: ReturnType<typeof bed>, ...contactGroups: string[]) => one.monitor.alerts.put(rule({ on: 'all', contactGroups }));

test('an unknown group is refused before any write, with the nearest one and what there is', async () => {
  const one = bed({ contactGroups: ['vpn-ops', 'night shift'] });
  const error = await failure(put(one, 'vpn-ops', 'vpn-opps'));
  expect(error.code).toBe('not-found');
  expect(error.message).toBe(
    'the account has no contact group "vpn-opps" (did you mean "vpn-ops"?); it has 2: "vpn-ops", "night shift". Nothing was changed.',
  );
  expect(one.service.rules.size).toBe(0);
  await expect(one.monitor.alerts.plan(rule({ on: 'all', contactGroups: ['nobody'] }))).rejects.toThrow(
    'the account has no contact group "nobody"; it has',
  );
});

test('an account without groups says so', async () => {
  await expect(put(bed({ contactGroups: [] }), 'vpn-ops')).rejects.toThrow('it has none');
});

test.each([3, 10, 100])('all pages are read, also where the service gives %i at once', async (mostRows) => {
  const contactGroups = Array.from({ length: 250 }, (_, index) => `group ${index}`);
  const one = bed({ contactGroups, mostRows });
  await put(one, 'group 249');
  expect(one.service.rules.size).toBe(4);
  await expect(put(one, 'group 250')).rejects.toThrow('it has 250');
});

test.each([
  ["the sample's plain list", { ContactGroups: ['vpn-ops'], Total: 22 }],
  [
    'names in the second list',
    { ContactGroups: '', ContactGroupList: { ContactGroup: [{ Name: 'vpn-ops', Contacts: { Contact: ['Alice'] } }] }, Total: 1 },
  ],
  ['no total', { ContactGroups: { ContactGroup: [null, 7, 'vpn-ops'] } }],
])('%s is read', async (_, body) => {
  const one = bed();
  one.service.intercept = ({ action }) => (action === 'DescribeContactGroupList' ? body : undefined);
  await put(one, 'vpn-ops');
  expect(one.service.rules.size).toBe(4);
  expect(one.service.sent('DescribeContactGroupList').length).toBeLessThanOrEqual(2);
});

test('where groups may not be listed one warning stands for it, and the rule is put', async () => {
  const one = bed();
  one.service.intercept = ({ action }) => (action === 'DescribeContactGroupList' ? { Code: 'Forbidden.RAM', Success: false } : undefined);
  await put(one, 'anybody');
  await put(one, 'anybody');
  expect(one.service.rules.size).toBe(4);
  expect(one.log.filter((line) => line.includes('contact groups are not checked'))).toHaveLength(1);
});

test('another failure of the listing is thrown before any write', async () => {
  const one = bed();
  one.service.intercept = ({ action }) =>
    action === 'DescribeContactGroupList' ? Object.assign(new Error('busy'), { code: 'ServiceUnavailable', statusCode: 503 }) : undefined;
  await expect(put(one, 'vpn-ops')).rejects.toMatchObject({ code: 'server', retryable: true });
  expect(one.service.rules.size).toBe(0);
});
