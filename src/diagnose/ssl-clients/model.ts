/** A client that is connected to a VPN gateway through SSL-VPN. Frozen; a field that the service left out is absent. */
export interface SslClient {
  /** As the service writes it: `CN=` and the id of the client's certificate; with two-factor authentication the user's name. */
  readonly commonName: string;
  /** `vsc-…`: the certificate that it connected with, where `commonName` names one. */
  readonly certificateId?: string;
  /** The public address that it connects from. */
  readonly address?: string;
  /** The port that it connects from; absent where the service masks it. */
  readonly port?: number;
  /** The address that the gateway gave it. */
  readonly privateAddress?: string;
  /** Milliseconds since the epoch. */
  readonly connectedAt?: number;
  /** What the gateway has sent to it, in bytes. */
  readonly sentBytes?: number;
  /** What the gateway has received from it, in bytes. */
  readonly receivedBytes?: number;
  /** Whether it is connected; absent where the service does not say. */
  readonly online?: boolean;
  /** As the service says it. `online` is the only word that is documented. */
  readonly status?: string;
}
