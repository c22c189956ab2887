import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createSimulator, SIMULATED_SECRET } from '../../src/testing/index.ts';
import { answering, pageOf, simulated, topologyOn } from './support.ts';

const SECRET = 'top-secret-value';

/** Everything a value shows of itself, hidden parts included. */
function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}

async function everything(topology: ReturnType<typeof topologyOn>['topology'], ids: readonly string[]): Promise<unknown[]> {
  const results = await Promise.allSettled<unknown>([
    topology.gateways().toArray(),
    topology.connections().toArray(),
    topology.tunnels().toArray(),
    topology.certificates().toArray(),
    topology.certificateSnapshot(),
    topology.gatewaysOfSslServers(),
    topology.snapshot(),
    topology.gatewayNames(),
    ...ids.map((id) => topology.resolve(id, { refresh: true })),
  ]);
  // Again, from memory: what is kept must be as clean as what was answered.
  return [
    ...results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as unknown))),
    topology,
    topology.connections(),
    await topology.allConnections().catch(() => undefined),
  ];
}

test('the simulated account, whose answers hold every secret that real ones do', async () => {
  const cloud = createSimulator.preset('fleet', { size: { mode: 'mixed' }, credentials: 'any', certificates: [{ endTime: '2030-01-01' }] });
  const inner = simulated(cloud);
  let leaky = 0;
  const { topology, log } = topologyOn({
    call: async (request, options) => {
      const answer = await inner.call(request, options);
      if (String(answer.body).includes(SIMULATED_SECRET)) leaky += 1;
      return answer;
    },
  });
  const seen = await everything(topology, [
    cloud.gateways[0]!.id,
    ...cloud.connections.slice(0, 4).flatMap((one) => [one.id, ...one.tunnelIds]),
    'vpn-gone',
    'vco-gone',
    'tun-gone',
  ]);
  expect(leaky).toBeGreaterThan(3);
  expect(shown(seen[1])).toContain('tunnelId');
  for (const value of [...seen, log]) expect(shown(value)).not.toContain(SIMULATED_SECRET);
});

const config = (name: string) => ({ Psk: `${SECRET} ${name} Psk`, IkeVersion: `${SECRET} ${name}`, LocalId: `${SECRET} LocalId` });
const unknownFields = { Secret: SECRET, NewSection: { Deep: [{ Psk: SECRET }] }, [SECRET]: SECRET, AuthKey: SECRET, Psk: SECRET };
const tunnel = (id: unknown) => ({
  TunnelId: id,
  State: 'active',
  Status: 'ipsec_sa_established',
  RemoteCaCertificate: `-----BEGIN CERTIFICATE-----${SECRET}`,
  TunnelIkeConfig: config('TunnelIkeConfig'),
  TunnelIpsecConfig: config('TunnelIpsecConfig'),
  TunnelBgpConfig: { BgpStatus: 'success', LocalAsn: '65530', ...unknownFields },
  ...unknownFields,
});
const connection = (id: unknown) => ({
  VpnConnectionId: id,
  VpnGatewayId: 'vpn-1',
  RemoteCaCertificate: SECRET,
  IkeConfig: config('IkeConfig'),
  IpsecConfig: config('IpsecConfig'),
  VpnBgpConfig: { Status: 'success', LocalAsn: 65530, ...unknownFields },
  VcoHealthCheck: { Enable: 'true', Status: 'success', ...unknownFields },
  TunnelOptionsSpecification: { TunnelOptions: [tunnel('tun-1'), tunnel(undefined), tunnel({ SECRET })] },
  // Objects where text is expected must not be written out.
  Name: { SECRET: { Psk: SECRET } },
  State: [SECRET],
  ...unknownFields,
});
const ROWS: Readonly<Record<string, object[]>> = {
  DescribeVpnGateways: [
    { VpnGatewayId: 'vpn-1', Name: { Psk: SECRET }, Tag: JSON.stringify({ Psk: SECRET }), Tags: SECRET, ...unknownFields },
    { Name: SECRET, ...unknownFields },
  ],
  DescribeVpnConnections: [connection('vco-1'), connection(undefined), connection('')],
  DescribeSslVpnClientCerts: [
    { SslVpnClientCertId: 'vsc-1', CaCert: SECRET, ClientCert: SECRET, ClientKey: SECRET, ClientConfig: SECRET, ...unknownFields },
    { ClientKey: SECRET, ...unknownFields },
  ],
  DescribeSslVpnServers: [
    { SslVpnServerId: 'vss-1', VpnGatewayId: { SECRET }, PrivateKey: SECRET, ...unknownFields },
    { ...unknownFields },
  ],
};

test('rows full of secrets, known fields and unknown ones, with ids and without', async () => {
  const { topology, log } = topologyOn(answering((request) => ({ ...pageOf(request, ROWS[request.action]!), ...unknownFields })));
  const seen = await everything(topology, ['vpn-1', 'vco-1', 'tun-1', 'vco-2']);
  expect(seen[1]).toMatchObject([{ connectionId: 'vco-1', health: 'ok', tunnels: [{ tunnelId: 'tun-1', bgp: 'up' }] }]);
  expect(log.length).toBeGreaterThan(2);
  for (const value of [...seen, log]) expect(shown(value)).not.toContain(SECRET);
});

test.each([
  [
    'an answer of another shape',
    {
      VpnConnections: connection('vco-1'),
      VpnGateways: SECRET,
      SslVpnClientCertKeys: { SslVpnClientCertKey: { ClientKey: SECRET } },
      TotalCount: SECRET,
    },
  ],
  [
    'an error that quotes a secret',
    Object.assign(new Error(`failed: Psk=${SECRET}`), { code: 'InternalError', statusCode: 500, data: { Psk: SECRET } }),
  ],
  [
    'a 404 that quotes a secret',
    Object.assign(new Error(`no such id, AuthKey: "${SECRET}"`), {
      code: 'InvalidVpnConnectionInstanceId.NotFound',
      statusCode: 404,
      data: { Psk: SECRET },
    }),
  ],
])('%s', async (_, answer) => {
  const { topology, log } = topologyOn(answering(() => answer));
  const seen = await everything(topology, ['vpn-1', 'vco-1', 'tun-1']);
  expect(seen[0]).toBeInstanceOf(Error);
  for (const value of [...seen, log]) expect(shown(value)).not.toContain(SECRET);
});
