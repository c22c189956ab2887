import { type PlannedRequest, type Subscription, type SubscriptionDefinition, SystemEvent, type VpnMonitor } from 'alicloud-vpn-monitor';
import { expectTypeOf, test } from 'vitest';

declare const monitor: VpnMonitor;
declare const definition: SubscriptionDefinition;
declare const perhaps: boolean;

test('dryRun types the result of every write', () => {
  expectTypeOf(monitor.subscriptions.put(definition)).toEqualTypeOf<Promise<void>>();
  expectTypeOf(monitor.subscriptions.put(definition, { dryRun: true })).toEqualTypeOf<Promise<readonly PlannedRequest[]>>();
  expectTypeOf(monitor.subscriptions.put(definition, { dryRun: perhaps })).toEqualTypeOf<Promise<readonly PlannedRequest[] | undefined>>();
  expectTypeOf(monitor.subscriptions.delete('a', { signal: AbortSignal.timeout(1) })).toEqualTypeOf<Promise<void>>();
  expectTypeOf(monitor.subscriptions.enable(['a'], { dryRun: true })).toEqualTypeOf<Promise<readonly PlannedRequest[]>>();
  expectTypeOf(monitor.subscriptions.disable(['a'] as const, { dryRun: false })).toEqualTypeOf<Promise<void>>();
  expectTypeOf(monitor.subscriptions.test(SystemEvent.CertKeyExpired, 'vsc-1', { dryRun: true })).toEqualTypeOf<
    Promise<readonly PlannedRequest[]>
  >();
});

test('known events stay literal, and a future one is a text', () => {
  expectTypeOf<Extract<Subscription['events'], readonly unknown[]>[number]>().toEqualTypeOf<SystemEvent | (string & {})>();
  expectTypeOf<SubscriptionDefinition['events']>().toEqualTypeOf<readonly SystemEvent[] | 'all'>();
});
