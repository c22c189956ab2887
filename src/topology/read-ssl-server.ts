import { frozen } from '../internal/frozen.ts';
import type { SslServer } from './models.ts';
import type { ReadRow } from './read-row.ts';
import { sslServerRow } from './schemas.ts';

/** A row of `DescribeSslVpnServers`. */
export const readSslServer: ReadRow<SslServer> = (row, { skip }) => {
  const parsed = sslServerRow.safeParse(row);
  if (!parsed.success) {
    skip();
    return undefined;
  }
  return frozen<SslServer>({ serverId: parsed.data.SslVpnServerId, gatewayId: parsed.data.VpnGatewayId });
};
