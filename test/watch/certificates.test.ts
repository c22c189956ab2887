import { inspect } from 'node:util';
import type { Transition, Transport, TunnelWatch, VpnMonitor, WatchOptions } from 'alicloud-vpn-monitor';
import { SIMULATED_SECRET, type Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, type Heard, MemoryStore, MINUTE, monitorOf, NOW } from './support/watched.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Targets = (monitor: VpnMonitor) => Parameters<VpnMonitor['watch']>[0];
type Row = Readonly<Record<string, unknown>>;

interface Run extends Heard {
  readonly watch: TunnelWatch;
  readonly warnings: string[];
  /** A round after some time. */
  readonly after: (ms: number) => Promise<void>;
  /** What certificates came to since this was asked last, such as `expiring vsc-1 29 of 30`. */
  readonly certificates: () => string[];
}

const line = (one: Transition): string[] => {
  if (one.type === 'certificate:expiring') return [`expiring ${one.resource.certificateId} ${one.daysLeft} of ${one.noticeDays}`];
  return one.type === 'certificate:expired' ? [`expired ${one.resource.certificateId} by ${one.source}`] : [];
};

function run(
  cloud: Simulator,
  options: WatchOptions,
  targets: Targets = (monitor) => monitor.fleet(),
  transport: Transport = directTransport(cloud),
): Run {
  const warnings: string[] = [];
  const monitor = monitorOf(cloud, { transport, logger: { warn: (message) => warnings.push(message) } });
  const watch = monitor.watch(targets(monitor), { sources: ['events'], ...options });
  const heard = hear(watch);
  let from = 0;
  return {
    ...heard,
    watch,
    warnings,
    async after(ms) {
      if (ms > 0) cloud.advance(ms);
      await watch.poll();
    },
    certificates() {
      const fresh = heard.transitions.slice(from);
      from = heard.transitions.length;
      return fresh.flatMap(line);
    },
  };
}

/** A transport whose rows of certificates a test may change. */
const rewriting = (cloud: Simulator, rewrite: (row: Row) => Row): Transport =>
  changed(directTransport(cloud), ({ action }, answer) => {
    if (action !== 'DescribeSslVpnClientCerts') return answer;
    const body = JSON.parse(String(answer.body)) as { SslVpnClientCertKeys: { SslVpnClientCertKey: Row[] } };
    return {
      ...answer,
      body: JSON.stringify({
        ...body,
        SslVpnClientCertKeys: { SslVpnClientCertKey: body.SslVpnClientCertKeys.SslVpnClientCertKey.map(rewrite) },
      }),
    };
  });

const listings = (cloud: Simulator): number => cloud.calls.filter(({ action }) => action === 'DescribeSslVpnClientCerts').length;
const withEnds = (...days: readonly number[]): Simulator =>
  account({
    certificates: days.map((left, index) => ({ id: `vsc-${index + 1}`, name: `laptop ${index + 1}`, endTime: NOW + left * DAY })),
  });

test('a certificate is announced when its end is near, once, and as expired when it is there', async () => {
  const cloud = withEnds(31, 400);
  const { watch, after, certificates, transitions } = run(cloud, { certificateNoticeDays: 30 });
  const heard: unknown[] = [];
  watch.on('certificate:expiring', (one) => heard.push(one));
  await after(0);
  expect(certificates()).toEqual([]);
  await after(DAY + HOUR);
  expect(certificates()).toEqual(['expiring vsc-1 29 of 30']);
  const [expiring] = transitions;
  expect(heard).toEqual([expiring]);
  expect(expiring).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    type: 'certificate:expiring',
    resource: { certificateId: 'vsc-1', certificateName: 'laptop 1' },
    from: 'valid',
    to: 'expiring',
    daysLeft: 29,
    noticeDays: 30,
    endsAt: NOW + 31 * DAY,
    at: NOW + DAY + HOUR,
    observedAt: NOW + DAY + HOUR,
    source: 'topology',
    evidence: { source: 'topology', at: NOW + DAY + HOUR },
  });
  expect(Object.isFrozen(expiring) && Object.isFrozen(expiring?.resource)).toBe(true);
  for (let day = 0; day < 29; day++) await after(DAY);
  expect(certificates()).toEqual([]);
  await after(DAY);
  // A listing shows it too; the event knows the instant.
  expect(certificates()).toEqual(['expired vsc-1 by event']);
  await after(DAY);
  expect(certificates()).toEqual([]);
});

