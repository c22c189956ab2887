import { frozen } from '../internal/frozen.ts';
import type { Gateway } from './models.ts';
import { type ReadRow, tagsOf } from './read-row.ts';
import { gatewayRow } from './schemas.ts';

/** A row of `DescribeVpnGateways`. */
export const readGateway: ReadRow<Gateway> = (row, { skip }) => {
  const parsed = gatewayRow.safeParse(row);
  if (!parsed.success) {
    skip();
    return undefined;
  }
  const { data } = parsed;
  const addresses = [data.InternetIp, data.DisasterRecoveryInternetIp].filter((one) => one !== undefined);
  return frozen<Gateway>({
    kind: 'gateway',
    gatewayId: data.VpnGatewayId,
    name: data.Name,
    status: data.Status,
    businessStatus: data.BusinessStatus,
    spec: data.Spec,
    vpcId: data.VpcId,
    internetIps: Object.freeze([...new Set(addresses)]),
    ipsec: data.IpsecVpn,
    ssl: data.SslVpn,
    createdAt: data.CreateTime,
    endsAt: data.EndTime,
    tags: tagsOf(data),
  });
};
