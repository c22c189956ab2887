import { EVENTS, METRICS } from '../../../catalog/index.ts';
import { LOG_PHRASES } from '../../../internal/log-phrases.ts';

// What the words of the service are made of: of its documents, of the generated clients' models, and of the daemons whose log it shows. A word of which one
// part is not here is taken for the account's own, so that no secret passes for looking like a state.
const STATES = `
  init initial provisioning provisioned active inactive activating activated deactivating deactivated attach attached attaching detach detached detaching create created
  creating update updated updating upgrade upgraded upgrading delete deleted deleting modify modified modifying pending running stopped stopping starting started available
  unavailable normal abnormal financial security locked locking unlocked expired expiring soon invalid valid enable enabled disable disabled open closed true false yes no on
  off none null unknown not up down established associated degraded healthy unhealthy partial progress executing executed reached unreachable unavaliable finished complete completed canceled cancelled
  success succeeded successful fail failed failure refused rejected online offline connected disconnected published conflict conflicting effective sent silence silent muted
  triggered resolved recovered recovering ok alarm insufficient keep last present standby primary secondary backup master slave main aggressive single dual traditional enhanced
  site large standard small medium free pay paid public private`;
const THINGS = `
  acs vpn vpngw vpc cen cbn tr ecr vbr nat igw ecs ens eni slb cms sls mns fc ram ipsec ike bgp ssl sa sas phase tunnel tunnels connection connections gateway gateways
  attachment attachments router routers transit client clients server servers certificate certificates cert certs customer instance instances resource resources user users
  account owner group groups region regions zone zones az network networks interface interfaces switch vswitch internet route routes routing entry entries table path traffic flow
  log logs vco tun ali cloud monitor event events system alert alerts rule rules metric metrics namespace dimension dimensions option options config configuration spec
  specification specifications index type types kind status state states mode modes role roles level levels severity code codes reason reasons result results action actions
  product products version time timestamp date begin start end from to create creation content data detail details info information attribute attributes extension extensions list
  item items event name names id ids uid ip ips address addresses asn as cidr local remote peer source destination dest next hop window count counts number total impact uptime health check hc dpd
  negotiation nego renegotiation rekey lifetime bandwidth utilization rate rates packet packets pkg pkgs byte bytes bit bits bps pps kbps mbps gbps latency rtt delay loss jitter
  average minimum maximum sum value values sample samples availability percent percentile p max min avg usage quota in out inbound outbound ingress egress receive received send
  rx tx net web hook contact order target targets project store logstore dashboard agent`;
const WORDS = `
  a by for of and or is at the with without all any other new old critical warn warning info error notice notification exception maintenance less greater than equal not yesterday week
  period threshold static custom imported default less no export advertise local subconfed allow accept drop reject get post put http https telnet ping tcp udp method
  sid s i m p ms second seconds minute minutes hour day`;
const ERRORS = `
  forbidden forbbiden sub invalid missing illegal malformed unsupported supported support parameter parameters param params argument format found exist exists such already throttling throttled user
  flow control api limit limited exceed exceeded exceeding exceeds quota requests request many too concurrent busy service internal server signature nonce used match does stamp
  token access key identity security authorization unauthorized authentication auth permission denied permitted unknown operation task incorrect appliance configuring dry run account
  arrears overdue range bad long short length mismatch malicious timeout timed timedout abort aborted fetch syntax reference assertion connect socket hang tls ssl err dns monitor insufficient
  balance rejected qps ecs page size start end date next cursor expression malfunction try again temporarily dependency violation`;
const NODE = `
  econnrefused econnreset econnaborted enotfound etimedout ehostunreach enetunreach enetdown ehostdown epipe eaddrnotavail eaddrinuse eacces eperm emfile enfile enobufs enoent eai again
  eproto eisconn enotconn einval esockettimedout noname nodata memory unable verify leaf first depth zero self signed chain crl issuer locally decode decrypt revoked untrusted purpose ca hostname
  altname wrong record protocol handshake alert hpe header headers overflow body und brotli encoding require module package import undefined uri expire until yet future has`;
const DAEMONS = `
  debug proto enc cfg knl mgr job dmn lib isakmp inf ident quick agg base frag ikev oakley doi crypto openssl proposal proposals pfkey policy sock misc sockmisc remoteconf nattraversal
  handler vendorid vendorids schedule session plog purge remove spi spis resend retransmit recv print newmsg main ph ph1 ph2 begin expire natt r u r1 u1 admin grabmyaddr dump delete notification n cmp
  comp compare compute hash psk skey encryption algorithm algorithms dh pfs lifetime nat id compatibility notify hash encapsulation selector commit`;

const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^ -~]+/g;
const MOST_DIGITS = 3;
const LONGEST = 80;
/** Shorter ones are in too many words. */
const LEAST_OF_SEVERAL = 3;

// Made when it is first needed: who records nothing need not wait for it.
let known: ReadonlySet<string> | undefined;

/** The parts of the service's words, in lower case. */
function vocabulary(): ReadonlySet<string> {
  return (known ??= madeVocabulary());
}

function madeVocabulary(): ReadonlySet<string> {
  const listed = [STATES, THINGS, WORDS, ERRORS, NODE, DAEMONS].join(' ').trim().split(/\s+/);
  const documented = [
    ...METRICS.flatMap(({ name, aliases, dimensions }) => [name, ...aliases, ...dimensions]),
    ...EVENTS.map(({ name }) => name),
    ...LOG_PHRASES.map(([code]) => code),
  ];
  return new Set([
    ...listed,
    ...documented.flatMap((word) => partsOf(word).filter((part) => /^[a-z]/i.test(part))).map((part) => part.toLowerCase()),
  ]);
}

/** The parts of a word: what capitals, digits and signs separate. */
function partsOf(word: string): readonly string[] {
  return word.match(PARTS) ?? [];
}

/** Whether a part is in the vocabulary, or several that stand there without anything between them, such as `vpnconnection`. */
function isPart(part: string): boolean {
  const word = part.toLowerCase();
  return vocabulary().has(word) || (word.length > 2 * LEAST_OF_SEVERAL - 1 && isOfSeveral(word));
}

function isOfSeveral(word: string): boolean {
  for (let end = LEAST_OF_SEVERAL; end <= word.length - 2; end++) {
    const rest = word.slice(end);
    if (
      vocabulary().has(word.slice(0, end)) &&
      (/^ids?$/.test(rest) || (rest.length >= LEAST_OF_SEVERAL && (vocabulary().has(rest) || isOfSeveral(rest))))
    )
      return true;
  }
  return false;
}

/** Whether a text is a word that the service may use: all its parts are of its vocabulary, and it has few digits. */
export function isWord(text: string): boolean {
  const word = text.trim();
  if (word.length > LONGEST || !/^[A-Za-z*_$][\w.:*>-]*$/.test(word)) return false;
  return hasFewDigits(word) && partsOf(word).every((part) => /^\d/.test(part) || isPart(part));
}

/** A text with something else for each part that is not of the vocabulary. */
export function replacedParts(text: string, replace: (part: string) => string): string {
  const isNumbered = hasFewDigits(text);
  return text.replace(PARTS, (part) => {
    if (/^\d/.test(part)) return isNumbered ? part : replace(part);
    return isPart(part) ? part : replace(part);
  });
}

function hasFewDigits(text: string): boolean {
  return text.replace(/\D/g, '').length <= MOST_DIGITS;
}