test('the edges of a day, and what lies beyond the notice by a millisecond', async () => {
  const cloud = account({
    certificates: [30 * DAY, 30 * DAY + 1, DAY, DAY - 1, 1].map((ms, index) => ({ id: `vsc-${index + 1}`, endTime: NOW + ms })),
  });
  const { after, certificates } = run(cloud, { certificateNoticeDays: 30 });
  await after(0);
  expect(certificates()).toEqual(['expiring vsc-1 30 of 30', 'expiring vsc-3 1 of 30', 'expiring vsc-4 0 of 30', 'expiring vsc-5 0 of 30']);
});

test('of several numbers of days each is a notice, the nearest alone where several have come', async () => {
  const cloud = withEnds(31, 5);
  const { after, certificates, transitions } = run(cloud, { certificateNoticeDays: [1, 30, 7, 30] });
  await after(0);
  expect(certificates()).toEqual(['expiring vsc-2 5 of 7']);
  for (let day = 1; day <= 31; day++) await after(DAY);
  expect(certificates()).toEqual([
    'expiring vsc-1 30 of 30',
    'expiring vsc-2 1 of 1',
    'expired vsc-2 by event',
    'expiring vsc-1 7 of 7',
    'expiring vsc-1 1 of 1',
    'expired vsc-1 by event',
  ]);
  expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length);
});

