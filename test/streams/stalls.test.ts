import {
  type ApiRequest,
  type MetricPoint,
  type Transport,
  VpnMonitor,
  type VpnMonitorOptions,
  type VpnSystemEvent,
} from 'alicloud-vpn-monitor';
import { describe, expect, test } from 'vitest';
import { metadataAnswer, metricAnswer } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A service with a point a minute and tunnel, and what events there are, each from when it is published. It says no time of its own. */
class Account implements Transport {
  now = NOW;
  /** When a point or an event is published; never before its time. */
  publishedAt: (at: number, id: string) => number = (at) => at + MINUTE;
  readonly events: { readonly id: string; readonly at: number }[] = [];
  readonly requests: ApiRequest[] = [];
  readonly tunnels: string[];
  isRefusing: (request: ApiRequest) => boolean = () => false;

  constructor(...tunnels: string[]) {
    this.tunnels = tunnels;
  }

  sent(action: string): ApiRequest['params'][] {
    return this.requests.filter((request) => request.action === action).map(({ params }) => params);
  }

  call(request: ApiRequest) {
    this.requests.push(request);
    if (this.isRefusing(request)) return Promise.reject(Object.assign(new Error('no'), { statusCode: 503, code: 'ServiceUnavailable' }));
    return Promise.resolve({ status: 200, body: this.#body(request) });
  }

  #body({ action, params }: ApiRequest): object {
    if (action === 'DescribeMetricMetaList') return metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', 'Average']);
    if (action === 'DescribeSystemEventMetaList')
      return {
        Code: 200,
        Success: true,
        Data: {
          Resource: [
            { Product: 'vpngw', Name: 'ipsec_tunnel_nego_failed' },
            { Product: 'vpngw', Name: 'CertKeyExpired' },
          ],
        },
      };
    const [start, end] = [Number(params['StartTime']), Number(params['EndTime'])];
    if (action === 'DescribeMetricList') {
      const asked = entriesOf(params).map(({ tunnelId }) => tunnelId);
      const rows = this.tunnels
        .filter((id) => asked.includes(id))
        .flatMap((tunnelId) => {
          const times: number[] = [];
          for (let at = (Math.floor(start / MINUTE) + 1) * MINUTE; at <= end; at += MINUTE)
            if (this.publishedAt(at, tunnelId) <= this.now && at <= this.now) times.push(at);
          return times.map((timestamp) => ({ timestamp, instanceId: 'vpn-1', tunnelId, Average: 1 }));
        });
      return metricAnswer(rows);
    }
    const found = this.events
      .filter(({ id, at }) => at >= start && at <= end && at <= this.now && this.publishedAt(at, id) <= this.now)
      .sort((a, b) => b.at - a.at);
    const first = (Number(params['PageNumber']) - 1) * 100;
    return {
      Code: '200',
      Success: 'true',
      SystemEvents: {
        SystemEvent: found.slice(first, first + 100).map(({ id, at }) => ({
          Id: id,
          Name: 'ipsec_tunnel_nego_failed',
          Product: 'vpngw',
          Level: 'WARN',
          ResourceId: 'tun-1',
          Time: at,
          Content: '{}',
        })),
      },
    };
  }
}

function setUp(account: Account, options: Partial<VpnMonitorOptions> = {}) {
  const warnings: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> | undefined }[] = [];
  const clock = { offset: 0, now: () => account.now + clock.offset };
  const logger = { warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void warnings.push({ message, fields }) };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: account,
    clock,
    maxRetries: 0,
    requestsPerSecond: 10_000,
    logger,
    ...options,
  });
  const connection = monitor.gateway('vpn-1').connection('vco-1');
  const query = () => monitor.fleet(account.tunnels.map((id) => connection.tunnel(id))).metric('inboundRate');
  return { account, clock, monitor, warnings, query };
}

const pauseOf = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Once something was asked, and what came is read. A stream that asks nothing is not waited for. */
async function polled({ requests }: Account): Promise<void> {
  const before = requests.length;
  for (let tries = 0; requests.length === before && tries < 20; tries++) await pauseOf(1);
  await pauseOf(0);
}

