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
    meaning: 'The peer is not the one that the other end expects.',
    hint:
      'Compare the address of the customer gateway on the Alibaba Cloud side with the public address that the device really uses. Compare the peer ' +
      'address on the device with the address of the VPN gateway or tunnel.',
  },
  AlgorithmMismatch: {
    meaning: 'The two ends have no set of algorithms in common.',
    hint:
      'Compare encryption, authentication and DH group of the IKE and the IPsec settings on the Alibaba Cloud side with the proposals for phase 1 ' +
      'and phase 2 on the customer gateway.',
  },
  EncryptionAlgorithmMismatch: {
    meaning: 'The encryption algorithms differ.',
    hint:
      'Compare the encryption algorithm and the key length of the IKE and the IPsec settings on the Alibaba Cloud side with those of the same phase ' +
      'on the customer gateway.',
  },
  AuthenticationAlgorithmMismatch: {
    meaning: 'The authentication (hash) algorithms differ.',
    hint:
      'Compare the authentication algorithm of the IKE and the IPsec settings on the Alibaba Cloud side with the hash or integrity algorithm of the ' +
      'same phase on the customer gateway.',
  },
  DhGroupMismatch: {
    meaning: 'The Diffie-Hellman groups differ.',
    hint: 'Compare the DH group (IKE) and PFS (IPsec) on the Alibaba Cloud side with the groups of both phases on the customer gateway.',
  },
  PskMismatch: {
    phase: 'phase1',
    meaning: 'The pre-shared keys of the two ends differ.',
    hint:
      'Enter the same pre-shared key again on the Alibaba Cloud side and on the customer gateway. Look for spaces and line breaks before and after ' +
      'the key, and for a tunnel that has the key of another tunnel.',
  },
  PeerIdMismatch: {
    phase: 'phase1',
    meaning: 'The two ends do not expect the same identity (local ID and remote ID).',
    hint:
      'Compare LocalId on the Alibaba Cloud side with the remote ID on the customer gateway, and RemoteId with its local ID. Both value and type ' +
      '(address or name) must be the same.',
  },
  DpdHashNotifyCompatibility: {
    meaning: 'The two ends use a different order of the payloads in dead peer detection (DPD).',
    hint:
      'On the customer gateway, set the order of the DPD payloads (hash-notify or notify-hash) that the Alibaba Cloud side uses, or switch DPD off ' +
      'on both sides.',
  },
  DpdTimeout: {
    meaning: 'The peer did not answer dead peer detection (DPD), so the tunnel was closed.',
    hint:
      'Check that the customer gateway is up and that UDP 500 and 4500 pass between it and the Alibaba Cloud side. Then compare DPD on both sides: ' +
      'on or off, and its intervals.',
  },
  IkeVersionMismatch: {
    phase: 'phase1',
    meaning: 'One end uses IKEv1, the other IKEv2.',
    hint: 'Compare the IKE version on the Alibaba Cloud side with the IKE version on the customer gateway.',
  },
  NegotiationModeMismatch: {
    phase: 'phase1',
    meaning: 'One end uses main mode, the other aggressive mode.',
    hint: 'Compare the negotiation mode (main or aggressive) on the Alibaba Cloud side with the mode on the customer gateway. Only IKEv1 has this setting.',
  },
  NatTMismatch: {
    phase: 'phase1',
    meaning: 'Only one end uses NAT traversal.',
    hint:
      'Compare NAT traversal on the Alibaba Cloud side and on the customer gateway. If the customer gateway is behind a NAT device, both sides need ' +
      'it, and UDP 4500 must pass.',
  },
  LifetimeMismatch: {
    meaning: 'The SA lifetimes differ by more than one of the ends accepts.',
    hint: 'Compare the SA life cycle of the IKE and the IPsec settings on the Alibaba Cloud side with the lifetimes of both phases on the customer gateway.',
  },
  SecurityProtocolMismatch: {
    phase: 'phase2',
    meaning: 'The security protocols differ: ESP on one side, AH on the other.',
    hint: 'Set the customer gateway to ESP: the Alibaba Cloud side uses ESP.',
  },
  EncapsulationModeMismatch: {
    phase: 'phase2',
    meaning: 'The encapsulation modes differ: tunnel on one side, transport on the other.',
    hint: 'Set the customer gateway to tunnel mode: the Alibaba Cloud side uses tunnel mode.',
  },
  AlgorithmCompatibility: {
    meaning: 'Both ends use the same algorithm but implement it differently.',
    hint:
      'Choose another algorithm on the Alibaba Cloud side and on the customer gateway, such as AES-256 with SHA-256, or update the software of the ' +
      'customer gateway.',
  },
  TrafficSelectorMismatch: {
    phase: 'phase2',
    meaning: 'The protected networks (traffic selectors) of the two ends do not match.',
    hint:
      'Compare the local and remote networks on the Alibaba Cloud side with the remote and local networks on the customer gateway: the local ' +
      'networks of one side must be the remote networks of the other. With destination routing mode all of them must be 0.0.0.0/0.',
  },
  PfsMismatch: {
    phase: 'phase2',
    meaning: 'The settings for perfect forward secrecy (PFS) differ.',
    hint:
      'Compare the DH group (PFS) of the IPsec settings on the Alibaba Cloud side with PFS of phase 2 on the customer gateway. It must be off on ' +
      'both sides, or the same group.',
  },
  CommitMismatch: {
    phase: 'phase2',
    meaning: 'Only one end uses the commit bit.',
    hint: 'Switch the commit bit off on the customer gateway; the Alibaba Cloud side does not set it.',
  },
  ProposalMismatch: {
    meaning: 'One end accepts none of the proposals of the other.',
    hint:
      'Compare all IKE and IPsec settings on the Alibaba Cloud side with the proposals of the same phase on the customer gateway: version, ' +
      'encryption, authentication, DH group, PFS.',
  },
  NegotiationFailed: {
    meaning: 'The negotiation failed for a reason that the service does not name.',
    hint:
      'Read the logs of the connection on the Alibaba Cloud side, and the logs of the customer gateway for the same minute. Then compare the ' +
      'settings phase by phase.',
  },
  Phase1NegotiationTimeout: {
    phase: 'phase1',
    meaning: 'Phase 1 (IKE) was not finished in time.',
    hint:
      'Check that UDP 500 and 4500 pass in both directions between the Alibaba Cloud side and the customer gateway, and that each side has the ' +
      'address of the other. Then compare the IKE settings.',
  },
  Phase2NegotiationTimeout: {
    phase: 'phase2',
    meaning: 'Phase 2 (IPsec) was not finished in time.',
    hint:
      'Compare the IPsec settings and the protected networks on the Alibaba Cloud side with phase 2 of the customer gateway. The log of the customer ' +
      'gateway says why it does not answer.',
  },
  NoResponse: {
    phase: 'phase1',
    meaning: 'The peer does not answer.',
    hint:
      'Check that the customer gateway is up and that its firewall and provider let UDP 500 and 4500 pass to and from the address on the Alibaba ' +
      'Cloud side. Compare the peer addresses on both sides.',
  },
  ReceiveDeleteNotify: {
    meaning: 'The peer asked to delete the SA.',
    hint:
      'Read in the log of the customer gateway why it ended the session: a change of settings, an idle timeout or a rekey. Possibly nothing is wrong ' +
      'on the Alibaba Cloud side.',
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
