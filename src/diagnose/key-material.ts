import { withoutSecrets } from '../transport/index.ts';

const HIDDEN = '***';

const KEY_WORDS = /psk|pre[-_ ]?shared|shared[-_ ]?(?:secret|key)|(?:secret|private|auth(?:entication)?) ?key|passphrase|password/i;
// What the daemons print of memory: `6d797365 63726574` (racoon), `0: 6D 79 73 65 … mysecret` (strongSwan). Neither says whose bytes they are.
const DUMP = /(?<![\w.:])(?:[\da-f]{8} +)+[\da-f]{2,8}(?![\w.:])|(?<![\w.:])(?:[\da-f]{2} +){3,}[\da-f]{2}(?![\w.:]).*/gi;
const DUMP_ALONE = /^\s*(?:0x)?(?:[\da-f]{2})+\s*$/i;
// Longer than the identifier of an IKE SA, which has 16 digits.
const LONG_HEX = /(?<!\w)(?:0x)?[\da-f]{24,}(?!\w)/gi;
const QUOTED = /"[^"\n]*"?|(?<!\w)'[^'\n]*'?|`[^`\n]*`?/g;
const ASSIGNED = /(\b(?:local|remote|peer|expected|received|got|own|ours|theirs|mine|value|key|secret)\b\s{0,9}(?:[:=]|\bis\b)\s{0,9}|=\s{0,9})[^\s,;)\]}]+/gi;

/** Whether a text speaks of a pre-shared key: a value beside it may be one. */
export function speaksOfKey(text: string): boolean {
  return KEY_WORDS.test(text);
}

/** A log line without anything that looks like a key. In a line that speaks of a key, whatever is quoted or assigned is hidden too. */
export function withoutKeys(line: string): string {
  if (DUMP_ALONE.test(line)) return HIDDEN;
  const clean = withoutSecrets(line).replace(DUMP, HIDDEN).replace(LONG_HEX, HIDDEN);
  return speaksOfKey(line) ? clean.replace(QUOTED, HIDDEN).replace(ASSIGNED, `$1${HIDDEN}`) : clean;
}
