const HIDDEN = '***';

// What OpenSSL prints around its reason: `write EPROTO 8078:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:355:`.
const OPENSSL = /(?:\bwrite EPROTO )?\b[0-9A-F]+:error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]+):[^\s:]*:\d+:\S*\s*/gi;

// The service echoes what it signed when a signature fails: in the current algorithm that text
// holds the x-acs-security-token header, in the older one the whole query string.
const SIGNED_TEXT = /\b(?:server\s+)?(?:string\s*to\s*sign|canonical\s*request)\b[\s\S]*/gi;
const AUTHORIZATION = /\b(authorization["']?\s*[:=]).*/gi;
const QUERY = /\?[\w.%~-]+=[^\s"'<>]*/g;
// Whole words only: "IncompleteSignature: The request ..." is an error code and its message.
const NAMED = /* @__PURE__ */ assigned('(?<![a-z])(access_?key_?id|access_?key_?secret|signature|credential|(?:x-acs-)?security[_-]?token|bearer_?token)');
// These never end an error code, so any prefix is fair: LocalPsk, BgpAuthKey.
const KEYS = /* @__PURE__ */ assigned('(psk|auth_?key|password|secret|pre-?shared-?key|private_?key)');
const KEY_IDS = /\b(?:LTAI|STS\.|TMP\.)[\w-]{8,}/g;
// Longer than a request id (36) and than any operation's name: a token, a signature, a hash.
const LONG_RUN = /[A-Za-z0-9+/=_%-]{60,}/g;
const MAX_LENGTH = 500;

/** Text without URL queries, credentials, signatures and keys; at most 500 characters. */
export function scrub(text: string): string {
  const clean = text
    .replace(OPENSSL, 'TLS: $1')
    .replace(SIGNED_TEXT, `[signed text withheld]`)
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(QUERY, '')
    .replace(NAMED, `$1$2${HIDDEN}`)
    .replace(KEYS, `$1$2${HIDDEN}`)
    .replace(KEY_IDS, HIDDEN)
    .replace(LONG_RUN, HIDDEN);
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
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
  const frames = typeof source.stack === 'string' ? source.stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  clean.stack = [`${clean.name}: ${message}`, ...frames].join('\n');
  if (typeof source.code === 'string') Object.assign(clean, { code: scrub(source.code) });
  // Whether a request can have left.
  if (typeof source.syscall === 'string' && /^[a-zA-Z]{1,20}$/.test(source.syscall)) Object.assign(clean, { syscall: source.syscall });
  return clean;
}

/** What is assigned to a name, quoted or not, in JSON, a query or a header. */
function assigned(name: string): RegExp {
  const separator = String.raw`["']?\s*(?:[:=]|%3D|%253D)\s*`;
  const value = String.raw`(?:"[^"]*"?|'[^']*'?|[^\s"'&,;}]+)`;
  return new RegExp(`${name}(${separator})${value}`, 'gi');
}
