import type { IpsecPhase } from '../topology/index.ts';
import type { DiagnosisReason } from './reason.ts';

/** The meaning of a reason code, and what to compare. */
export interface DiagnosisReasonSpec {
  /** The value of `FailedReasonCode` in `DiagnoseVpnConnections`. */
  readonly code: DiagnosisReason;
  /** The cause, in one sentence. */
  readonly meaning: string;
  /** The settings to compare on the Alibaba Cloud side and on the customer gateway. */
  readonly hint: string;
  /** The phase of the negotiation that fails. Absent if it may be either phase, or neither. */
  readonly phase?: IpsecPhase;
}

const ROWS = {
  PeerMismatch: {
    phase: 'phase1',
    meaning: 'The two ends do not take each other for the peer they expect.',
    hint:
      'Compare the address of the customer gateway on the Alibaba Cloud side with the public address that the device really sends from, and the peer address ' +
      'on the device with the address of the VPN gateway or tunnel.',
  },
  AlgorithmMismatch: {
    meaning: 'The two ends share no set of algorithms.',
    hint: 'Compare encryption, authentication and DH group of the IKE and the IPsec settings on the Alibaba Cloud side with both proposals of the customer gateway.',
  },
  EncryptionAlgorithmMismatch: {
    meaning: 'The encryption algorithms differ.',
    hint:
      'Compare the encryption algorithm of the IKE and the IPsec settings on the Alibaba Cloud side with the one of the same phase on the customer gateway, ' +
      'key length included.',
  },
  AuthenticationAlgorithmMismatch: {
    meaning: 'The authentication (hash) algorithms differ.',
    hint:
      'Compare the authentication algorithm of the IKE and the IPsec settings on the Alibaba Cloud side with the hash or integrity algorithm of the same ' +
      'phase on the customer gateway.',
  },
  DhGroupMismatch: {
    meaning: 'The Diffie-Hellman groups differ.',
    hint: 'Compare the DH group (IKE) and PFS (IPsec) on the Alibaba Cloud side with the groups of both phases on the customer gateway.',
  },
  PskMismatch: {
    phase: 'phase1',
    meaning: 'The pre-shared keys of the two ends differ.',
    hint:
      'Enter the same pre-shared key again on the Alibaba Cloud side and on the customer gateway: look for spaces and line ends at its edges, and for a ' +
      'tunnel that has the key of another.',
  },
  PeerIdMismatch: {
    phase: 'phase1',
    meaning: 'An end calls itself by another identity than the other expects.',
    hint:
      'Compare LocalId on the Alibaba Cloud side with the remote identity on the customer gateway, and RemoteId with its local identity: both value and type ' +
      '(address or name).',
  },
  DpdHashNotifyCompatibility: {
    meaning: 'The payloads of dead peer detection come in another order than the other end takes.',
    hint:
      'Set the order of the DPD payloads (hash before notify, or after it) on the customer gateway to what the Alibaba Cloud side sends, or switch DPD off ' +
      'on both sides.',
  },
  DpdTimeout: {
    meaning: 'The peer answered no dead peer detection, so the tunnel was given up.',
    hint:
      'Check that the customer gateway is up and that its path to the Alibaba Cloud side carries UDP 500 and 4500; then compare DPD on both sides: on or ' +
      'off, and its intervals.',
  },
  IkeVersionMismatch: {
    phase: 'phase1',
    meaning: 'One end speaks IKEv1, the other IKEv2.',
    hint: 'Compare the IKE version on the Alibaba Cloud side with the one of the customer gateway.',
  },
  NegotiationModeMismatch: {
    phase: 'phase1',
    meaning: 'One end negotiates in main mode, the other in aggressive mode.',
    hint: 'Compare the negotiation mode (main or aggressive) on the Alibaba Cloud side with the one of the customer gateway. It is a setting of IKEv1 only.',
  },
  NatTMismatch: {
    phase: 'phase1',
    meaning: 'Only one end uses NAT traversal.',
    hint: 'Compare NAT traversal on the Alibaba Cloud side with the customer gateway. Behind a NAT device both sides need it, and UDP 4500 must pass.',
  },
  LifetimeMismatch: {
    meaning: 'The SA lifetimes differ by more than an end accepts.',
    hint: 'Compare the SA life cycle of the IKE and the IPsec settings on the Alibaba Cloud side with the lifetimes of both phases on the customer gateway.',
  },
  SecurityProtocolMismatch: {
    phase: 'phase2',
    meaning: 'The security protocols differ: ESP on one side, AH on the other.',
    hint: 'Set the customer gateway to ESP, which is what the Alibaba Cloud side speaks.',
  },
  EncapsulationModeMismatch: {
    phase: 'phase2',
    meaning: 'The encapsulation modes differ: tunnel on one side, transport on the other.',
    hint: 'Set the customer gateway to tunnel mode, which is what the Alibaba Cloud side speaks.',
  },
  AlgorithmCompatibility: {
    meaning: 'Both ends name the same algorithm and implement it differently.',
    hint: 'Choose another algorithm on the Alibaba Cloud side and on the customer gateway, such as AES-256 with SHA-256, or update the software of the customer gateway.',
  },
  TrafficSelectorMismatch: {
    phase: 'phase2',
    meaning: 'The address ranges to be protected differ.',
    hint:
      'Compare local and remote network on the Alibaba Cloud side with remote and local network on the customer gateway: they must mirror each other. With ' +
      'destination routing mode all must be 0.0.0.0/0 on both sides.',
  },
  PfsMismatch: {
    phase: 'phase2',
    meaning: 'Perfect forward secrecy differs.',
    hint: 'Compare DH group (PFS) of the IPsec settings on the Alibaba Cloud side with PFS of phase 2 on the customer gateway: off on both sides, or the same group.',
  },
  CommitMismatch: {
    phase: 'phase2',
    meaning: 'Only one end uses the commit bit.',
    hint: 'Switch the commit bit off on the customer gateway; the Alibaba Cloud side does not set it.',
  },
  ProposalMismatch: {
    meaning: 'No proposal of one end is acceptable to the other.',
    hint:
      'Compare all of the IKE and the IPsec settings on the Alibaba Cloud side with the proposals of the same phase on the customer gateway: version, ' +
      'encryption, authentication, DH group, PFS.',
  },
  NegotiationFailed: {
    meaning: 'The negotiation failed for a reason that the service does not name.',
    hint: 'Read the logs of the connection on the Alibaba Cloud side and those of the customer gateway of the same minute, then compare the settings phase by phase.',
  },
  Phase1NegotiationTimeout: {
    phase: 'phase1',
    meaning: 'Phase 1 (IKE) was not finished in time.',
    hint:
      'Check that UDP 500 and 4500 pass both ways between the Alibaba Cloud side and the customer gateway, and that each names the other’s address; then ' +
      'compare the IKE settings.',
  },
  Phase2NegotiationTimeout: {
    phase: 'phase2',
    meaning: 'Phase 2 (IPsec) was not finished in time.',
    hint: 'Compare the IPsec settings and the protected networks on the Alibaba Cloud side with phase 2 of the customer gateway, whose own log says why it does not answer.',
  },
  NoResponse: {
    phase: 'phase1',
    meaning: 'The peer does not answer.',
    hint:
      'Check that the customer gateway is up and that its firewall and provider let UDP 500 and 4500 pass to and from the address on the Alibaba Cloud side; ' +
      'compare the addresses that each side names.',
  },
  ReceiveDeleteNotify: {
    meaning: 'The peer asked for the deletion of the SA.',
    hint:
      'Look in the log of the customer gateway for why it ended the session (a change of settings, an idle timeout, a rekey); on the Alibaba Cloud side ' +
      'nothing need be wrong.',
  },
  NoExceptionFound: {
    meaning: 'The service finds nothing wrong.',
    hint: 'Nothing to compare. If no traffic passes, check routes and security groups on the Alibaba Cloud side, and routes and policies on the customer gateway.',
  },
} as const satisfies Readonly<Record<DiagnosisReason, Omit<DiagnosisReasonSpec, 'code'>>>;

/** The documented reason codes of `DiagnoseVpnConnections`, with the meaning and advice in the words of this package. */
export const DIAGNOSIS_REASONS: readonly DiagnosisReasonSpec[] = /* @__PURE__ */ ((): readonly DiagnosisReasonSpec[] =>
  Object.freeze((Object.keys(ROWS) as DiagnosisReason[]).map((code) => Object.freeze({ code, ...ROWS[code] }))))();

const byCode: ReadonlyMap<string, DiagnosisReasonSpec> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ DIAGNOSIS_REASONS.map((spec) => [spec.code.toLowerCase(), spec]),
);

/** The meaning of a reason code, in any capitalisation; `undefined` for an undocumented code. */
export function diagnosisReason(code: string): DiagnosisReasonSpec | undefined {
  return byCode.get(code.toLowerCase());
}
