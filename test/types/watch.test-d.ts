import type {
  Alarm,
  BgpState,
  CertificateExpiringTransition,
  CertificateTransition,
  ConnectionState,
  FailoverTransition,
  IpsecPhase,
  IpsecState,
  PollReport,
  StateStore,
  Transition,
  TransitionType,
  TunnelDiagnosis,
  TunnelWatch,
  Unsubscribe,
  VpnMonitor,
  WatchOptions,
  WatchSnapshot,
} from 'alicloud-vpn-monitor';
import Keyv from 'keyv';
import { expectTypeOf, test } from 'vitest';

declare const transition: Transition;
declare const monitor: VpnMonitor;
declare const watch: TunnelWatch;

test('any transition says what it is about without narrowing', () => {
  const { resource } = transition;
  expectTypeOf(resource.tunnelId ?? resource.connectionId ?? resource.certificateId).toEqualTypeOf<string | undefined>();
  if (resource.certificateId === undefined) expectTypeOf(resource.connectionId).toEqualTypeOf<string>();
});

test('the type narrows what it is about', () => {
  if (transition.type === 'certificate:expired' || transition.type === 'certificate:expiring')
    expectTypeOf(transition.resource.certificateId).toEqualTypeOf<string>();
  else expectTypeOf(transition.resource.connectionId).toEqualTypeOf<string>();
});

test('the name of an event says what a listener gets, to the letter', () => {
  watch.on('tunnel:down', (down) => {
    expectTypeOf(down.type).toEqualTypeOf<'tunnel:down'>();
    expectTypeOf(down.from).toEqualTypeOf<IpsecState>();
    expectTypeOf(down.to).toEqualTypeOf<'down'>();
    expectTypeOf(down.phase).toEqualTypeOf<IpsecPhase | undefined>();
    expectTypeOf(down.connection).toEqualTypeOf<ConnectionState>();
    expectTypeOf(down.late).toEqualTypeOf<true | undefined>();
  });
  watch.once('bgp:up', ({ from, to }) => {
    expectTypeOf(from).toEqualTypeOf<BgpState>();
    expectTypeOf(to).toEqualTypeOf<'up'>();
  });
  watch.on('health:failed', ({ to }) => {
    expectTypeOf(to).toEqualTypeOf<'failed'>();
  });
  watch.on('connection:degraded', ({ to }) => {
    expectTypeOf(to).toEqualTypeOf<'degraded'>();
  });
  watch.on('connection:failover', (failover) => {
    expectTypeOf(failover).toEqualTypeOf<FailoverTransition>();
  });
  watch.on('certificate:expired', (expired) => {
    expectTypeOf(expired).toEqualTypeOf<CertificateTransition>();
  });
  watch.on('certificate:expiring', (expiring) => {
    expectTypeOf(expiring).toEqualTypeOf<CertificateExpiringTransition>();
    expectTypeOf(expiring.to).toEqualTypeOf<'expiring'>();
    expectTypeOf(expiring.endsAt).toEqualTypeOf<number>();
  });
  watch.on('transition', (any) => {
    expectTypeOf(any).toEqualTypeOf<Transition>();
  });
  watch.on('poll', (report) => {
    expectTypeOf(report).toEqualTypeOf<PollReport>();
  });
  watch.once('tunnel:diagnosis', (diagnosis) => {
    expectTypeOf(diagnosis).toEqualTypeOf<TunnelDiagnosis>();
  });
  watch.on('error', (error) => {
    expectTypeOf(error).toEqualTypeOf<unknown>();
  });
});

test('a name that there is not does not compile', () => {
  // @ts-expect-error the service has no such transition
  watch.on('tunnel:gone', () => undefined);
  // @ts-expect-error events have colons, not dots
  watch.once('tunnel.down', () => undefined);
  // @ts-expect-error the listener is required
  watch.on('poll');
  // @ts-expect-error a tunnel comes up, it is not ok
  watch.on('tunnel:up', ({ to }) => to satisfies 'ok');
});

test('a listener may be of any transition, or asynchronous; unsubscribing is a call or a `using`', () => {
  const any = (one: Transition): string => one.id;
  const unsubscribe = watch.on('tunnel:up', any);
  expectTypeOf(unsubscribe).toEqualTypeOf<Unsubscribe>();
  expectTypeOf(unsubscribe).toExtend<Disposable>();
  unsubscribe();
  watch.on(
    'tunnel:down',
    async () => {
      await Promise.resolve();
    },
    { signal: AbortSignal.timeout(1) },
  );
});

