import { withoutAssigned } from './assigned-secrets.ts';

const HIDDEN = '***';

const PEM = /-----BEGIN[\s\S]*?(?:-----END[^-]{0,80}-----|$)/g;
// What OpenSSL prints around its reason: `write EPROTO 8078:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:355:`.
const OPENSSL = /(?:\bwrite EPROTO )?\b[0-9A-F]+:error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]+):[^\s:]*:\d+:\S*\s*/gi;
// The service echoes what it signed when a signature fails: in the current algorithm that text
// holds the x-acs-security-token header, in the older one the whole query string.
const SIGNED_TEXT = /\b(?:server\s+)?(?:string\s*to\s*sign|canonical\s*request)\b[\s\S]*/gi;
const HEADERS = /\b(authorization|cookie)((?:\\*["'])?\s*[:=]).*/gi;
const QUERY = /\?[\w.%~-]+=[^\s"'<>]*/g;
const USER = /:\/\/[^\s/@]*@/g;
const BEARER = /\b(bearer\s+)[\w.~+/=-]{8,}/gi;
const PROSE = /* @__PURE__ */ prosePattern();
/** Words follow "token" and "secret" more often than values do, which have a digit. */
const DIGITS = /\b((?:token|secret)\s{1,9}(?:is\s{1,9})?)(?=[^\s]{0,80}\d)[^\s"'<>,;]{6,}/gi;
const KEY_IDS = /\b(?:LTAI|STS\.|TMP\.)[\w-]{8,}/g;
// A JSON web token, and a certificate or a key in DER.
const ENCODED = /\b(?:eyJ[\w-]{10,}(?:\.[\w-]*){0,4}|MII[\w+/=]{20,})/g;
// Longer than a request id (36) and than any operation's name: a token, a signature, a hash.
const LONG_RUN = /[A-Za-z0-9+/=_%-]{60,}/g;
/** The same in a stack, where paths are long. */
const LONG_NAME = /[A-Za-z0-9+=_%-]{60,}/g;
const MAX_LENGTH = 500;
const MAX_READ = 65_536;
const MAX_FRAMES = 50;

/** What is said of a key in words: `psk X`, `the password is X`. */
function prosePattern(): RegExp {
  const names = 'psk|pre[-_ ]?shared[-_ ]?(?:key|secret)|(?:auth|authentication|shared|private) key|password|passphrase';
  const noValue =
    'is|was|are|were|has|have|had|do|does|did|not|no|of|and|or|for|in|on|at|to|from|by|with|than|the|an?|must|can|cannot|could|should|may|will|would|mismatch\\w*|differs?|error|failed|invalid|missing|wrong|empty|too|negotiation|authentication|value|length|configured|set|used|found|given|required|identity|type|mode';
  return new RegExp(
    String.raw`\b((?:${names})\s{1,9}(?:(?:is|was|set to|value)\s{1,9})?)(?!(?:${noValue})\b)(?:"[^"\n]*"?|'[^'\n]*'?|[^\s,;)]+)`,
    'gi',
  );
}

/** Text without URL queries, credentials, signatures and keys; at most 500 characters. */
export function scrub(text: string): string {
  // What is cut may have been the middle of a secret: the word goes with it.
  const read = text.length > MAX_READ ? text.slice(0, Math.max(text.lastIndexOf(' ', MAX_READ), 0)) : text;
  const clean = withoutSecrets(read);
  return clean.length > MAX_LENGTH || read !== text ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}

/** Text of any length without URL queries, credentials, signatures and keys. Takes time in proportion to the length. */
export function withoutSecrets(text: string): string {
  const plain = text
    .replace(PEM, HIDDEN)
    .replace(OPENSSL, 'TLS: $1')
    .replace(SIGNED_TEXT, `[signed text withheld]`)
    .replace(HEADERS, `$1$2 ${HIDDEN}`);
  return withoutMarked(plain)
    .replace(BEARER, `$1${HIDDEN}`)
    .replace(PROSE, `$1${HIDDEN}`)
    .replace(DIGITS, `$1${HIDDEN}`)
    .replace(LONG_RUN, HIDDEN);
}

/** Without what shows by a sign next to it, or by how it begins, that it is secret. */
function withoutMarked(text: string): string {
  return withoutAssigned(text.replace(USER, '://').replace(QUERY, ''), HIDDEN).replace(KEY_IDS, HIDDEN).replace(ENCODED, HIDDEN);
}

/**
 * What is left of an error once nothing secret can be in it: name, scrubbed message, code, system call and
 * the stack's frames. Vendor errors carry the whole response body and request in further fields.
 */
export function scrubError(error: unknown): Error {
  const source = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly syscall?: unknown;
    readonly stack?: unknown;
  };
  const name = typeof source.name === 'string' ? source.name : 'Error';
  // V8 quotes the text it could not parse.
  const message = name === 'SyntaxError' ? 'not valid JSON' : scrub(typeof source.message === 'string' ? source.message : '');
  const clean = new Error(message);
  Object.defineProperty(clean, 'name', { value: scrub(name), configurable: true });
  clean.stack = [`${clean.name}: ${message}`, ...framesOf(source.stack)].join('\n');
  if (typeof source.code === 'string') Object.assign(clean, { code: scrub(source.code) });
  // Whether a request can have left.
  if (typeof source.syscall === 'string' && /^[a-zA-Z]{1,20}$/.test(source.syscall)) Object.assign(clean, { syscall: source.syscall });
  return clean;
}

// A message of several lines may have one that begins like a frame.
const FRAME = /^\s+at (?:.*\()?(?:[\w+.-]+:|\/|[A-Z]:\\|<anonymous>|native|index \d)[^()]*\)?$/;

/** The lines of a stack that are frames, scrubbed. */
export function framesOf(stack: unknown): string[] {
  if (typeof stack !== 'string') return [];
  return stack
    .slice(0, MAX_READ)
    .split('\n')
    .filter((line) => line.length <= 2 * MAX_LENGTH && FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => withoutMarked(line).replace(LONG_NAME, HIDDEN));
}