describe('listings', () => {
  test('come with the first round and every six hours, and never without the option', async () => {
    const cloud = withEnds(100);
    const { after } = run(cloud, { certificateNoticeDays: 30 });
    const plain = run(cloud, {});
    for (let minute = 0; minute <= 13 * 60; minute += 10) await after(minute === 0 ? 0 : 10 * MINUTE);
    expect(listings(cloud)).toBe(3);
    await plain.after(0);
    expect(listings(cloud)).toBe(3);
  });

  test('are made where a certificate concerns the targets alone, and a warning says where none does', async () => {
    const cloud = withEnds(3);
    const none: readonly Targets[] = [
      (monitor) => monitor.tunnel('tun-1'),
      (monitor) => monitor.gateway('vpn-1').connection('vco-dual'),
      (monitor) => monitor.attachment('vco-router'),
      (monitor) => monitor.fleet({ connectionIds: ['vco-dual'] }),
      (monitor) => monitor.fleet({ tags: { env: 'prod' } }),
      (monitor) => monitor.fleet({ attachedTo: 'transit-router' }),
    ];
    for (const targets of none) {
      const { after, certificates, warnings } = run(cloud, { certificateNoticeDays: 30 }, targets);
      await after(0);
      expect([certificates(), warnings.filter((one) => one.includes('certificateNoticeDays has no effect')).length]).toEqual([[], 1]);
    }
    expect(listings(cloud)).toBe(0);
    const mixed = run(cloud, { certificateNoticeDays: 30 }, (monitor) => [monitor.tunnel('tun-1'), monitor.gateway('vpn-1')]);
    await mixed.after(0);
    expect([mixed.certificates(), mixed.warnings]).toEqual([['expiring vsc-1 3 of 30'], []]);
  });

  test('name a server: the watch of a gateway asks for its servers once, and only where an end is near', async () => {
    const cloud = account({
      certificates: [
        { id: 'vsc-1', endTime: NOW + 40 * DAY, gatewayId: 'vpn-1' },
        { id: 'vsc-2', endTime: NOW + 40 * DAY, gatewayId: 'vpn-2' },
        { id: 'vsc-old', endTime: NOW + 20 * DAY, gatewayId: 'vpn-2' },
      ],
    });
    const servers = (): number => cloud.calls.filter(({ action }) => action === 'DescribeSslVpnServers').length;
    const watches = [
      run(cloud, { certificateNoticeDays: 15 }, (monitor) => monitor.gateway('vpn-1')),
      run(cloud, { certificateNoticeDays: 15 }, (monitor) => monitor.fleet({ gatewayIds: ['vpn-2'] })),
    ];
    for (const { after } of watches) await after(0);
    expect(servers()).toBe(0);
    cloud.advance(10 * DAY);
    for (const { after } of watches) await after(0);
    expect(servers()).toBe(2);
    expect(watches.map(({ certificates }) => certificates())).toEqual([[], ['expiring vsc-old 10 of 15']]);
    cloud.advance(20 * DAY);
    for (const { after } of watches) await after(0);
    expect(servers()).toBe(2);
    expect(watches.map(({ certificates }) => certificates())).toEqual([
      ['expiring vsc-1 10 of 15'],
      ['expiring vsc-2 10 of 15', 'expired vsc-old by topology'],
    ]);
    expect(watches[0]?.transitions[0]?.resource).toEqual({ certificateId: 'vsc-1', certificateName: 'certificate-1', gatewayId: 'vpn-1' });
  });

  test('show whose an end is also where the clock was a year behind as the round began', async () => {
    const cloud = account({ certificates: [{ id: 'vsc-1', endTime: NOW + 3.5 * DAY, gatewayId: 'vpn-1' }] });
    const monitor = monitorOf(cloud, { clock: { now: () => cloud.now() - 365 * DAY } });
    const watch = monitor.watch(monitor.gateway('vpn-1'), { sources: ['events'], certificateNoticeDays: 30 });
    const { transitions } = hear(watch);
    await watch.poll();
    expect(transitions.flatMap(line)).toEqual(['expiring vsc-1 3 of 30']);
  });

  test('of a server that nobody knows are no gateway’s', async () => {
    const cloud = withEnds(3);
    const { after, certificates, errors } = run(
      cloud,
      { certificateNoticeDays: 30 },
      (monitor) => monitor.gateway('vpn-1'),
      rewriting(cloud, (row) => ({ ...row, SslVpnServerId: 'vss-other' })),
    );
    await after(0);
    expect([certificates(), errors]).toEqual([[], []]);
  });

  test('that fail are an error once, stop nothing, and are made again the next round', async () => {
    const cloud = withEnds(3);
    const { after, certificates, errors, polls, watch } = run(cloud, { certificateNoticeDays: 30, sources: ['topology', 'events'] });
    cloud.fail({ action: 'DescribeSslVpnClientCerts', code: 'Forbidden.RAM', status: 403, times: 2 });
    await after(0);
    await after(MINUTE);
    expect(errors).toMatchObject([{ code: 'forbidden', action: 'DescribeSslVpnClientCerts' }]);
    expect(polls.map(({ failed }) => failed)).toEqual([['certificates'], ['certificates']]);
    expect(watch.snapshot().tunnels.size).toBe(4);
    expect(certificates()).toEqual([]);
    await after(MINUTE);
    expect([certificates(), errors.length, polls.at(-1)?.failed]).toEqual([['expiring vsc-1 2 of 30'], 1, []]);
  });

  test('wait for the connections: what they show is lost to no round that could not list those', async () => {
    const cloud = withEnds(3);
    const { after, certificates, polls } = run(cloud, { certificateNoticeDays: 30 });
    cloud.fail({ action: 'DescribeVpnConnections', code: 'InternalError', status: 500, times: 1 });
    await after(0);
    expect([certificates(), polls[0]?.failed]).toEqual([[], ['topology']]);
    await after(MINUTE);
    expect(certificates()).toEqual(['expiring vsc-1 2 of 30']);
  });

  test('that are empty, or lack a certificate for once, neither announce nor forget', async () => {
    const cloud = withEnds(3, 20);
    let isSilent = false;
    const transport = changed(directTransport(cloud), ({ action }, answer) =>
      isSilent && action === 'DescribeSslVpnClientCerts' ? { ...answer, body: '{"RequestId":"R","TotalCount":0}' } : answer,
    );
    const { after, certificates } = run(cloud, { certificateNoticeDays: 30 }, undefined, transport);
    await after(0);
    expect(certificates()).toHaveLength(2);
    isSilent = true;
    await after(7 * HOUR);
    isSilent = false;
    await after(7 * HOUR);
    expect(certificates()).toEqual([]);
  });

  test('of rows without an end, or with text for it, are read as far as they can be', async () => {
    const cloud = withEnds(3, 4, 5, 6);
    const ends: Readonly<Record<string, Row>> = {
      'vsc-1': { EndTime: '' },
      'vsc-2': { EndTime: String(NOW + 4 * DAY) },
      'vsc-3': { EndTime: null, Status: 'Expired' },
      'vsc-4': { EndTime: 'soon', Status: 'expiring-soon' },
    };
    const { after, certificates, transitions } = run(
      cloud,
      { certificateNoticeDays: 30 },
      undefined,
      rewriting(cloud, (row) => ({ ...row, ...ends[String(row['SslVpnClientCertId'])] })),
    );
    await after(0);
    await after(7 * HOUR);
    expect(certificates()).toEqual(['expiring vsc-2 4 of 30', 'expired vsc-3 by topology']);
    expect(transitions[1]).toMatchObject({ at: NOW, from: 'valid', to: 'expired' });
  });
});

