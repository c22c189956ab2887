import { expect, test } from 'vitest';
import { answering, pageOf, topologyOn } from './support.ts';

const connections = (rows: readonly object[]) =>
  topologyOn(
    answering((request) =>
      pageOf(
        request,
        rows.map((row, index) => ({ VpnConnectionId: `vco-${index}`, VpnGatewayId: 'vpn-1', ...row })),
      ),
    ),
  ).topology;

test('connections have the address ranges of both sides', async () => {
  const [several, blank, none, odd, other] = await connections([
    { LocalSubnet: '10.0.0.0/8, 172.16.0.0/12', RemoteSubnet: '2001:db8::/32' },
    { LocalSubnet: '', RemoteSubnet: ' , ' },
    {},
    { LocalSubnet: null, RemoteSubnet: ['192.168.0.0/16'] },
    { LocalSubnet: '10.0.0.0/8,everything', RemoteSubnet: 'psk' },
  ])
    .connections()
    .toArray();
  expect(several).toMatchObject({ localSubnets: ['10.0.0.0/8', '172.16.0.0/12'], remoteSubnets: ['2001:db8::/32'] });
  expect(Object.isFrozen(several?.localSubnets)).toBe(true);
  for (const one of [blank, none, odd, other]) for (const side of ['localSubnets', 'remoteSubnets']) expect(one).not.toHaveProperty(side);
});

test('equal ranges are one list, however many connections have them', async () => {
  const rows = Array.from({ length: 120 }, () => ({ LocalSubnet: '10.0.0.0/8', RemoteSubnet: '192.168.0.0/16' }));
  const listed = await connections(rows).connections().toArray();
  expect(new Set(listed.flatMap(({ localSubnets, remoteSubnets }) => [localSubnets, remoteSubnets])).size).toBe(2);
});

test('a connection that says the same is the same object, and one whose ranges changed another', async () => {
  let remote = '192.168.0.0/16';
  const { topology } = topologyOn(
    answering((request) => pageOf(request, [{ VpnConnectionId: 'vco-1', LocalSubnet: '10.0.0.0/8', RemoteSubnet: remote }])),
  );
  const read = async () => (await topology.connections({ refresh: true }).toArray())[0];
  const before = await read();
  expect(await read()).toBe(before);
  remote = '192.168.0.0/17';
  expect(await read()).toMatchObject({ remoteSubnets: ['192.168.0.0/17'] });
});
