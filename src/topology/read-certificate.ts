import { frozen } from '../internal/frozen.ts';
import { spelled } from '../internal/spelling.ts';
import type { Certificate } from './models.ts';
import type { ReadRow } from './read-row.ts';
import { certificateRow } from './schemas.ts';

const STATUSES = ['normal', 'expiring-soon', 'expired'];

/** A row of `DescribeSslVpnClientCerts`. */
export const readCertificate: ReadRow<Certificate> = (row, { skip }) => {
  const parsed = certificateRow.safeParse(row);
  if (!parsed.success) {
    skip();
    return undefined;
  }
  const { data } = parsed;
  return frozen<Certificate>({
    kind: 'certificate',
    certificateId: data.SslVpnClientCertId,
    name: data.Name,
    serverId: data.SslVpnServerId,
    status: spelled(data.Status, STATUSES),
    endsAt: data.EndTime,
    createdAt: data.CreateTime,
  });
};