describe('an expired certificate', () => {
  test('that had expired before the watch began is announced where notice is wanted, dated by its end', async () => {
    const cloud = withEnds(-3, -0.001);
    const { after, certificates, transitions } = run(cloud, { certificateNoticeDays: 30 });
    await after(0);
    // The event of the second one is read in the same round.
    expect(certificates()).toEqual(['expired vsc-1 by topology', 'expired vsc-2 by topology']);
    expect(transitions[0]).toMatchObject({ at: NOW - 3 * DAY, resource: { certificateId: 'vsc-1', certificateName: 'laptop 1' } });
    await after(MINUTE);
    await after(7 * HOUR);
    expect(certificates()).toEqual([]);
  });

  test.each<[string, WatchOptions, boolean]>([
    ['its event', {}, false],
    ['a listing', { sources: ['topology'] }, true],
  ])('has the same id whether it is shown by %s', async (_, options, isListed) => {
    const cloud = withEnds(0.5);
    const one = run(cloud, { certificateNoticeDays: 1, ...options });
    const plain = run(cloud, {});
    await one.after(0);
    await plain.after(0);
    await one.after(0.5 * DAY + MINUTE);
    await plain.after(0);
    const own = one.transitions.find(({ type }) => type === 'certificate:expired');
    expect(own?.source).toBe(isListed ? 'topology' : 'event');
    expect(own?.id).toBe(plain.transitions[0]?.id);
    await one.after(DAY);
    expect(one.transitions.filter(({ type }) => type === 'certificate:expired')).toHaveLength(1);
  });

  test('that is listed before its event is read is announced once', async () => {
    const cloud = account({
      certificates: [{ id: 'vsc-1', endTime: NOW + 6 * HOUR - MINUTE }],
      events: { publicationDelayMs: 5 * MINUTE },
    });
    const { after, certificates } = run(cloud, { certificateNoticeDays: 1 });
    await after(0);
    await after(6 * HOUR);
    for (let minute = 0; minute < 10; minute++) await after(MINUTE);
    expect(certificates()).toEqual(['expiring vsc-1 0 of 1', 'expired vsc-1 by topology']);
  });
});

describe('a restart with a store', () => {
  const options = (store: MemoryStore): WatchOptions => ({ store, certificateNoticeDays: [30, 7] });

  test('repeats no notice, makes no listing that is not due, and goes on where the last one was', async () => {
    const [cloud, store] = [withEnds(20, -1), new MemoryStore()];
    const first = run(cloud, options(store));
    await first.after(0);
    await first.watch.stop();
    expect(first.certificates()).toEqual(['expiring vsc-1 20 of 30', 'expired vsc-2 by topology']);
    const second = run(cloud, options(store));
    await second.after(HOUR);
    expect([second.certificates(), listings(cloud)]).toEqual([[], 1]);
    await second.after(6 * HOUR);
    expect([second.certificates(), listings(cloud)]).toEqual([[], 2]);
    await second.watch.stop();
    const third = run(cloud, options(store));
    await third.after(13 * DAY);
    expect(third.certificates()).toEqual(['expiring vsc-1 6 of 7']);
  });

  test('after a crash announces again what was not saved as announced, to the letter', async () => {
    const [cloud, store] = [withEnds(20), new MemoryStore()];
    const first = run(cloud, options(store));
    let kept: string | undefined;
    first.watch.on('certificate:expiring', () => {
      kept = [...store.kept.values()][0];
    });
    await first.after(0);
    for (const key of store.kept.keys()) store.kept.set(key, kept!);
    const second = run(cloud, options(store));
    await second.after(HOUR);
    expect(second.transitions).toEqual(first.transitions);
    await second.after(12 * HOUR);
    expect(second.transitions).toHaveLength(1);
  });

  test('without a store the same notice comes again under the same id', async () => {
    const cloud = withEnds(20);
    const [first, second] = [run(cloud, { certificateNoticeDays: 30 }), run(cloud, { certificateNoticeDays: 30 })];
    await first.after(0);
    await second.after(HOUR);
    expect(second.transitions[0]?.id).toBe(first.transitions[0]?.id);
  });

  test('a run without the option keeps what was announced', async () => {
    const [cloud, store] = [withEnds(20), new MemoryStore()];
    for (const more of [{}, { certificateNoticeDays: undefined }, {}]) {
      const one = run(cloud, { ...options(store), ...more });
      await one.after(7 * HOUR);
      await one.watch.stop();
      if ('certificateNoticeDays' in more) expect(one.certificates()).toEqual([]);
      cloud.advance(HOUR);
    }
    expect(listings(cloud)).toBe(2);
    const last = run(cloud, options(store));
    await last.after(7 * HOUR);
    expect(last.certificates()).toEqual([]);
  });
});