/** Reads a stream while minutes pass, each with a poll. */
async function readFor<T>(
  minutes: number,
  account: Account,
  stream: AsyncGenerator<T>,
  each: (minute: number) => void = () => undefined,
): Promise<T[]> {
  const seen: T[] = [];
  const reading = (async () => {
    for await (const item of stream) seen.push(item);
  })();
  for (let minute = 1; minute <= minutes; minute++) {
    await polled(account);
    account.now += MINUTE;
    each(minute);
  }
  await pauseOf(40);
  await stream.return(undefined);
  await reading;
  return seen;
}
const entriesOf = (params: ApiRequest['params']): readonly { readonly tunnelId: string }[] =>
  JSON.parse(params['Dimensions'] as string) as { tunnelId: string }[];
const minutesOf = (points: readonly MetricPoint[], tunnelId: string): number[] =>
  points.filter(({ resource }) => resource.tunnelId === tunnelId).map(({ timestamp }) => (timestamp - NOW) / MINUTE);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Whatever was to be published in a span comes at its end. */
const stalled = (from: number, to: number, ids?: readonly string[]) => (at: number, id: string) => {
  const usual = at + MINUTE;
  return (ids?.includes(id) ?? true) && usual > NOW + from * MINUTE && usual < NOW + to * MINUTE ? NOW + to * MINUTE : usual;
};

