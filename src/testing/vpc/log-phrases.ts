import type { Cause } from '../model/steps.ts';
import { SIMULATED_SECRET } from '../secret.ts';

/** What a daemon writes of one cause: the function that writes it, and its words. */
interface Phrase {
  readonly level: string;
  readonly place: string;
  readonly words: string;
}

const at = (place: string, words: string, level = 'PROTO_ERR'): Phrase => ({ level, place, words });

// The words are those of Alibaba Cloud's troubleshooting table, of racoon and strongSwan; where it has none, the daemon's own.
const PHRASES: Readonly<Record<string, Phrase>> = {
  PeerMismatch: at('ike_sa.c:2010:process_message()', 'received UNSUPPORTED_CRITICAL_PAYLOAD error'),
  AlgorithmMismatch: at('ipsec_doi.c:408:get_ph1approvalx()', 'no suitable proposal found.'),
  EncryptionAlgorithmMismatch: at(
    'ipsec_doi.c:540:t2isakmpsa()',
    'rejected enctype: DB(prop#1:trns#1):Peer(prop#1:trns#1) = AES-CBC:3DES-CBC',
  ),
  AuthenticationAlgorithmMismatch: at(
    'ipsec_doi.c:551:t2isakmpsa()',
    'rejected hashtype: DB(prop#1:trns#1):Peer(prop#1:trns#1) = SHA256:SHA',
  ),
  DhGroupMismatch: at(
    'ipsec_doi.c:562:t2isakmpsa()',
    'rejected dh_group: DB(prop#1:trns#1):Peer(prop#1:trns#1) = 2048-bit MODP group:1024-bit MODP group',
  ),
  PskMismatch: at('isakmp.c:1301:isakmp_ph1begin_r()', "couldn't find the proper pskey or mismatch of preshared secrets."),
  PeerIdMismatch: at('ipsec_doi.c:4012:ipsecdoi_checkid1()', 'ID value does not match peers id.'),
  DpdHashNotifyCompatibility: at('isakmp_inf.c:310:isakmp_info_recv()', 'the order of hash and notify payloads is not accepted.'),
  DpdTimeout: at('isakmp_inf.c:1514:isakmp_info_send_r_u()', 'DPD: remote seems to be dead', 'INFO'),
  IkeVersionMismatch: at('isakmp.c:505:isakmp_main()', 'unknown ikev2 peer.'),
  NegotiationModeMismatch: at('isakmp.c:1015:isakmp_ph1begin_r()', 'not acceptable Identity Protection mode'),
  NatTMismatch: at('isakmp_ident.c:912:ident_r3recv()', 'NAT-T is set on one side only.'),
  LifetimeMismatch: at('proposal.c:388:cmpsaprop_alloc()', 'long lifetime proposed: my:3600 peer:86400'),
  SecurityProtocolMismatch: at('proposal.c:412:cmpsaprop_alloc()', 'proto_id mismatched: my:ESP peer:AH'),
  EncapsulationModeMismatch: at('proposal.c:421:cmpsaprop_alloc()', 'encmode mismatched: my:Tunnel peer:Transport'),
  AlgorithmCompatibility: at('crypto_openssl.c:610:evp_crypt()', 'the message authentication code differs.'),
  TrafficSelectorMismatch: at('child_create.c:1602:process_i()', 'traffic selector unacceptable, failed to establish CHILD_SA'),
  PfsMismatch: at('proposal.c:305:cmpsaprop_alloc()', 'pfs group mismatched: my:14 peer:0'),
  CommitMismatch: at('isakmp_quick.c:1204:quick_r3recv()', 'the commit bit is set on one side only.'),
  ProposalMismatch: at('isakmp_inf.c:210:isakmp_info_recv_n()', 'received NO_PROPOSAL_CHOSEN error notify'),
  NegotiationFailed: at('isakmp.c:2170:isakmp_chkph1there()', 'phase2 negotiation failed due to time up waiting for phase1.'),
  Phase1NegotiationTimeout: at('ikev1.c:1433:isakmp_ph1resend()', 'phase1 negotiation failed due to time up.'),
  Phase2NegotiationTimeout: at('ikev1.c:1512:isakmp_ph2resend()', 'phase2 negotiation failed due to time up.'),
  NoResponse: at('task_manager_v2.c:403:retransmit()', 'sending retransmit 5 of request message ID 0, seq 1', 'INFO'),
  ReceiveDeleteNotify: at('delete.c:112:process_r()', 'received DELETE IKE_SA', 'INFO'),
};

const UP = at('isakmp_quick.c:2240:quick_i2send()', 'IPsec-SA established: ESP/Tunnel', 'INFO');
const CHATTER = at('isakmp_inf.c:1514:isakmp_info_recv_r_u()', 'DPD R-U-There received, R-U-There-Ack sent', 'DEBUG');

/** The `FailedReasonCode` of a cause. */
export function reasonOf(cause: Cause | undefined): string {
  return cause?.reason ?? (cause?.phase === 'phase2' ? 'Phase2NegotiationTimeout' : 'Phase1NegotiationTimeout');
}

/** What the two ends disagree about, as the line of that cause names it: ours, then the peer's. Most causes name nothing. */
export function disagreement(code: string): readonly [local: string, remote: string] | undefined {
  const [, local, remote] = /(?: = |\bmy:)([^:]+?)(?::| peer:)([^:]+)$/.exec(PHRASES[code]?.words ?? '') ?? [];
  return local === undefined || remote === undefined ? undefined : [local, remote];
}

/** What is written when a link goes down. The daemon that cannot match a key writes the key too. */
export function downLines(cause: Cause | undefined, connectionId: string): readonly string[] {
  const code = reasonOf(cause);
  const line = written(PHRASES[code] ?? at('ikev1.c:100:isakmp_main()', code));
  return code === 'PskMismatch'
    ? [line, written(at('oakley.c:2412:oakley_skeyid()', `psk: ${SIMULATED_SECRET}-psk-${connectionId}`, 'DEBUG2'))]
    : [line];
}

export const upLine = (): string => written(UP);
export const chatterLine = (): string => written(CHATTER);

function written({ level, place, words }: Phrase): string {
  return `[${level}]: ${place}: ${words}`;
}
