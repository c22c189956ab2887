import { stepAt, upAt, type Cause } from '../model/steps.ts';
import type { Connection, Link } from '../model/topology.ts';
import { SIMULATED_SECRET } from '../secret.ts';
import type { Operation } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { indexed } from '../service/params.ts';
import { pageOf } from './listing.ts';

/** Why links are down: by connection for single tunnels, by tunnel for dual ones. */
export const diagnoseVpnConnections: Operation = (params, service, requestId) => {
  const tunnels = indexed(params, 'TunnelIds');
  const connections = indexed(params, 'VpnConnectionIds');
  if (tunnels.length + connections.length === 0) throw new Fault(400, 'MissingParameter', 'VpnConnectionIds or TunnelIds is mandatory for this action.');
  const found = [
    ...tunnels.map((id) => service.topology.tunnelById.get(id)),
    ...connections.map((id) => {
      const connection = service.topology.connectionById.get(id);
      const link = connection?.links[0];
      return connection?.mode === 'single' && link ? { connection, link } : undefined;
    }),
  ];
  const rows = found.map((one) => {
    if (!one) throw new Fault(404, 'InvalidVpnConnectionInstanceId.NotFound', 'The specified vpn connection or tunnel does not exist.');
    return diagnosis(one.connection, one.link, service.now());
  });
  const { items, numbers } = pageOf(params, rows);
  return JSON.stringify({ RequestId: requestId, ...numbers, VpnConnections: items });
};

function diagnosis(connection: Connection, link: Link, now: number): Record<string, unknown> {
  const subject = { VpnConnectionId: connection.id, ...(link.tunnelId !== undefined && { TunnelId: link.tunnelId }) };
  if (upAt(link.ipsec, now)) {
    return { ...subject, Severity: 'Normal', FailedReasonCode: 'NoExceptionFound', FailedReason: 'No exception found' };
  }
  const step = stepAt(link.ipsec, now);
  const code = reasonOf(step?.cause);
  return {
    ...subject,
    Severity: 'Critical',
    FailedReasonCode: code,
    FailedReason: code.replace(/([a-z0-9])([A-Z])/g, '$1 $2'),
    FailedTime: step?.at ?? connection.since,
    ...mismatch(code),
    SourceLog: `${connection.id} [PROTO_ERR]: ${code}`,
  };
}

function reasonOf(cause: Cause | undefined): string {
  return cause?.reason ?? (cause?.phase === 'phase2' ? 'Phase2NegotiationTimeout' : 'Phase1NegotiationTimeout');
}

/** What the two ends disagree about. For a key mismatch the two keys themselves come back. */
function mismatch(code: string): Record<string, string> {
  if (code === 'PskMismatch') return { MismatchLocalParam: `${SIMULATED_SECRET}-local-psk`, MismatchRemoteParam: `${SIMULATED_SECRET}-remote-psk` };
  return code.includes('Mismatch') ? { MismatchLocalParam: 'SHA256', MismatchRemoteParam: 'SHA' } : {};
}
