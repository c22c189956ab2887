import { reworded, VpnMonitorError } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { type ListDependencies, type ListOperation, readList } from '../../topology/index.ts';
import type { SslClient } from './model.ts';
import { readClient } from './read-client.ts';

const CLIENTS: ListOperation<SslClient> = {
  action: 'DescribeSslVpnClients',
  container: 'ClientInfoList',
  // What it has sent and received changes from page to page.
  idOf: ({ commonName, address, port, privateAddress, connectedAt }) =>
    JSON.stringify([commonName, address, port, privateAddress, connectedAt]),
  reader: () => Promise.resolve(readClient),
};

/** The clients of a gateway, each once. */
export async function askSslClients(
  deps: ListDependencies,
  gatewayId: string,
  signal: AbortSignal | undefined,
): Promise<readonly SslClient[]> {
  using linked = linkSignals(signal, deps.closed);
  try {
    return (await readList(CLIENTS, { VpnGatewayId: gatewayId }, { ...deps, closed: linked.signal })).value;
  } catch (error) {
    throw isRefusal(error) ? reworded(error, `${error.message} ${UPGRADE}`, { cause: error }) : error;
  }
}

// No document says by which code an old gateway is refused, so the advice goes with each that is about this gateway and not about the caller.
function isRefusal(error: unknown): error is VpnMonitorError {
  if (!VpnMonitorError.isInstance(error) || error.vendorCode === undefined) return false;
  return error.code === 'invalid-request' || (error.code === 'server' && error.status !== undefined && error.status < 500);
}

const UPGRADE =
  'A VPN gateway that was made before 10 December 2022 shows its SSL clients only once it is upgraded to the latest version: see "Upgrade a VPN gateway" in the documents of VPN Gateway.';
