import type { Connection, Gateway } from '../../topology/index.ts';
import type { PreflightResources } from '../model.ts';
import type { Trial } from './trial.ts';

/** The resources of the region; `undefined` where they are not needed or could not be listed. */
export interface Listed {
  readonly gateways: Promise<readonly Gateway[] | undefined>;
  readonly connections: Promise<readonly Connection[] | undefined>;
  readonly certificates: Promise<number | undefined>;
}

/** Lists what there is. */
export function askTopology(trial: Trial): Listed {
  const { topology } = trial.parts.scopes;
  const { signal } = trial;
  // The two that most depends on go first: see the gate of a service.
  const connections = trial.attempt('DescribeVpnConnections', () => topology.allConnections({ signal }));
  const gateways = trial.attempt('DescribeVpnGateways', () => topology.allGateways({ signal }));
  const servers = trial.attempt('DescribeSslVpnServers', () => topology.gatewaysOfSslServers(signal));
  const certificates = trial.attempt(
    'DescribeSslVpnClientCerts',
    async () => (await topology.certificateSnapshot({ signal })).certificates.length,
  );
  return { gateways, connections, certificates: Promise.all([certificates, servers]).then(([count]) => count) };
}

/** How many resources there are. */
export async function countResources(listed: Listed): Promise<PreflightResources> {
  const [gateways, connections, certificates] = await Promise.all([listed.gateways, listed.connections, listed.certificates]);
  const count = (attachedTo: Connection['attachedTo']): number | undefined =>
    connections?.filter((one) => one.attachedTo === attachedTo).length;
  return {
    gateways: gateways?.length,
    connections: count('vpn-gateway'),
    attachments: count('transit-router'),
    tunnels: connections?.reduce((sum, { tunnels }) => sum + tunnels.length, 0),
    certificates,
  };
}
