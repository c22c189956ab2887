/** A client that is connected to a VPN gateway through SSL-VPN. Frozen. Fields that the service leaves out are absent. */
export interface SslClient {
  /** `CN=` and the id of the client's certificate; with two-factor authentication the name of the user. */
  readonly commonName: string;
  /** The client's certificate, `vsc-…`, if `commonName` contains its id. */
  readonly certificateId?: string;
  /** The public address of the client. */
  readonly address?: string;
  /** The source port of the client. Absent if the service masks it. */
  readonly port?: number;
  /** The address that the gateway assigned to the client. */
  readonly privateAddress?: string;
  /** The time of the connection, in milliseconds since the epoch. */
  readonly connectedAt?: number;
  /** Bytes that the gateway sent to the client. */
  readonly sentBytes?: number;
  /** Bytes that the gateway received from the client. */
  readonly receivedBytes?: number;
  /** Whether the client is connected. Absent if the service gives no status. */
  readonly online?: boolean;
  /** The status in the service's words. Only `online` is documented. */
  readonly status?: string;
}
