// A quote, escaped any number of times, in a URL or in XML.
const QUOTE = String.raw`\\*["'\`]|%(?:25)*2[27]|&quot;|&apos;|&#3[49];`;
const TAG_END = '>|&gt;|%(?:25)*3e';
const SEPARATOR = String.raw`=>|[:=]|%(?:25)*3[ad]`;
// Any prefix is fair, LocalPsk, BgpAuthKey: these never end an error code.
const KEYS = String.raw`psk|(?:pre[-_ ]?)?shared[-_ ]?(?:key|secret)|(?:auth(?:entication)?|private|encryption|api|bgp|master|session)[-_ ]?key|passw(?:or)?d|pass[-_ ]?phrase|secret`;
// Whole words only: "IncompleteSignature: The request ..." is an error code and its message.
const NAMED = String.raw`(?:(?<![a-z])|(?<=%[\da-f]{2}))(?:access[-_ ]?key(?:[-_ ]?id)?|signature|credentials?|(?:(?:x-acs-)?(?:security|access|auth|refresh|id|session|sts|api|bearer|next|client)[-_ ]?)?token|(?:ca|client|server|peer|remote)?[-_ ]?cert(?:ificate)?(?:[-_ ]?(?:body|data|chain|pem))?)|(?<=["'<;&?]\w{1,40})token`;
const SUFFIX = String.raw`(?:s|[-_ ]?(?:value|text|data|key|hash|\d{1,3}))?`;
// In XML a name may be followed by attributes; behind a slash it ends its element.
const ASSIGNED = new RegExp(String.raw`(?:${KEYS}|${NAMED})${SUFFIX}(?:(?:${QUOTE})?\s{0,9}(?:${SEPARATOR})\s{0,9}|(?<!(?:/|%2f)[\w:.-]{1,80})(?:(?<=<[\w:.-]{1,80})\s[^<>]{0,300})?(?:${TAG_END})\s{0,9})`, 'gi');
const OPENING = new RegExp(QUOTE, 'iy');
const UNQUOTED = /(?:(?!%(?:25)*(?:26|2c|3b|7d|5d|22|27|20|0a)|\\+["'nr])[^\s"'&,;}\])<])+/iy;
const IS_TAG = new RegExp(String.raw`(?:${TAG_END})\s*$`, 'i');
const TAG_START = /<|&lt;|%(?:25)*3c/gi;
/** A certificate in words, such as "certificate: self-signed", is none. */
const SHORTEST_CERTIFICATE = 20;

/** Text without what is assigned to the name of a secret: quoted or not, in JSON (also escaped), a query, a header, XML. */
export function withoutAssigned(text: string, hidden: string): string {
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(ASSIGNED)) {
    const start = match.index + match[0].length;
    if (match.index < from || start >= text.length) continue;
    const isElement = IS_TAG.test(match[0]) && !match[0].includes('=>');
    const end = isElement ? elementEnd(text, start) : valueEnd(text, start);
    if (end === start || (!isElement && /cert/i.test(match[0]) && isPlain(text, start) && end - start < SHORTEST_CERTIFICATE)) continue;
    clean += text.slice(from, start) + hidden;
    from = end;
  }
  return clean + text.slice(from);
}

function isPlain(text: string, start: number): boolean {
  return /[\w(]/.test(text.charAt(start));
}

function valueEnd(text: string, start: number): number {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text)?.[0];
  if (opening !== undefined) return quotedEnd(text, start, opening);
  if (/[[{]/.test(text.charAt(start))) return nestedEnd(text, start);
  UNQUOTED.lastIndex = start;
  return start + (UNQUOTED.exec(text)?.[0].length ?? 0);
}

/** After the quote that closes: one that is escaped no more often than the one that opened. */
function quotedEnd(text: string, start: number, opening: string): number {
  const quote = opening.replace(/^\\+/, '');
  const escapes = opening.length - quote.length;
  for (let at = text.indexOf(quote, start + opening.length); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = 0;
    while (text[at - 1 - before] === '\\') before++;
    if (before <= escapes) return at + quote.length;
  }
  return text.length;
}

function nestedEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (/[[{]/.test(text.charAt(at))) depth++;
    else if (/[\]}]/.test(text.charAt(at)) && --depth === 0) return at + 1;
  }
  return text.length;
}

function elementEnd(text: string, start: number): number {
  if (text.startsWith('<![CDATA[', start)) {
    const end = text.indexOf(']]>', start);
    return end === -1 ? text.length : end + 3;
  }
  TAG_START.lastIndex = start;
  return TAG_START.exec(text)?.index ?? text.length;
}
