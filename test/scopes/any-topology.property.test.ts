import { METRICS, Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { type ConnectionSpec, createSimulator, type DimensionRole, type MetadataRow } from 'alicloud-vpn-monitor/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);

/** A way in which the service may key its series. */
interface Keys {
  readonly [key: string]: DimensionRole;
}

const gatewayKeys = fc.constantFrom<Keys>(
  { instanceId: 'gateway' },
  { vpnGatewayId: 'gateway' },
  { instanceId: 'gateway', regionId: 'region' },
);
const connectionKeys = fc.constantFrom<Keys>(
  { instanceId: 'gateway', ipsecId: 'connection' },
  { instanceId: 'gateway', vpnConnectionId: 'connection' },
  { vpnConnectionId: 'connection' },
  { instanceId: 'connection' },
  { regionId: 'region', instanceId: 'connection' },
  { instanceId: 'gateway', lineNumber: 'connection' },
);
const tunnelKeys = fc.constantFrom<Keys>(
  { instanceId: 'gateway', tunnelId: 'tunnel' },
  { instanceId: 'connection', tunnelId: 'tunnel' },
  { vpnConnectionId: 'connection', tunnelId: 'tunnel' },
  { instanceId: 'gateway', ipsecId: 'connection', tunnelId: 'tunnel' },
  { instanceId: 'tunnel' },
  { regionId: 'region', instanceId: 'connection', path: 'tunnel' },
);

function metadata(keys: Readonly<Record<'gateway' | 'connection' | 'tunnel', Keys>>): MetadataRow[] {
  return METRICS.map(({ name, resource, attachedTo }) => {
    const roles = Object.fromEntries(
      // A transit router has no VPN gateway, so a key for one holds the connection there.
      Object.entries(keys[resource]).map(([key, role]) => [
        key,
        role === 'gateway' && attachedTo === 'transit-router' ? 'connection' : role,
      ]),
    );
    return { MetricName: name, Dimensions: ['userId', ...Object.keys(roles)].join(','), Statistics: 'Average,Value', Periods: '60', roles };
  });
}

const connections = fc
  .array(
    fc.record({
      gateway: fc.constantFrom('vpn-a', 'vpn-b', undefined),
      mode: fc.constantFrom<'single' | 'dual'>('single', 'dual'),
      up: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((list) =>
    list.map(({ gateway, mode, up }, index): ConnectionSpec => {
      const place = gateway === undefined ? { transitRouterId: 'tr-1' } : { gatewayId: gateway };
      const tunnels =
        mode === 'dual'
          ? {
              tunnels: [
                { id: `tun-${index}a`, up },
                { id: `tun-${index}b`, up: !up },
              ],
            }
          : { up };
      return { id: `vco-${index}`, mode, ...place, ...tunnels };
    }),
  );

test('whatever the topology and the keys, every point carries its own resource and value, and none is missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      connections,
      fc.record({ gateway: gatewayKeys, connection: connectionKeys, tunnel: tunnelKeys }),
      fc.constantFrom<'ignore' | 'reject'>('ignore', 'reject'),
      async (specs, keys, unknownDimensions) => {
        const cloud = createSimulator({
          regionId: 'cn-hangzhou',
          now: NOW,
          credentials: 'any',
          gateways: [{ id: 'vpn-a' }, { id: 'vpn-b' }],
          connections: specs,
          metadata: metadata(keys),
          unknownDimensions,
        });
        const monitor = new VpnMonitor({
          regionId: 'cn-hangzhou',
          transport: directTransport(cloud),
          clock: cloud.clock,
          requestsPerSecond: 10_000,
        });
        const expected = specs.flatMap(({ id, mode, up, tunnels = [], gatewayId }) =>
          mode === 'dual'
            ? tunnels.map((tunnel) => `${tunnel.id!} ${id!} ${gatewayId ?? '-'} ${tunnel.up ? 'up' : 'down'}`)
            : [`- ${id!} ${gatewayId ?? '-'} ${up ? 'up' : 'down'}`],
        );
        const points = await monitor.fleet().metric(Quantity.State).latest();
        const seen = points.map(
          ({ resource, state }) => `${resource.tunnelId ?? '-'} ${resource.connectionId!} ${resource.gatewayId ?? '-'} ${state!}`,
        );
        expect(seen.sort()).toEqual(expected.sort());
        for (const { id, mode, tunnels } of specs) {
          const own = await monitor.connection(id!).metric(Quantity.State).last('5m').toArray({ limit: 100 });
          expect(new Set(own.map(({ resource }) => resource.tunnelId ?? resource.connectionId))).toEqual(
            new Set(mode === 'dual' ? tunnels!.map((tunnel) => tunnel.id) : [id]),
          );
          expect(own).toHaveLength(4 * (mode === 'dual' ? 2 : 1));
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