describe('metrics', () => {
  test.each([30, 120, 340])('a publication that stands still for %i minutes loses nothing, and takes no more calls', async (length) => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = stalled(10, 10 + length);
    const { query, warnings } = setUp(account);
    const points = await readFor(length + 30, account, query().follow({ pollMs: 1 }));
    for (const id of ['tun-1', 'tun-2']) expect(minutesOf(points, id)).toEqual(range(-7, length + 27));
    expect(points.some(({ late }) => late)).toBe(false);
    expect(warnings).toEqual([]);
    expect(account.sent('DescribeMetricList').every(({ NextToken }) => NextToken === undefined)).toBe(true);
  });

  test('one series that stands still is asked for by itself, and comes without a gap and in order', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = stalled(10, 50, ['tun-2']);
    const { query, warnings } = setUp(account);
    const calls: number[] = [];
    const points = await readFor(80, account, query().follow({ pollMs: 1 }), () => calls.push(account.sent('DescribeMetricList').length));
    for (const id of ['tun-1', 'tun-2']) expect(minutesOf(points, id)).toEqual(range(-7, 77));
    expect(points.some(({ late }) => late)).toBe(false);
    expect(warnings).toEqual([]);
    const alone = account.sent('DescribeMetricList').filter((params) => entriesOf(params).length === 1);
    expect(new Set(alone.map(({ Dimensions }) => Dimensions))).toEqual(
      new Set([JSON.stringify([{ instanceId: 'vpn-1', tunnelId: 'tun-2' }])]),
    );
  });

  test('a series that is published later than the others, for ever, comes whole', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = (at, id) => at + (id === 'tun-2' && at > NOW + 5 * MINUTE ? 20 : 1) * MINUTE;
    const { query } = setUp(account);
    const points = await readFor(90, account, query().follow({ pollMs: 1 }));
    expect(minutesOf(points, 'tun-1')).toEqual(range(-7, 87));
    expect(minutesOf(points, 'tun-2')).toEqual(range(-7, 70));
  });

  test.each([9, 20, 120])('a series that has been published %i minutes late since before the stream began comes whole', async (late) => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = (at, id) => at + (id === 'tun-2' ? late : 1) * MINUTE;
    const { query, warnings } = setUp(account);
    const points = await readFor(late + 60, account, query().follow({ pollMs: 1 }));
    expect(minutesOf(points, 'tun-1')).toEqual(range(-7, late + 57));
    expect(minutesOf(points, 'tun-2').slice(0, 60)).toEqual(range(-7, 52));
    expect(points.some((point) => point.late)).toBe(false);
    expect(warnings).toEqual([]);
  });

  test('a series that brings nothing at all is looked for now and then, until catchUpMs is over', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = (at, id) => (id === 'tun-2' ? Infinity : at + MINUTE);
    const { query } = setUp(account);
    const counts: number[] = [];
    const alone = (): number => account.sent('DescribeMetricList').filter((params) => entriesOf(params).length === 1).length;
    await readFor(60, account, query().follow({ pollMs: 1, catchUpMs: 30 * MINUTE }), () => counts.push(alone()));
    expect(counts.at(-1)).toBeGreaterThan(2);
    expect(counts.at(-1)).toBeLessThan(8);
    expect(counts.at(-1)).toBe(counts.at(-25));
  });

  test('a service that has brought nothing yet is asked for all since the stream began', async () => {
    const account = new Account('tun-1');
    account.publishedAt = (at) => Math.max(at, NOW + 45 * MINUTE);
    const { query } = setUp(account);
    expect(minutesOf(await readFor(60, account, query().follow({ pollMs: 1 })), 'tun-1')).toEqual(range(-7, 57));
  });

  test('a series that comes back after catchUpMs is warned of, with the span', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = stalled(10, 60, ['tun-2']);
    const { query, warnings } = setUp(account);
    const points = await readFor(80, account, query().follow({ pollMs: 1, catchUpMs: 20 * MINUTE }));
    expect(minutesOf(points, 'tun-1')).toEqual(range(-7, 77));
    const kept = minutesOf(points, 'tun-2');
    expect(kept.filter((minute) => minute <= 9)).toEqual(range(-7, 9));
    expect(kept.filter((minute) => minute > 9)[0]).toBeLessThanOrEqual(44);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      message: expect.stringContaining('catchUpMs') as string,
      fields: {
        metric: 'tun.rx_bps',
        resource: { tunnelId: 'tun-2' },
        since: new Date(NOW + 9 * MINUTE).toISOString(),
        until: expect.stringMatching(/^2026-01-31T12:4\d/) as string,
      },
    });
  });

  test('so is a service that brings nothing for longer', async () => {
    const account = new Account('tun-1');
    account.publishedAt = stalled(10, 60);
    const { query, warnings } = setUp(account);
    const points = await readFor(80, account, query().follow({ pollMs: 1, catchUpMs: 20 * MINUTE }));
    expect(
      minutesOf(points, 'tun-1')
        .filter((minute) => minute > 9)
        .slice(-37),
    ).toEqual(range(41, 77));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.fields).toMatchObject({ since: new Date(NOW + 9 * MINUTE).toISOString() });
  });

  test('a series that has stopped for good costs a call a poll, until catchUpMs is over', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = (at, id) => (id === 'tun-2' && at > NOW ? Infinity : at + MINUTE);
    const { query, warnings } = setUp(account);
    const alone = (): number => account.sent('DescribeMetricList').filter((params) => entriesOf(params).length === 1).length;
    const counts: number[] = [];
    await readFor(60, account, query().follow({ pollMs: 1, catchUpMs: 30 * MINUTE }), () => counts.push(alone()));
    expect(counts.at(-1)).toBeGreaterThan(10);
    expect(counts.at(-1)).toBe(counts.at(-20));
    expect(warnings).toEqual([]);
  });

  test('whether it exists is not looked up once it has brought a point', async () => {
    const account = new Account('tun-1');
    account.publishedAt = (at) => (at > NOW ? Infinity : at + MINUTE);
    const { monitor } = setUp(account);
    const tunnel = monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric('inboundRate');
    expect(minutesOf(await readFor(60, account, tunnel.follow({ pollMs: 1, catchUpMs: 20 * MINUTE })), 'tun-1')).toEqual(range(-7, 0));
    expect(account.requests.filter(({ product }) => product === 'vpc')).toEqual([]);
  });

  test('where all comes in time, a poll is one call that reaches back one overlap', async () => {
    const account = new Account('tun-1', 'tun-2');
    const { query } = setUp(account);
    const stream = query().follow({ pollMs: 1 });
    await readFor(30, account, stream);
    const sent = account.sent('DescribeMetricList');
    expect(sent.every((params) => entriesOf(params).length === 2)).toBe(true);
    expect(sent.every(({ StartTime, EndTime }) => Number(EndTime) - Number(StartTime) <= 7 * MINUTE)).toBe(true);
  });

  test.each([14 * MINUTE, 3 * HOUR, 14 * HOUR, -14 * MINUTE])('a clock that is %i ms off for 5 minutes loses nothing', async (offset) => {
    const account = new Account('tun-1');
    const { query, clock } = setUp(account);
    const points = await readFor(60, account, query().follow({ pollMs: 1 }), (minute) => {
      clock.offset = minute >= 10 && minute < 15 ? offset : 0;
    });
    expect(minutesOf(points, 'tun-1')).toEqual(range(-7, 57));
  });

  test('a failure in the middle of what is caught up leaves it to the next poll', async () => {
    const account = new Account('tun-1', 'tun-2');
    account.publishedAt = stalled(10, 50, ['tun-2']);
    const { query } = setUp(account);
    let failures = 0;
    account.isRefusing = ({ action, params }) =>
      action === 'DescribeMetricList' && account.now >= NOW + 50 * MINUTE && entriesOf(params).length === 1 && failures++ < 3;
    const points = await readFor(80, account, query().follow({ pollMs: 1 }));
    expect(failures).toBeGreaterThan(2);
    for (const id of ['tun-1', 'tun-2']) expect(minutesOf(points, id)).toEqual(range(-7, 77));
  });

  test.each([-1, Number.NaN, 2 ** 40])('catchUpMs %d is refused at once', (catchUpMs) => {
    const { query, monitor } = setUp(new Account('tun-1'));
    expect(() => query().follow({ catchUpMs })).toThrow(/catchUpMs/);
    expect(() => monitor.events().follow({ catchUpMs })).toThrow(/catchUpMs/);
  });
});

