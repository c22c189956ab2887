/**
 * The text that every secret of the simulated account holds: pre-shared keys, BGP keys,
 * certificates, the access key's secret; in the alert history whom an alert went to, with the tokens of
 * webhooks; the signature of a threshold notification. Search your output, logs and errors for it to prove
 * that nothing leaks.
 */
export const SIMULATED_SECRET = 'SIMULATED-SECRET-do-not-leak';

/** An access key, as {@link Simulator.credentials} gives and the option `credentials` takes it. */
export interface SimulatedCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Present for temporary credentials; requests must then carry the same token. */
  readonly securityToken?: string;
}

/** The key pair a simulator accepts unless its options name another. */
export const DEFAULT_CREDENTIALS: SimulatedCredentials = {
  accessKeyId: 'simulated-access-key-id',
  accessKeySecret: `${SIMULATED_SECRET}-access-key`,
};
