import type { ApiRequest } from '../../transport/index.ts';
import type { ReadAction } from '../operations.ts';
import { type Candidate, likeliest } from './candidates.ts';
import type { AnsweredRows, Trial } from './trial.ts';

const PAGE_SIZE = 50;
// The shortest range that the logs can be asked for.
const LOG_S = 600;
const GATEWAY = 'VPN gateway';

/** What is known of the region's resources. */
export interface Known {
  readonly candidates: readonly Candidate[];
  /** Whether all gateways could be listed. */
  readonly areGatewaysListed: boolean;
  /** Whether all connections could be listed. */
  readonly areConnectionsListed: boolean;
}

/** Diagnosis, negotiation logs, routes and SSL clients: each of the one resource that is the likeliest to have some. */
export async function askConnections(trial: Trial, { candidates, areGatewaysListed, areConnectionsListed }: Known): Promise<void> {
  const about = async (action: ReadAction, what: string, params: ApiRequest['params'] | undefined): Promise<void> => {
    const isListed = what === GATEWAY ? areGatewaysListed : areConnectionsListed;
    if (params === undefined)
      trial.skip(
        action,
        isListed ? `there is no ${what} to ask about` : `no ${what} is known to ask about: the list of them could not be read`,
      );
    else await trial.attempt(action, () => ask(trial, action, { RegionId: trial.regionId, ...params }));
  };
  const gatewayId = likeliest(candidates, ({ kind }) => kind === 'gateway')?.resource.gatewayId;
  const sslGatewayId = likeliest(candidates, ({ ssl }) => ssl === true)?.resource.gatewayId ?? gatewayId;
  const attachmentId = likeliest(candidates, ({ kind, resource }) => kind === 'connection' && resource.attachedTo === 'transit-router')
    ?.resource.connectionId;
  await Promise.all([
    about('DiagnoseVpnConnections', 'connection', diagnosed(candidates)),
    about('DescribeVpnConnectionLogs', 'connection', logged(candidates, trial.clock.now())),
    about('DescribeVpnRouteEntries', GATEWAY, gatewayId === undefined ? undefined : { VpnGatewayId: gatewayId, RouteEntryType: 'custom' }),
    about('DescribeSslVpnClients', GATEWAY, sslGatewayId === undefined ? undefined : { VpnGatewayId: sslGatewayId }),
    about(
      'DescribeVcoRouteEntries',
      'connection on a transit router',
      attachmentId === undefined ? undefined : { VpnConnectionId: attachmentId, RouteEntryType: 'custom' },
    ),
  ]);
}

function ask(trial: Trial, action: ReadAction, params: ApiRequest['params']): Promise<AnsweredRows> {
  // One tunnel has one row, whatever the service counts, and each question is a diagnosis.
  if (action === 'DiagnoseVpnConnections') return trial.ask(action, { ...params, PageNumber: 1, PageSize: PAGE_SIZE });
  return trial.askPage(action, params, PAGE_SIZE);
}

// Tunnels by their ids, connections with a single tunnel by their own.
function diagnosed(candidates: readonly Candidate[]): ApiRequest['params'] | undefined {
  const tunnel = likeliest(candidates, ({ kind }) => kind === 'tunnel');
  const connection = likeliest(candidates, ({ kind, mode }) => kind === 'connection' && mode !== 'dual');
  const { gatewayId, tunnelId, connectionId } = (tunnel ?? connection)?.resource ?? {};
  const named = gatewayId === undefined ? {} : { VpnGatewayId: gatewayId };
  if (tunnelId !== undefined) return { ...named, TunnelIds: [tunnelId] };
  return connectionId === undefined ? undefined : { ...named, VpnConnectionIds: [connectionId] };
}

function logged(candidates: readonly Candidate[], now: number): ApiRequest['params'] | undefined {
  const tunnel = likeliest(candidates, ({ kind, resource }) => kind === 'tunnel' && resource.connectionId !== undefined);
  const { connectionId, tunnelId } = (tunnel ?? likeliest(candidates, ({ kind }) => kind === 'connection'))?.resource ?? {};
  if (connectionId === undefined) return undefined;
  const To = Math.floor(now / 1_000);
  return { VpnConnectionId: connectionId, ...(tunnelId !== undefined && { TunnelId: tunnelId }), From: To - LOG_S, To };
}