describe('a renewal', () => {
  const renewed = (cloud: Simulator, end: () => number): Transport =>
    rewriting(cloud, (row) => ({ ...row, EndTime: end(), Status: 'normal' }));

  test('before the end is announced anew when the new end is near', async () => {
    const cloud = withEnds(20);
    let end = NOW + 20 * DAY;
    const { after, certificates, transitions } = run(
      cloud,
      { certificateNoticeDays: 30, sources: ['topology'] },
      undefined,
      renewed(cloud, () => end),
    );
    await after(0);
    end = NOW + 400 * DAY;
    await after(DAY);
    await after(375 * DAY);
    expect(certificates()).toEqual(['expiring vsc-1 20 of 30', 'expiring vsc-1 24 of 30']);
    expect(transitions[0]?.id).not.toBe(transitions[1]?.id);
  });

  test('after the end is another end: with notices and an expiry of its own, also over a restart', async () => {
    const [cloud, store] = [withEnds(1), new MemoryStore()];
    let end = NOW + DAY;
    const begin = () =>
      run(
        cloud,
        { certificateNoticeDays: 30, store, sources: ['topology'] },
        undefined,
        renewed(cloud, () => end),
      );
    const first = begin();
    await first.after(0);
    await first.after(2 * DAY);
    end = NOW + 100 * DAY;
    await first.after(DAY);
    await first.watch.stop();
    expect(first.certificates()).toEqual(['expiring vsc-1 1 of 30', 'expired vsc-1 by topology']);
    const second = begin();
    await second.after(90 * DAY);
    await second.after(10 * DAY);
    expect(second.certificates()).toEqual(['expiring vsc-1 7 of 30', 'expired vsc-1 by topology']);
    expect(new Set([...first.transitions, ...second.transitions].map(({ id }) => id)).size).toBe(4);
  });

  test('is not undone by the event of the end before it, which each round reads again for a while', async () => {
    const cloud = account({ certificates: [{ id: 'vsc-1', endTime: NOW + 6 * HOUR - 5 * MINUTE }] });
    let end = NOW + 6 * HOUR - 5 * MINUTE;
    const { after, certificates } = run(
      cloud,
      { certificateNoticeDays: 1 },
      undefined,
      renewed(cloud, () => end),
    );
    await after(0);
    await after(6 * HOUR - 4 * MINUTE);
    expect(certificates()).toEqual(['expiring vsc-1 0 of 1', 'expired vsc-1 by event']);
    end = NOW + 100 * DAY;
    for (let minute = 0; minute < 20; minute++) await after(MINUTE);
    expect([certificates(), listings(cloud)]).toEqual([[], 2]);
  });
});

test('key material in the answers gets into no transition, error, log line or saved state', async () => {
  const [cloud, store] = [withEnds(3, -3), new MemoryStore()];
  const secrets = {
    ClientKey: SIMULATED_SECRET,
    ClientCert: SIMULATED_SECRET,
    CaCert: SIMULATED_SECRET,
    ClientConfig: { key: SIMULATED_SECRET },
    [SIMULATED_SECRET]: 1,
  };
  let isBroken = false;
  const transport = changed(
    rewriting(cloud, (row) => ({ ...row, ...secrets })),
    ({ action }, answer) => {
      if (action === 'DescribeSslVpnClientCerts' && isBroken)
        return { ...answer, body: JSON.stringify({ SslVpnClientCertKeys: secrets, TotalCount: 2 }) };
      return action === 'DescribeSslVpnServers'
        ? { ...answer, body: String(answer.body).replaceAll('"Proto"', `"PrivateKey":"${SIMULATED_SECRET}","Proto"`) }
        : answer;
    },
  );
  const { after, certificates, warnings, errors, transitions, polls, watch } = run(
    cloud,
    { certificateNoticeDays: 30, store },
    (monitor) => monitor.gateway('vpn-1'),
    transport,
  );
  await after(0);
  isBroken = true;
  await after(7 * HOUR);
  expect(certificates()).toEqual(['expiring vsc-1 3 of 30', 'expired vsc-2 by topology']);
  expect(errors).toMatchObject([{ code: 'protocol' }]);
  const all = [transitions, polls, warnings, errors, watch, watch.snapshot(), [...store.kept]];
  expect(inspect(all, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }) + JSON.stringify(all)).not.toContain(
    SIMULATED_SECRET,
  );
});
