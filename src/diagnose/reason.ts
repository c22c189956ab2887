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
 */
export const DiagnosisReason = {
  PeerMismatch: 'PeerMismatch',
  AlgorithmMismatch: 'AlgorithmMismatch',
  EncryptionAlgorithmMismatch: 'EncryptionAlgorithmMismatch',
  AuthenticationAlgorithmMismatch: 'AuthenticationAlgorithmMismatch',
  DhGroupMismatch: 'DhGroupMismatch',
  PskMismatch: 'PskMismatch',
  PeerIdMismatch: 'PeerIdMismatch',
  DpdHashNotifyCompatibility: 'DpdHashNotifyCompatibility',
  DpdTimeout: 'DpdTimeout',
  IkeVersionMismatch: 'IkeVersionMismatch',
  NegotiationModeMismatch: 'NegotiationModeMismatch',
  NatTMismatch: 'NatTMismatch',
  LifetimeMismatch: 'LifetimeMismatch',
  SecurityProtocolMismatch: 'SecurityProtocolMismatch',
  EncapsulationModeMismatch: 'EncapsulationModeMismatch',
  AlgorithmCompatibility: 'AlgorithmCompatibility',
  TrafficSelectorMismatch: 'TrafficSelectorMismatch',
  PfsMismatch: 'PfsMismatch',
  CommitMismatch: 'CommitMismatch',
  ProposalMismatch: 'ProposalMismatch',
  NegotiationFailed: 'NegotiationFailed',
  Phase1NegotiationTimeout: 'Phase1NegotiationTimeout',
  Phase2NegotiationTimeout: 'Phase2NegotiationTimeout',
  NoResponse: 'NoResponse',
  ReceiveDeleteNotify: 'ReceiveDeleteNotify',
  NoExceptionFound: 'NoExceptionFound',
} as const;

/** One of the documented reason codes. */
export type DiagnosisReason = (typeof DiagnosisReason)[keyof typeof DiagnosisReason];
