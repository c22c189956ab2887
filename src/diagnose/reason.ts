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
  /** The peer is not the one that the other end expects. */
  PeerMismatch: 'PeerMismatch',
  /** The two ends have no set of algorithms in common. */
  AlgorithmMismatch: 'AlgorithmMismatch',
  /** The encryption algorithms differ. */
  EncryptionAlgorithmMismatch: 'EncryptionAlgorithmMismatch',
  /** The authentication (hash) algorithms differ. */
  AuthenticationAlgorithmMismatch: 'AuthenticationAlgorithmMismatch',
  /** The Diffie-Hellman groups differ. */
  DhGroupMismatch: 'DhGroupMismatch',
  /** The pre-shared keys of the two ends differ. */
  PskMismatch: 'PskMismatch',
  /** The two ends do not expect the same identity (local ID and remote ID). */
  PeerIdMismatch: 'PeerIdMismatch',
  /** The two ends use a different order of the payloads in dead peer detection (DPD). */
  DpdHashNotifyCompatibility: 'DpdHashNotifyCompatibility',
  /** The peer did not answer dead peer detection (DPD), so the tunnel was closed. */
  DpdTimeout: 'DpdTimeout',
  /** One end uses IKEv1, the other IKEv2. */
  IkeVersionMismatch: 'IkeVersionMismatch',
  /** One end uses main mode, the other aggressive mode. */
  NegotiationModeMismatch: 'NegotiationModeMismatch',
  /** Only one end uses NAT traversal. */
  NatTMismatch: 'NatTMismatch',
  /** The SA lifetimes differ by more than one of the ends accepts. */
  LifetimeMismatch: 'LifetimeMismatch',
  /** The security protocols differ: ESP on one side, AH on the other. */
  SecurityProtocolMismatch: 'SecurityProtocolMismatch',
  /** The encapsulation modes differ: tunnel on one side, transport on the other. */
  EncapsulationModeMismatch: 'EncapsulationModeMismatch',
  /** Both ends use the same algorithm but implement it differently. */
  AlgorithmCompatibility: 'AlgorithmCompatibility',
  /** The protected networks (traffic selectors) of the two ends do not match. */
  TrafficSelectorMismatch: 'TrafficSelectorMismatch',
  /** The settings for perfect forward secrecy (PFS) differ. */
  PfsMismatch: 'PfsMismatch',
  /** Only one end uses the commit bit. */
  CommitMismatch: 'CommitMismatch',
  /** One end accepts none of the proposals of the other. */
  ProposalMismatch: 'ProposalMismatch',
  /** The negotiation failed for a reason that the service does not name. */
  NegotiationFailed: 'NegotiationFailed',
  /** Phase 1 (IKE) was not finished in time. */
  Phase1NegotiationTimeout: 'Phase1NegotiationTimeout',
  /** Phase 2 (IPsec) was not finished in time. */
  Phase2NegotiationTimeout: 'Phase2NegotiationTimeout',
  /** The peer does not answer. */
  NoResponse: 'NoResponse',
  /** The peer asked to delete the SA. */
  ReceiveDeleteNotify: 'ReceiveDeleteNotify',
  /** The service finds nothing wrong. */
  NoExceptionFound: 'NoExceptionFound',
} as const;

/** One of the documented reason codes. */
export type DiagnosisReason = (typeof DiagnosisReason)[keyof typeof DiagnosisReason];
