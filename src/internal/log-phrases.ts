// The table of Alibaba Cloud's troubleshooting document, of the daemons racoon and strongSwan: what a line holds, and what that means.
/** What a line of a negotiation log may hold, in lower case, and the reason that it then speaks for. */
export const LOG_PHRASES = [
  ['PskMismatch', ['mismatch of preshared secrets', 'invalid hash_v1 payload length, decryption failed', 'could not decrypt payloads']],
  [
    'ProposalMismatch',
    ['no proposal chosen', 'received no_proposal_chosen', 'no suitable proposal found', 'none of my proposal matched', 'proposal mismatch'],
  ],
  ['DhGroupMismatch', ['received ke type', 'rejected dh_group']],
  ['EncryptionAlgorithmMismatch', ['rejected enctype', 'trns_id mismatched']],
  ['AuthenticationAlgorithmMismatch', ['rejected hashtype', 'authtype mismatched']],
  ['PeerIdMismatch', ['does not match peers id', 'message lacks idr payload']],
  [
    'TrafficSelectorMismatch',
    ['traffic selector unacceptable', 'received notify type ts_unacceptable', 'received invalid_id_information error notify'],
  ],
  ['PfsMismatch', ['pfs group mismatched', 'message lacks ke payload']],
  ['DpdTimeout', ['dpd: remote seems to be dead']],
  ['IkeVersionMismatch', ['unknown ikev2 peer']],
  ['NegotiationModeMismatch', ['not acceptable identity protection mode']],
  ['LifetimeMismatch', ['long lifetime proposed']],
  ['Phase1NegotiationTimeout', ['phase1 negotiation failed due to time up']],
  ['NegotiationFailed', ['phase2 negotiation failed due to time up waiting for phase1']],
  ['NoResponse', ['sending retransmit', 'retransmission count exceeded the limit']],
  ['ReceiveDeleteNotify', ['received delete ike_sa']],
  ['PeerMismatch', ['received unsupported_critical_payload error']],
] as const satisfies readonly (readonly [reason: string, phrases: readonly string[]])[];
