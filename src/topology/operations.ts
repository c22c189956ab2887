import { once } from '../internal/once.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { Certificate, Connection, Gateway, SslServer } from './models.ts';
import type { ReadRow } from './read-row.ts';

/** How one kind of resource is listed. */
export interface ListOperation<T> {
  /** Default: `vpc`. */
  readonly product?: ApiRequest['product'];
  readonly action: string;
  /** Where the answer holds the list: `container.item[]`, or `container[]` where it has no `item`. */
  readonly container: string;
  readonly item?: string;
  /** Whether a list of one row may come as that row alone. */
  readonly mayBeRow?: boolean;
  readonly idOf: (model: T) => string;
  readonly reader: () => Promise<ReadRow<T>>;
}

// The readers bring the schema library with them, which costs start-up time.
const readers = /* @__PURE__ */ once(() => import('./readers.ts'));

export const GATEWAYS: ListOperation<Gateway> = {
  action: 'DescribeVpnGateways',
  container: 'VpnGateways',
  item: 'VpnGateway',
  idOf: (one) => one.gatewayId,
  reader: async () => (await readers()).readGateway,
};

/** Lists connections on gateways and on transit routers alike. */
export const CONNECTIONS: ListOperation<Connection> = {
  action: 'DescribeVpnConnections',
  container: 'VpnConnections',
  item: 'VpnConnection',
  idOf: (one) => one.connectionId,
  reader: async () => (await readers()).readConnection,
};

export const CERTIFICATES: ListOperation<Certificate> = {
  action: 'DescribeSslVpnClientCerts',
  container: 'SslVpnClientCertKeys',
  item: 'SslVpnClientCertKey',
  idOf: (one) => one.certificateId,
  reader: async () => (await readers()).readCertificate,
};

export const SSL_SERVERS: ListOperation<SslServer> = {
  action: 'DescribeSslVpnServers',
  container: 'SslVpnServers',
  item: 'SslVpnServer',
  // The sample of 2021 has an object there.
  mayBeRow: true,
  idOf: (one) => one.serverId,
  reader: async () => (await readers()).readSslServer,
};
