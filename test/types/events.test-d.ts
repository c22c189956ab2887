import {
  type EventQuery,
  type KnownVpnEvent,
  SystemEvent,
  type UnknownVpnEvent,
  type VpnMonitor,
  type VpnSystemEvent,
} from 'alicloud-vpn-monitor';
import { expectTypeOf, test } from 'vitest';

declare const monitor: VpnMonitor;
declare const event: VpnSystemEvent;

test('a documented name narrows to its event', () => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the default is what is tested
  switch (event.name) {
    case 'ipsec_tunnel_nego_failed':
      expectTypeOf(event.subject).toEqualTypeOf<'tunnel'>();
      expectTypeOf(event.outcome).toEqualTypeOf<'failed'>();
      expectTypeOf(event.level).toEqualTypeOf<'WARN'>();
      expectTypeOf(event.resource.kind).toEqualTypeOf<'tunnel'>();
      break;
    case SystemEvent.CertKeyExpired:
      expectTypeOf(event.aspect).toEqualTypeOf<'certificate'>();
      expectTypeOf(event.level).toEqualTypeOf<'CRITICAL'>();
      break;
    default:
      expectTypeOf(event.at).toEqualTypeOf<number>();
  }
});

test('the union is discriminated by subject and outcome as well', () => {
  if (event.subject === 'unknown') expectTypeOf(event).toEqualTypeOf<UnknownVpnEvent>();
  else expectTypeOf(event).toEqualTypeOf<KnownVpnEvent>();
  expectTypeOf<KnownVpnEvent['name']>().toEqualTypeOf<SystemEvent>();
});

test('a query yields events, and takes any name', () => {
  expectTypeOf(monitor.events()).toEqualTypeOf<EventQuery>();
  expectTypeOf(
    monitor.events({ names: [SystemEvent.CertKeyExpired, 'ipsec_new'], levels: ['warn'] }).toArray({ limit: 1 }),
  ).resolves.toEqualTypeOf<VpnSystemEvent[]>();
  // @ts-expect-error a level is one of three
  monitor.events({ levels: ['FATAL'] });
});
