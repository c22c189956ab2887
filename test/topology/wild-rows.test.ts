import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import { readCertificate, readConnection, readGateway, readSslServer } from '../../src/topology/readers.ts';
import { sharedTexts } from '../../src/topology/shared-texts.ts';
import { answering, topologyOn } from './support.ts';

const WORDS = [
  'active',
  'attached',
  'updating',
  '',
  'ipsec_sa_established',
  'ike_sa_not_established',
  'ike_sa_established',
  'ipsec_sa_not_established',
  'success',
  'false',
  'failed',
  'true',
  'CEN',
  'VPNGW',
  'vpn-1',
  'vco-1',
  'tun-1',
];
const json = fc.jsonValue({ maxDepth: 3 });
const cell = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...WORDS) }, json);

const section = (...keys: string[]) => fc.oneof(fc.record(Object.fromEntries(keys.map((key) => [key, cell])), { requiredKeys: [] }), cell);
const tunnelOptions = section('TunnelId', 'State', 'Status', 'TunnelIndex', 'Role', 'TunnelBgpConfig');
const row = fc.oneof(
  fc.record(
    {
      ...Object.fromEntries(
        [
          'VpnConnectionId',
          'VpnGatewayId',
          'SslVpnClientCertId',
          'SslVpnServerId',
          'AttachType',
          'TransitRouterId',
          'State',
          'Status',
          'Name',
          'CreateTime',
          'EndTime',
          'EnableTunnelsBgp',
          'Tag',
          'Tags',
          'IpsecVpn',
          'InternetIp',
        ].map((key) => [key, cell]),
      ),
      TunnelOptionsSpecification: fc.oneof(fc.record({ TunnelOptions: fc.oneof(fc.array(tunnelOptions, { maxLength: 3 }), cell) }), cell),
      VpnBgpConfig: section('EnableBgp', 'Status', 'LocalAsn', 'TunnelCidr'),
      VcoHealthCheck: section('Enable', 'Status'),
    },
    { requiredKeys: [] },
  ),
  json,
);
const KINDS = [readGateway, readConnection, readCertificate, readSslServer] as const;

test('a row of any shape ends in a model or is skipped', () => {
  fc.assert(
    fc.property(row, (value) => {
      for (const read of KINDS) {
        let skipped = 0;
        const skip = (): void => {
          skipped += 1;
        };
        const model = read(value, { skip, share: sharedTexts() });
        if (model === undefined) expect(skipped).toBe(1);
        else expect(Object.isFrozen(model) && Object.values(model).every((field) => field !== undefined)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a connection of any shape is down only where the service said so', () => {
  fc.assert(
    fc.property(row, (value) => {
      const connection = readConnection(value, { skip: () => undefined, share: sharedTexts() });
      if (!connection) return;
      const down = ['ike_sa_not_established', 'ike_sa_established', 'ipsec_sa_not_established'];
      const { mode, ipsec, status, tunnels } = connection;
      if (mode === 'single' && ipsec === 'down') expect(down).toContain(status);
      for (const tunnel of tunnels) if (tunnel.ipsec === 'down') expect(down).toContain(tunnel.status);
      if (mode === 'dual' && ipsec !== 'unknown')
        expect(tunnels.length > 0 && tunnels.every((tunnel) => tunnel.ipsec === ipsec)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a body of any shape ends in models or a protocol error, after a bounded number of calls', async () => {
  const list = fc.oneof(fc.array(row, { maxLength: 5 }), json);
  const body = fc.oneof(
    fc.record(
      { TotalCount: cell, PageSize: cell, VpnConnections: fc.oneof(fc.record({ VpnConnection: list }), list) },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string(), json),
  );
  await fc.assert(
    fc.asyncProperty(body, async (value) => {
      // These two the transport reads as the service's own refusal.
      fc.pre(!['Code', 'code', 'Success', 'success'].some((key) => key in value));
      const { topology, requests } = topologyOn(answering(() => value));
      const result = await topology
        .connections()
        .toArray()
        .catch((error: unknown) => error);
      expect(Array.isArray(result) || (VpnMonitorError.isInstance(result) && result.code === 'protocol')).toBe(true);
      expect(requests.length).toBeLessThanOrEqual(50);
    }),
    { numRuns: 300 },
  );
});
