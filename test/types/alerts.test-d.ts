import { type AlertPlan, alertPresets, type AlertRuleInput, type PlannedRequest, Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
import { expectTypeOf, test } from 'vitest';

declare const monitor: VpnMonitor;
declare const plan: AlertPlan;
declare const isDry: boolean;
declare const inputs: readonly AlertRuleInput[];

test('a dry run gives requests, and a write gives ids', () => {
  expectTypeOf(monitor.alerts.put(inputs, { dryRun: true })).resolves.toEqualTypeOf<readonly PlannedRequest[]>();
  expectTypeOf(monitor.alerts.put(inputs)).resolves.toEqualTypeOf<readonly string[]>();
  expectTypeOf(monitor.alerts.put(inputs, { dryRun: isDry })).resolves.toEqualTypeOf<readonly string[] | readonly PlannedRequest[]>();
  expectTypeOf(monitor.alerts.delete('r', { dryRun: true })).resolves.toEqualTypeOf<readonly PlannedRequest[]>();
  expectTypeOf(monitor.alerts.delete('r')).resolves.toBeVoid();
  expectTypeOf(monitor.alerts.disable(['r'], { dryRun: isDry })).resolves.toEqualTypeOf<readonly PlannedRequest[] | undefined>();
  expectTypeOf(monitor.alerts.apply(plan, { dryRun: true })).resolves.toEqualTypeOf<readonly PlannedRequest[]>();
  expectTypeOf(monitor.alerts.apply(plan)).resolves.toEqualTypeOf<readonly string[]>();
});

test('presets keep their literals, and lack what only the caller knows', () => {
  expectTypeOf(alertPresets.tunnelDown.metric).toEqualTypeOf<'state'>();
  expectTypeOf(alertPresets.certificateExpired.events).toEqualTypeOf<readonly ['CertKeyExpired']>();
  const named = { ...alertPresets.bandwidthAbove(80), id: 'r', name: 'n', on: 'all', contactGroups: ['g'] } as const;
  expectTypeOf(named).toExtend<AlertRuleInput>();
  // @ts-expect-error a rule has an id
  const nameless: AlertRuleInput = { ...alertPresets.tunnelDown, name: 'n', on: 'all', contactGroups: ['g'] };
  expectTypeOf(nameless).toExtend<AlertRuleInput>();
});

test('a rule has at least one threshold', () => {
  const fields = { id: 'r', name: 'n', on: 'all', metric: Quantity.State, contactGroups: ['g'] } as const;
  // @ts-expect-error it would never alarm
  const never: AlertRuleInput = fields;
  expectTypeOf(never).toExtend<AlertRuleInput>();
  const warned: AlertRuleInput[] = [
    { ...fields, warn: { when: '<', threshold: 1 } },
    { ...fields, ...alertPresets.tunnelDown },
    { ...fields, ...alertPresets.bandwidthAbove(80) },
  ];
  expectTypeOf(warned).toExtend<readonly AlertRuleInput[]>();
});

test('bandwidthAbove() keeps the metric of its direction', () => {
  expectTypeOf(alertPresets.bandwidthAbove(80).metric).toEqualTypeOf<typeof Quantity.OutboundBandwidthUtilization>();
  expectTypeOf(alertPresets.bandwidthAbove(80, 'outbound').metric).toEqualTypeOf<typeof Quantity.OutboundBandwidthUtilization>();
  expectTypeOf(alertPresets.bandwidthAbove(80, 'inbound').metric).toEqualTypeOf<typeof Quantity.InboundBandwidthUtilization>();
});
