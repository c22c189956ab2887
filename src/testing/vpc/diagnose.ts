import { stepAt, upAt } from '../model/steps.ts';
import type { Connection, Link } from '../model/topology.ts';
import { SIMULATED_SECRET } from '../secret.ts';
import type { Operation, Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { indexed, type Params } from '../service/params.ts';
import { pageOf } from './listing.ts';
import { logLine } from './log-line.ts';
import { disagreement, downLines, reasonOf } from './log-phrases.ts';

interface Asked {
  readonly connection: Connection;
  readonly link: Link;
}

/** Why links are down: by connection for single tunnels, by tunnel for dual ones. */
export const diagnoseVpnConnections: Operation = (params, service, requestId) => {
  const tunnels = indexed(params, 'TunnelIds');
  const connections = indexed(params, 'VpnConnectionIds');
  if (tunnels.length + connections.length === 0)
    throw new Fault(400, 'MissingParameter', 'VpnConnectionIds or TunnelIds is mandatory for this action.');
  const asked = [
    ...tunnels.map((id) => service.topology.tunnelById.get(id) ?? notFound()),
    ...connections.map((id) => singleOf(service, id)),
  ];
  assertGateway(params, service, asked);
  const { items, numbers } = pageOf(
    params,
    asked.map(({ connection, link }) => diagnosis(connection, link, service.now())),
  );
  return JSON.stringify({ RequestId: requestId, ...numbers, VpnConnections: items });
};

function notFound(): never {
  throw new Fault(404, 'InvalidVpnConnectionInstanceId.NotFound', 'The specified vpn connection or tunnel does not exist.');
}

function singleOf(service: Service, id: string): Asked {
  const connection = service.topology.connectionById.get(id) ?? notFound();
  const [link] = connection.links;
  if (connection.mode === 'dual' || !link) throw new Fault(400, 'MissingTunnelIds', 'TunnelIds is mandatory for this action.');
  return { connection, link };
}

/** A gateway that is given is the one that all of them are attached to. Of connections elsewhere no document says what the service takes. */
function assertGateway(params: Params, { topology }: Service, asked: readonly Asked[]): void {
  const id = params['VpnGatewayId'];
  if (id === undefined || id === '') return;
  const others = asked.filter(({ connection }) => connection.attachedTo === 'vpn-gateway');
  if (others.length > 0 && !topology.gatewayById.has(id))
    throw new Fault(404, 'InvalidVpnGatewayInstanceId.NotFound', 'The specified vpn gateway instance id does not exist.');
  if (others.some(({ connection }) => connection.gateway?.id !== id)) notFound();
}

function diagnosis(connection: Connection, link: Link, now: number): Record<string, unknown> {
  const subject = { VpnConnectionId: connection.id, ...(link.tunnelId !== undefined && { TunnelId: link.tunnelId }) };
  if (upAt(link.ipsec, now)) {
    return { ...subject, Severity: 'Normal', FailedReasonCode: 'NoExceptionFound', FailedReason: 'No exception found' };
  }
  const step = stepAt(link.ipsec, now);
  const cause = link.ipsec.causeAt(now);
  const code = reasonOf(cause);
  const at = step?.at ?? connection.since;
  return {
    ...subject,
    Severity: 'Critical',
    FailedReasonCode: code,
    FailedReason: code.replace(/([a-z0-9])([A-Z])/g, '$1 $2'),
    FailedTime: at,
    ...mismatch(code),
    SourceLog: downLines(cause, link.tunnelId ?? connection.id)
      .map((text) => logLine(at, connection.id, link, text))
      .join('\n'),
  };
}

/** What the two ends disagree about. For a key mismatch the two keys themselves come back. */
function mismatch(code: string): Record<string, string> {
  if (code === 'PskMismatch')
    return { MismatchLocalParam: `${SIMULATED_SECRET}-local-psk`, MismatchRemoteParam: `${SIMULATED_SECRET}-remote-psk` };
  const [local, remote] = disagreement(code) ?? [];
  return local === undefined || remote === undefined ? {} : { MismatchLocalParam: local, MismatchRemoteParam: remote };
}
