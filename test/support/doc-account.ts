import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';

const idsIn = (code: string, prefix: string): string[] => [
  ...new Set(Array.from(code.matchAll(new RegExp(`\\b${prefix}-(?=[a-z]*\\d)[a-z0-9]{12,}\\b`, 'g')), ([id]) => id)),
];

const isOnTransitRouter = (code: string, id: string): boolean =>
  code.includes(`attachment('${id}')`) || code.includes(`'transit-router', connectionId: '${id}'`);

/** An account in which whatever a block of a document names is there: gateways, connections and tunnels. */
export function accountOf(code: string): Simulator {
  const [gatewayId = 'vpn-documents0000001', ...gatewayIds] = idsIn(code, 'vpn');
  const [connectionId = 'vco-documents0000001', ...connectionIds] = idsIn(code, 'vco');
  const [first = 'tun-documents0000001', second = 'tun-documents0000002'] = idsIn(code, 'tun');
  const place = (id: string): object => (isOnTransitRouter(code, id) ? { transitRouterId: 'tr-documents0000001' } : { gatewayId });
  // Little to read, also for those who ask for months.
  const common = { bgp: true, tags: { env: 'prod' }, since: Date.now() - 86_400_000 };
  return createSimulator({
    regionId: 'cn-hangzhou',
    contactGroups: ['vpn-ops'],
    gateways: [{ id: gatewayId, name: 'office', clients: [{}] }, ...gatewayIds.map((id) => ({ id }))],
    connections: [
      { id: connectionId, name: 'Berlin', ...place(connectionId), ...common, tunnels: [{ id: first }, { id: second }] },
      ...connectionIds.map((id) => ({ id, ...place(id), ...common })),
    ],
  });
}