describe('events', () => {
  const publish = (account: Account, minute: number): void => void account.events.push({ id: `e${String(minute)}`, at: account.now });
  const idsOf = (events: readonly VpnSystemEvent[]): string[] => events.map(({ id }) => id);

  test.each([30, 120, 340])('a publication that stands still for %i minutes loses none', async (length) => {
    const account = new Account();
    account.publishedAt = stalled(10, 10 + length);
    const { monitor, warnings } = setUp(account);
    const events = await readFor(length + 30, account, monitor.events().follow({ pollMs: 1 }), (minute) => {
      publish(account, minute);
    });
    expect(idsOf(events)).toEqual(range(1, length + 29).map((minute) => `e${String(minute)}`));
    expect(warnings).toEqual([]);
  });

  test('after a longer one, a warning says from when to when', async () => {
    const account = new Account();
    account.publishedAt = stalled(10, 60);
    const { monitor, warnings } = setUp(account);
    const events = await readFor(80, account, monitor.events().follow({ pollMs: 1, catchUpMs: 30 * MINUTE }), (minute) => {
      publish(account, minute);
    });
    expect(idsOf(events).slice(-49)).toEqual(range(31, 79).map((minute) => `e${String(minute)}`));
    expect(warnings.map(({ fields }) => fields)).toEqual([
      { since: new Date(NOW + 9 * MINUTE).toISOString(), until: expect.stringMatching(/^2026-01-31T12:3/) as string },
    ]);
  });

  test('quiet hours are no reason to warn', async () => {
    const account = new Account();
    const { monitor, warnings } = setUp(account);
    const events = await readFor(120, account, monitor.events().follow({ pollMs: 1, catchUpMs: 30 * MINUTE }), (minute) => {
      if (minute % 50 === 0) publish(account, minute);
    });
    expect(idsOf(events)).toEqual(['e50', 'e100']);
    expect(warnings).toEqual([]);
  });

  test('events that are not wanted show that the publication goes on: polls stay short', async () => {
    const account = new Account();
    const { monitor } = setUp(account);
    await readFor(60, account, monitor.events({ resourceIds: ['tun-9'] }).follow({ pollMs: 1 }), (minute) => {
      publish(account, minute);
    });
    expect(
      account.sent('DescribeSystemEventAttribute').every(({ StartTime, EndTime }) => Number(EndTime) - Number(StartTime) <= 20 * MINUTE),
    ).toBe(true);
  });

  test('a clock that is 14 minutes ahead for 5 minutes loses none', async () => {
    const account = new Account();
    const { monitor, clock } = setUp(account);
    const events = await readFor(60, account, monitor.events().follow({ pollMs: 1, overlapMs: 2 * MINUTE }), (minute) => {
      publish(account, minute);
      clock.offset = minute >= 10 && minute < 15 ? 14 * MINUTE : 0;
    });
    expect(idsOf(events)).toEqual(range(1, 59).map((minute) => `e${String(minute)}`));
  });
});
