import { type ApiRequest, recordingTransport, VpnMonitor } from 'alicloud-vpn-monitor';
import { EVENTS, METRICS } from 'alicloud-vpn-monitor/catalog';
import { beforeAll, expect, test } from 'vitest';
import { isPlace } from '../../../src/preflight/recording/anonymous/plain.ts';
import { Pseudonyms } from '../../../src/preflight/recording/anonymous/pseudonyms.ts';
import { isWord } from '../../../src/preflight/recording/anonymous/vocabulary.ts';
import { directTransport } from '../../support/direct-transport.ts';
import { mutator } from '../../support/mutator.ts';
import { account, askAll, furnish } from './support.ts';

interface Said {
  readonly asked: ApiRequest;
  readonly body: unknown;
}

/** All that an account says to a run. */
const said: Said[] = [];
beforeAll(async () => {
  const cloud = account();
  const direct = directTransport(cloud);
  await furnish(direct, cloud);
  const listening = {
    call: async (...[asked, options]: Parameters<typeof direct.call>) => {
      const answer = await direct.call(asked, options);
      said.push({ asked, body: JSON.parse(answer.body as string) });
      return answer;
    },
  };
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: listening, clock: cloud.clock });
  await askAll(monitor);
});

// What looks like a word of the service, and is none.
const SECRETS = [
  'hunterzq',
  'Hunterzq',
  'hunter2zq',
  'hunterzq_failed',
  'HUNTERZQ_STATE',
  'hunterzqFailed',
  'Hunterzq.NotFound',
  'hunterzqMismatch',
  'Hunterzq Mismatch',
  'cn-hunterzq',
  'hunterzq:hunterzq',
  '$hunterzq',
  'P4->HUNTERZQ',
  'hunterzqId',
  'aes256-hunterzq',
  'hunterzq.c:12:hunterzq(): x',
  '[HUNTERZQ]: x',
  '+49 170 1390210',
  '13902109021',
  'acs:hunterzq:cn-hunterzq:1390210902109021:hunterzq/vpn-hunterzq',
  'vpn-hunterzq',
  'x with hunterzq',
  'hunterzq密碼',
  '90.210.3.4',
  '9021:902::1',
  'hunterzq@example.com',
  'https://example.com/?token=hunterzq',
  'active,hunterzq',
];
const isSecret = /.{0,60}(?:hunterzq|390210|90\.210|9021:902|密碼).{0,20}/i;

/** Every text in its turn, or most, with a secret in its place or behind it; some keys too. */
function withSecrets(value: unknown, secret: () => string, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, secret, next));
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, one]): [string, unknown] => [
      next() < 0.05 && !/^[A-Z]/.test(key) ? 'hunterzqKey' : key,
      withSecrets(one, secret, next),
    ]);
    return Object.fromEntries(fields);
  }
  if (typeof value !== 'string' || /^\d+(?:\.\d+)?$/.test(value)) return value;
  if (/^\s*[[{]/.test(value)) return JSON.stringify(withSecrets(JSON.parse(value), secret, next));
  return next() < 0.5 ? value : next() < 0.7 ? secret() : `${value}${secret()}`;
}

test('secrets that look like words of the service are in no line, wherever they stand', async () => {
  const { pick, next } = mutator(90_210);
  const lines: string[] = [];
  let body: unknown;
  const headers = {
    date: 'Sat, 31 Jan 2026 12:00:00 GMT (hunterzq)',
    'retry-after': 'Sat, 31 Jan 2026 12:00:00 GMT (hunterzq)',
    'x-acs-request-id': 'hunterzq',
  };
  const transport = recordingTransport(
    { call: () => Promise.resolve({ status: pick([200, 200, 200, 400]), body, headers }) },
    { write: (line) => void lines.push(line) },
  );
  for (let round = 0; round < 6; round++) {
    for (const one of said) {
      body = withSecrets(one.body, () => pick(SECRETS), next);
      await transport.call(
        { ...one.asked, params: { ...one.asked.params, RouteEntryType: pick(SECRETS), Product: pick(SECRETS) } },
        { signal: new AbortController().signal, timeoutMs: 1_000 },
      );
    }
  }
  expect(lines.length).toBeGreaterThan(300);
  for (const line of lines) expect(isSecret.exec(line)?.[0]).toBeUndefined();
});

test('the words of the catalogue are known, and places by their parts', () => {
  const words = [
    ...METRICS.flatMap(({ name, aliases, dimensions }) => [name, ...aliases, ...dimensions]),
    ...EVENTS.map(({ name }) => name),
    'ipsec_sa_not_established',
    'NO_ASSOCIATED',
    'Enhanced.SiteToSite',
    'P4->OK',
    'vpnconnection',
    'GreaterThanOrEqualToThreshold',
  ];
  expect(words.filter((word) => !isWord(word))).toEqual([]);
  expect(['cn-hangzhou', 'cn-hangzhou-j', 'ap-southeast-5a', 'us-east-1', 'cn-north-2-gov-1'].filter((place) => !isPlace(place))).toEqual(
    [],
  );
  expect(['cn-hunter', 'ap-hunter-1', 'cn-hangzhou-hunter'].filter(isPlace)).toEqual([]);
});

test('of keys and codes the parts that are known stay, as they are what is gone by', () => {
  const pseudonyms = new Pseudonyms();
  const parts = [
    'Forbidden.RAM',
    'InvalidHunter.NotFound',
    'hunterTunnelId',
    'hunterid',
    'ECONNRESET',
    'EHUNTERX',
    'hunterTunnelId',
    'VPN_GATEWAY',
  ].map((one) => pseudonyms.inWords(one));
  expect(parts).toEqual([
    'Forbidden.RAM',
    'InvalidWord0001.NotFound',
    'word0002TunnelId',
    'word0002id',
    'ECONNRESET',
    'WORD0003',
    'word0002TunnelId',
    'VPN_GATEWAY',
  ]);
});
