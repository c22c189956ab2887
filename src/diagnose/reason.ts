/**
 * Why a negotiation failed: the values of `FailedReasonCode` that `DiagnoseVpnConnections` (API version 2016-04-28) documents.
 *
 * {@link DIAGNOSIS_REASONS} says what each means and what to compare.
 *
 * @example
 * ```ts
 * import { DiagnosisReason, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function hasWrongKey(monitor: VpnMonitor, connectionId: string): Promise<boolean> {
 *   const found = await monitor.connection(connectionId).diagnose();
 *   return found.some(({ code }) => code === DiagnosisReason.PskMismatch);
 * }
 * ```
 *
 * @enum
 */
export const DiagnosisReason = {
  /** The two ends do not take each other for the peer they expect. */
  PeerMismatch: 'PeerMismatch',
  /** The two ends share no set of algorithms. */
  AlgorithmMismatch: 'AlgorithmMismatch',
  /** The encryption algorithms differ. */
  EncryptionAlgorithmMismatch: 'EncryptionAlgorithmMismatch',
  /** The authentication (hash) algorithms differ. */
  AuthenticationAlgorithmMismatch: 'AuthenticationAlgorithmMismatch',
  /** The Diffie-Hellman groups differ. */
  DhGroupMismatch: 'DhGroupMismatch',
  /** The pre-shared keys of the two ends differ. */
  PskMismatch: 'PskMismatch',
  /** An end calls itself by another identity than the other expects. */
  PeerIdMismatch: 'PeerIdMismatch',
  /** The payloads of dead peer detection come in another order than the other end takes. */
  DpdHashNotifyCompatibility: 'DpdHashNotifyCompatibility',
  /** The peer answered no dead peer detection, so the tunnel was given up. */
  DpdTimeout: 'DpdTimeout',
  /** One end speaks IKEv1, the other IKEv2. */
  IkeVersionMismatch: 'IkeVersionMismatch',
  /** One end negotiates in main mode, the other in aggressive mode. */
  NegotiationModeMismatch: 'NegotiationModeMismatch',
  /** Only one end uses NAT traversal. */
  NatTMismatch: 'NatTMismatch',
  /** The SA lifetimes differ by more than an end accepts. */
  LifetimeMismatch: 'LifetimeMismatch',
  /** The security protocols differ: ESP on one side, AH on the other. */
  SecurityProtocolMismatch: 'SecurityProtocolMismatch',
  /** The encapsulation modes differ: tunnel on one side, transport on the other. */
  EncapsulationModeMismatch: 'EncapsulationModeMismatch',
  /** Both ends name the same algorithm and implement it differently. */
  AlgorithmCompatibility: 'AlgorithmCompatibility',
  /** The address ranges to be protected differ. */
  TrafficSelectorMismatch: 'TrafficSelectorMismatch',
  /** Perfect forward secrecy differs. */
  PfsMismatch: 'PfsMismatch',
  /** Only one end uses the commit bit. */
  CommitMismatch: 'CommitMismatch',
  /** No proposal of one end is acceptable to the other. */
  ProposalMismatch: 'ProposalMismatch',
  /** The negotiation failed for a reason that the service does not name. */
  NegotiationFailed: 'NegotiationFailed',
  /** Phase 1 (IKE) was not finished in time. */
  Phase1NegotiationTimeout: 'Phase1NegotiationTimeout',
  /** Phase 2 (IPsec) was not finished in time. */
  Phase2NegotiationTimeout: 'Phase2NegotiationTimeout',
  /** The peer does not answer. */
  NoResponse: 'NoResponse',
  /** The peer asked for the deletion of the SA. */
  ReceiveDeleteNotify: 'ReceiveDeleteNotify',
  /** The service finds nothing wrong. */
  NoExceptionFound: 'NoExceptionFound',
} as const;

/** One of the documented reason codes. */
export type DiagnosisReason = (typeof DiagnosisReason)[keyof typeof DiagnosisReason];
