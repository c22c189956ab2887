import { type SubscriptionDefinition, SystemEvent } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, MINIMAL, monitorOn, outcomeOf, QUIET, shown, TOKEN, WEBHOOK } from './support.ts';

const put = (definition: unknown, options?: unknown) => ['put', definition, options] as const;
const field = (fields: object) => put({ ...MINIMAL, ...fields });
const targets = (value: object) => field({ targets: value });

/** What JavaScript callers reach without the compiler's help; each answer names what was given. */
const WRONG: readonly (readonly [
  what: string,
  call: readonly [method: string, ...args: unknown[]],
  type: typeof TypeError | typeof RangeError,
  message: RegExp,
])[] = [
  ['no definition', put(undefined), TypeError, /subscriptions\.put\(\) takes an object of fields .* but was given undefined/],
  ['a misspelt field', field({ silenceSecond: 5 }), TypeError, /did you mean silenceSeconds/],
  ['a blank name', field({ name: ' ' }), TypeError, /name ' ' must be a text that is not blank/],
  ['no name', field({ name: undefined }), TypeError, /name undefined/],
  [
    'an unknown event',
    field({ events: ['ipsec_tunnel_nego_faild'] }),
    RangeError,
    /'ipsec_tunnel_nego_faild' is not an event of VPN Gateway; did you mean ipsec_tunnel_nego_failed\?/,
  ],
  ['the key of an event', field({ events: ['IpsecTunnelNegoFailed'] }), RangeError, /did you mean ipsec_tunnel_nego_failed\?/],
  ['no events', field({ events: [] }), RangeError, /events is an empty list.*'all'/],
  ['events as one text', field({ events: SystemEvent.CertKeyExpired }), TypeError, /events 'CertKeyExpired' must be a list, or 'all'/],
  [
    'an unknown level',
    field({ levels: ['wran'] }),
    RangeError,
    /levels 'wran' is not a level; did you mean WARN\? There are INFO, WARN, CRITICAL/,
  ],
  ['no levels', field({ levels: [] }), RangeError, /levels is an empty list/],
  ['a level as a text', field({ levels: 'WARN' }), TypeError, /levels 'WARN' must be a list/],
  ['a blank keyword', field({ keyword: '' }), TypeError, /keyword '' must be/],
  ['a number as keyword', field({ keyword: 5 }), TypeError, /keyword 5/],
  ['a description of another type', field({ description: {} }), TypeError, /description \{\} must be a text/],
  ['enabled as text', field({ enabled: 'yes' }), TypeError, /enabled 'yes' must be true or false/],
  ['silence as text', field({ silenceSeconds: '5' }), TypeError, /silenceSeconds '5' must be a number/],
  ['negative silence', field({ silenceSeconds: -1 }), RangeError, /silenceSeconds -1/],
  ['half a second', field({ silenceSeconds: 0.5 }), RangeError, /silenceSeconds 0\.5 must be a whole number/],
  ['no targets', field({ targets: undefined }), TypeError, /targets takes an object of kinds/],
  ['targets without any', targets({}), TypeError, /targets must name at least one/],
  ['targets that are all empty', targets({ mns: [], webhook: undefined }), TypeError, /targets must name at least one/],
  ['a misspelt kind', targets({ webhooks: WEBHOOK }), TypeError, /targets has no kind 'webhooks'; did you mean webhook\?/],
  ['a queue and a topic', targets({ mns: { queue: 'q', topic: 't' } }), TypeError, /targets\.mns must have either a queue or a topic/],
  ['neither', targets({ mns: { region: 'cn-beijing' } }), TypeError, /either a queue or a topic/],
  ['a blank queue', targets({ mns: { queue: '' } }), TypeError, /targets\.mns\.queue '' must be/],
  ['a region of another type', targets({ mns: { queue: 'q', region: 5 } }), TypeError, /targets\.mns\.region 5/],
  ['a misspelt field of a target', targets({ fc: { serivce: 's', function: 'f' } }), TypeError, /did you mean service/],
  ['a function without its service', targets({ fc: { function: 'f' } }), TypeError, /targets\.fc\.service undefined/],
  ['a service without its function', targets({ fc: [{ service: 's' }] }), TypeError, /targets\.fc\[0\]\.function undefined/],
  ['a logstore without its project', targets({ sls: { logstore: 'l' } }), TypeError, /targets\.sls\.project undefined/],
  ['a project without its logstore', targets({ sls: { project: 'p' } }), TypeError, /targets\.sls\.logstore undefined/],
  ['a queue as text', targets({ mns: 'q' }), TypeError, /targets\.mns takes an object of fields/],
  ['null', targets({ sls: null }), TypeError, /targets\.sls takes an object/],
  [
    'six of a kind',
    targets({ mns: ['a', 'b', 'c', 'd', 'e', 'f'].map((queue) => ({ queue })) }),
    RangeError,
    /targets\.mns has 6 targets, and a rule takes 5/,
  ],
  [
    'a queue twice',
    targets({ mns: [{ queue: 'q' }, { queue: 'q', region: 'cn-hangzhou' }] }),
    RangeError,
    /targets\.mns has queue q in cn-hangzhou twice/,
  ],
  ['a webhook twice', targets({ webhook: [WEBHOOK, { url: WEBHOOK }] }), RangeError, /webhook POST hooks\.example\.com:8443 twice/],
  ['a group twice', targets({ contactGroups: ['a', { name: 'a', level: 3 }] }), RangeError, /contact group a twice/],
  [
    'a webhook of another scheme',
    targets({ webhook: `ftp://example.com/${TOKEN}` }),
    TypeError,
    /targets\.webhook must be a URL that begins with https:\/\/ or http:\/\/, and not with ftp:/,
  ],
  ['a webhook that is no URL', targets({ webhook: [{ url: TOKEN }] }), TypeError, /targets\.webhook\[0\] must be a URL/],
  ['a webhook of another type', targets({ webhook: { url: 5 } }), TypeError, /targets\.webhook\.url 5 must be a URL/],
  [
    'another method',
    targets({ webhook: { url: WEBHOOK, method: 'PUT' } }),
    RangeError,
    /targets\.webhook\.method 'PUT' is none of: GET, POST/,
  ],
  ['a blank group', targets({ contactGroups: '' }), TypeError, /targets\.contactGroups '' must be/],
  [
    'a level of notification',
    targets({ contactGroups: { name: 'a', level: 1 } }),
    RangeError,
    /targets\.contactGroups\.level 1 is none of: 2, 3, 4/,
  ],
  ['a misspelt option', put(MINIMAL, { dryrun: true }), TypeError, /did you mean dryRun/],
  ['dryRun as text', put(MINIMAL, { dryRun: 'yes' }), TypeError, /dryRun 'yes' must be true or false/],
  ['a controller as signal', put(MINIMAL, { signal: new AbortController() }), TypeError, /AbortSignal/],
  [
    'delete() of a number',
    ['delete', 5],
    TypeError,
    /subscriptions\.delete\(\) takes the name of a subscription or a list of names, but was given 5/,
  ],
  ['delete() of a blank', ['delete', ['a', '']], TypeError, /but was given ''/],
  ['enable() of nothing', ['enable', undefined], TypeError, /subscriptions\.enable\(\) takes/],
  ['disable() of an object', ['disable', { name: 'a' }], TypeError, /subscriptions\.disable\(\) takes/],
  [
    'an option of delete()',
    ['delete', 'a', { dryrun: true }],
    TypeError,
    /subscriptions\.delete\(\) has no option 'dryrun'; did you mean dryRun/,
  ],
  ['list({ target })', ['list', { target: true }], TypeError, /subscriptions\.list\(\) has no option 'target'; did you mean targets/],
  ['list({ all })', ['list', { all: 'yes' }], TypeError, /all 'yes' must be true or false/],
  ['list({ enabled })', ['list', { enabled: 1 }], TypeError, /enabled 1 must be/],
  ['list({ namePrefix })', ['list', { namePrefix: 1 }], TypeError, /namePrefix 1 must be a text/],
  [
    'test() of an unknown event',
    ['test', 'tunnel_down', 'tun-1'],
    RangeError,
    /'tunnel_down' is none; there are ipsec_tunnel_nego_success/,
  ],
  ['test() of a misspelt one', ['test', 'CertKeyExpire', 'vsc-1'], RangeError, /did you mean CertKeyExpired\?/],
  [
    'test() of a connection as a tunnel',
    ['test', SystemEvent.IpsecTunnelNegoFailed, 'vco-1'],
    TypeError,
    /ipsec_tunnel_nego_failed is about a tunnel \(tun-…\), and 'vco-1' is the id of none/,
  ],
  [
    'test() of a tunnel as a connection',
    ['test', SystemEvent.VpnConnectionHcFailed, 'tun-1'],
    TypeError,
    /is about a connection \(vco-…\)/,
  ],
  ['test() of a gateway as a certificate', ['test', SystemEvent.CertKeyExpired, 'vpn-1'], TypeError, /is about a certificate \(vsc-…\)/],
  ['test() without an id', ['test', SystemEvent.CertKeyExpired], TypeError, /and undefined is the id of none/],
];

test.each(WRONG)('%s is refused before any request', async (_, [method, ...args], type, message) => {
  const { monitor, actions } = monitorOn(answering(QUIET));
  const subscriptions = monitor.subscriptions as unknown as Record<string, (...args: unknown[]) => unknown>;
  const error = await outcomeOf(() => subscriptions[method]!(...args));
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toMatch(message);
  expect(actions()).toEqual([]);
  expect(shown(error)).not.toContain('s3cr3t');
});

test('the compiler refuses what cannot be meant', () => {
  const accept = (definition: SubscriptionDefinition) => definition;
  // @ts-expect-error a queue or a topic, not both
  accept({ ...MINIMAL, targets: { mns: { queue: 'q', topic: 't' } } });
  // @ts-expect-error an event that the catalogue lacks
  accept({ ...MINIMAL, events: ['tunnel_down'] });
  // @ts-expect-error 'all' stands alone
  accept({ ...MINIMAL, events: ['all'] });
  expect(accept({ ...MINIMAL, events: 'all', targets: { webhook: [WEBHOOK, { url: WEBHOOK, method: 'GET' }] } }).name).toBe('outages');
});
