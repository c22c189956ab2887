import { type Diagnosis, DiagnosisReason, type LogLine, type VpnMonitor } from 'alicloud-vpn-monitor';
import { expectTypeOf, test } from 'vitest';

declare const monitor: VpnMonitor;

test('reason codes are literals, and diagnoses take those that are newer', () => {
  expectTypeOf(DiagnosisReason.PskMismatch).toEqualTypeOf<'PskMismatch'>();
  expectTypeOf<'NoResponse'>().toExtend<DiagnosisReason>();
  expectTypeOf<'Other'>().not.toExtend<DiagnosisReason>();
  const other: Diagnosis['code'] = 'Other';
  expectTypeOf(other).toExtend<string>();
});

test('all scopes of connections and tunnels have both, and a gateway has neither', () => {
  const connections = [monitor.gateway('vpn-1').connection('vco-1'), monitor.attachment('vco-1'), monitor.connection('vco-1')] as const;
  const tunnels = [
    connections[0].tunnel('tun-1'),
    connections[1].tunnel('tun-1'),
    connections[2].tunnel(1),
    monitor.tunnel('tun-1'),
  ] as const;
  for (const scope of [...connections, ...tunnels]) {
    expectTypeOf(scope.diagnose()).resolves.toEqualTypeOf<readonly Diagnosis[]>();
    expectTypeOf(scope.logs()).toExtend<AsyncGenerator<LogLine, void, undefined>>();
    expectTypeOf(scope.logs().toArray({ limit: 5 })).resolves.toEqualTypeOf<LogLine[]>();
  }
  for (const scope of connections) scope.logs({ last: '1h', tunnelId: 'tun-1', utcOffset: '+00:00' });
  for (const scope of connections) scope.logs({ from: new Date(), to: Date.now(), tunnelId: undefined });
  // @ts-expect-error a tunnel is one already
  for (const scope of tunnels) scope.logs({ tunnelId: 'tun-1' });
  // @ts-expect-error one or the other
  monitor.tunnel('tun-1').logs({ last: '1h', from: 0 });
  // @ts-expect-error an end alone is no range
  monitor.tunnel('tun-1').logs({ to: 0 });
  expectTypeOf(monitor.gateway('vpn-1')).not.toHaveProperty('diagnose');
});
