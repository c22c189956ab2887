import { frozen } from '../../internal/frozen.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import type { ReadRow } from '../../topology/index.ts';
import type { SslClient } from './model.ts';

/** A row of `DescribeSslVpnClients`. */
export const readClient: ReadRow<SslClient> = (row, { skip, share }) => {
  const commonName = isRecord(row) ? text(row['CommonName'])?.trim() : undefined;
  if (!isRecord(row) || commonName === undefined) {
    skip();
    return undefined;
  }
  const status = text(row['Status']);
  return frozen<SslClient>({
    commonName,
    certificateId: /(?:^|[\s,/])CN\s*=\s*(vsc-[^\s,/]+)/i.exec(commonName)?.[1],
    address: text(row['Ip']),
    port: portOf(row['Port']),
    privateAddress: text(row['PrivateIp']),
    connectedAt: finiteNumber(row['ConnectedTime']),
    sentBytes: finiteNumber(row['SendBytes']),
    receivedBytes: finiteNumber(row['ReceiveBytes']),
    online: status === undefined ? undefined : status.trim().toLowerCase() === 'online',
    status: share(status),
  });
};

/** A port; `undefined` for one that is masked, such as `4****`. */
function portOf(value: unknown): number | undefined {
  const port = finiteNumber(value);
  return port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}
