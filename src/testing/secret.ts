/**
 * The text that every secret of the simulated account contains: pre-shared keys, BGP keys, certificates, the access key's secret, the contacts
 * and webhook tokens in the alert history, and the signature of threshold notifications. Search your output, logs and errors for it to prove that
 * nothing leaks.
 */
export const SIMULATED_SECRET = 'SIMULATED-SECRET-do-not-leak';

/** An access key of the simulated account. It fits the `credentials` option of a `VpnMonitor`. */
export interface SimulatedCredentials {
  /** The AccessKey ID. */
  readonly accessKeyId: string;
  /** The AccessKey secret. The default one contains {@link SIMULATED_SECRET}. */
  readonly accessKeySecret: string;
  /** Present for temporary credentials. Requests must then contain the same token. */
  readonly securityToken?: string;
}

/** The key pair a simulator accepts unless its options name another. */
export const DEFAULT_CREDENTIALS: SimulatedCredentials = {
  accessKeyId: 'simulated-access-key-id',
  accessKeySecret: `${SIMULATED_SECRET}-access-key`,
};
