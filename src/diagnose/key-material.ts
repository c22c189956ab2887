import { withoutSecrets } from '../transport/index.ts';

const HIDDEN = '***';

const KEY_WORDS =
  /psk|pre[-_ ]?shared|shared[-_ ]?(?:secret|key)|(?:secret|private|bgp|auth(?:entication)?)[-_ ]?key|\bsecrets?\b|\bkey\s{0,9}[:=]|passphrase|password/i;
// What the daemons print of memory: `6d797365 63726574` (racoon), `0: 6D 79 73 65 … mysecret` (strongSwan), `6d:79:…`. None says whose bytes they are.
const DUMP =
  /(?<![\w.:])(?:[\da-f]{8} +)+[\da-f]{2,8}(?![\w.:])|(?<![\w.:])(?:[\da-f]{2} +){3,}[\da-f]{2}(?![\w.:]).*|(?<![\w.:])(?:[\da-f]{2}:){7,}[\da-f]{2}(?![\w.:])/gi;
const DUMP_END = /(?<=^[ \t]*|[ \t]{2})\d{1,5}: {1,3}(?:[\dA-F]{2} ){0,15}[\dA-F]{2}(?: {2,}.*|(?=\s*$))/gm;
const DUMP_ALONE = /^[ \t]*(?:0x)?(?:[\da-f]{2})+(?=[ \t]*\r?$)/gim;
// Longer than the identifier of an IKE SA, which has 16 digits.
const LONG_HEX = /(?<!\w)(?:0x)?[\da-f]{24,}(?!\w)/gi;
const QUOTED = /"[^"\n]*"?|(?<!\w)'[^'\n]*'?|`[^`\n]*`?/g;
const ASSIGNED =
  /(\b(?:local|remote|peer|expected|received|got|own|ours|theirs|mine|value|key|secret)\b\s{0,9}(?:[:=]|\bis\b)\s{0,9}|=\s{0,9})[^\s,;)\]}]+/gi;
const SIGNED =
  /((?:psk|secrets?|key|password|passphrase)\b(?:\s{1,9}(?:hash|value|mismatch))?\s{0,9}(?:->|=>|[:=([{<（]|\s[-–]\s)\s{0,9})[^\s,;)\]}>）]+/gi;
const WORD = /[^\s"'`,;()[\]{}<>]+/g;
// Words with a digit that a line may have all the same: `ikev1.c:1433:`, ids, IPv6 addresses, `IKEv2`, `phase1`, `HASH_V1`, `SHA256`.
const PLAIN_WORD =
  /^(?:\w+\.[ch]:\d+:?|(?:vco|tun|vpn|cgw|tr|cen)-[\w*-]+|[\da-f]{0,4}:[\da-f]{0,4}:[\da-f:.]*|ikev[12]|ph(?:ase)?[12]:?|[a-z]+_v[12]|(?:aes|sha|md|modp|dh|group)[-_]?\d{1,4})[.:?!]?$/i;

/** Whether a text speaks of a pre-shared key: a value beside it may be one. */
export function speaksOfKey(text: string): boolean {
  return KEY_WORDS.test(text);
}

/**
 * A text without anything that looks like a key. Where it speaks of a key, whatever is quoted, assigned, or of letters and digits is hidden too.
 *
 * @param isOfKey - Whether what stands beside it speaks of one.
 */
export function withoutKeys(text: string, isOfKey = speaksOfKey(text)): string {
  const clean = withoutSecrets(text).replace(DUMP, HIDDEN).replace(DUMP_END, HIDDEN).replace(DUMP_ALONE, HIDDEN).replace(LONG_HEX, HIDDEN);
  return isOfKey
    ? clean.replace(QUOTED, HIDDEN).replace(SIGNED, `$1${HIDDEN}`).replace(ASSIGNED, `$1${HIDDEN}`).replace(WORD, hiddenWord)
    : clean;
}

/** A key has letters and digits; a line's own words seldom have. A source line of the daemon goes on with the name of a function. */
function hiddenWord(word: string, at: number, text: string): string {
  const own = text.charAt(at + word.length) === '(' ? word.replace(/(?<=^\w+\.[ch]:\d+:)\w+$/, '') : word;
  return /[a-z]/i.test(own) && /\d/.test(own) && !PLAIN_WORD.test(own) ? HIDDEN : word;
}
