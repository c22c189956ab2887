import type { Connection, Gateway, VpnMonitor } from 'alicloud-vpn-monitor';

/** The region as a tree: gateways and transit routers, their connections, the connections' tunnels. */
export async function topologyTree(monitor: VpnMonitor): Promise<string> {
  const gateways = await monitor.topology.gateways().toArray();
  const connections = await monitor.topology.connections().toArray();
  const routers = new Set(connections.flatMap(({ transitRouterId }) => transitRouterId ?? []));
  const roots = [
    ...gateways.map((gateway) => ({
      title: gatewayTitle(gateway),
      below: connections.filter(({ gatewayId }) => gatewayId === gateway.gatewayId),
    })),
    ...[...routers].map((router) => ({
      title: `${router} (transit router)`,
      below: connections.filter(({ transitRouterId }) => transitRouterId === router),
    })),
  ];
  return roots.map(({ title, below }) => [title, ...branches(below)].join('\n')).join('\n');
}

function branches(connections: readonly Connection[]): string[] {
  return connections.flatMap((connection, index) => {
    const last = index === connections.length - 1;
    const tunnels = connection.tunnels.map((tunnel, at) => {
      const branch = at === connection.tunnels.length - 1 ? '└─' : '├─';
      return `${last ? '  ' : '│ '} ${branch} ${tunnel.tunnelId} ${tunnel.role ?? ''} ${tunnel.ipsec}${tunnel.phase ? ` (${tunnel.phase} failed)` : ''}`;
    });
    return [`${last ? '└─' : '├─'} ${connectionTitle(connection)}`, ...tunnels];
  });
}

function gatewayTitle({ gatewayId, name, spec }: Gateway): string {
  return [gatewayId, name && `"${name}"`, spec].filter(Boolean).join(' ');
}

function connectionTitle({ connectionId, name, mode, ipsec, bgp }: Connection): string {
  return [
    connectionId,
    name && `"${name}"`,
    mode === 'dual' ? 'two tunnels' : `one tunnel, ${ipsec}`,
    bgp === 'disabled' ? '' : `BGP ${bgp}`,
  ]
    .filter(Boolean)
    .join(' ');
}