test('a switch over the type is complete, and knows each', () => {
  const known = ((): string => {
    switch (transition.type) {
      case 'tunnel:up':
      case 'tunnel:down':
      case 'tunnel:stale':
        return transition.from satisfies IpsecState;
      case 'bgp:up':
      case 'bgp:down':
      case 'health:ok':
      case 'health:failed':
      case 'connection:up':
      case 'connection:degraded':
      case 'connection:down':
        return transition.resource.connectionId;
      case 'connection:failover':
        return transition.to;
      case 'certificate:expiring':
        return (
          transition.resource.certificateName ?? `${transition.daysLeft satisfies number} of ${transition.noticeDays satisfies number}`
        );
      case 'certificate:expired':
        return transition.resource.certificateId;
    }
  })();
  expectTypeOf(known).toEqualTypeOf<string>();
  expectTypeOf<'tunnel:down'>().toExtend<TransitionType>();
});

test('an alarm is narrowed by the state that it is for', () => {
  watch.on('alarm:raised', (alarm) => {
    expectTypeOf(alarm).toEqualTypeOf<Alarm>();
    if (alarm.on === 'tunnel:down') expectTypeOf(alarm.transition.phase).toEqualTypeOf<IpsecPhase | undefined>();
    expectTypeOf(alarm.resource.connectionId).toEqualTypeOf<string>();
    expectTypeOf(alarm.reason).toEqualTypeOf<'ended' | 'gone' | 'removed' | undefined>();
  });
  watch.on('alarm:cleared', ({ clearedAt }) => {
    expectTypeOf(clearedAt).toEqualTypeOf<number | undefined>();
  });
  expectTypeOf(watch.snapshot().alarms).toEqualTypeOf<readonly Alarm[]>();
  monitor.watch(monitor.fleet(), {
    alarms: [{ on: 'connection:down', for: '3m' }, { on: 'tunnel:stale' }, { on: 'bgp:down', for: 600_000 }],
  });
  // @ts-expect-error nobody is paged because something is well
  monitor.watch(monitor.fleet(), { alarms: [{ on: 'tunnel:up' }] });
  // @ts-expect-error a length has a unit
  monitor.watch(monitor.fleet(), { alarms: [{ on: 'tunnel:down', for: '3 minutes' }] });
});

test('what a watch gives', () => {
  expectTypeOf(monitor.watch(monitor.fleet())).toEqualTypeOf<TunnelWatch>();
  expectTypeOf(
    monitor.watch([monitor.gateway('vpn-1'), monitor.tunnel('tun-1')], { pollMs: 1_000, confirm: { down: 2 } }),
  ).toEqualTypeOf<TunnelWatch>();
  expectTypeOf(watch.start()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(watch.poll()).resolves.toEqualTypeOf<PollReport>();
  expectTypeOf(watch.ingest('{}')).resolves.toEqualTypeOf<readonly Transition[]>();
  expectTypeOf(watch.snapshot()).toEqualTypeOf<WatchSnapshot>();
  expectTypeOf(watch).toExtend<AsyncDisposable>();
  expectTypeOf(watch.transitions({ limit: 10 })).toExtend<AsyncIterableIterator<Transition, undefined>>();
  // @ts-expect-error a metric is not watched
  monitor.watch(monitor.gateway('vpn-1').metric('net_rx.rate'));
  // @ts-expect-error the sources are three
  monitor.watch(monitor.fleet(), { sources: ['metric'] });
  // @ts-expect-error transitions cannot be changed
  transition.at = 0;
});

test('a Keyv, a Map with promises and the like are stores', () => {
  expectTypeOf<Keyv>().toExtend<StateStore>();
  expectTypeOf<Keyv<string>>().toExtend<StateStore>();
  const store = new Keyv({ throwOnErrors: true });
  const options: WatchOptions = { store };
  monitor.watch(monitor.fleet(), options);
  const rows = new Map<string, string>();
  monitor.watch(monitor.fleet(), {
    store: { get: (key) => Promise.resolve(rows.get(key)), set: (key, value) => Promise.resolve(rows.set(key, value)) },
  });
  monitor.watch(monitor.fleet(), { store: { get: () => Promise.resolve(null), set: () => Promise.resolve() } });
  // @ts-expect-error a Map is not asynchronous
  monitor.watch(monitor.fleet(), { store: rows });
});

test('an option may be given as undefined, for which its default is taken', () => {
  const signal = undefined as AbortSignal | undefined;
  const pollMs = undefined as number | undefined;
  expectTypeOf(
    monitor.watch(monitor.fleet(), { signal, pollMs, store: undefined, confirm: { down: undefined } }),
  ).toEqualTypeOf<TunnelWatch>();
});
