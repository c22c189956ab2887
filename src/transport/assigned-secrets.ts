// A quote, escaped any number of times, in a URL or in XML.
const OPENING = /\\*["'`]|%(?:25)*2[27]|&quot;|&apos;|&#3[49];/iy;
const ASSIGNED = /* @__PURE__ */ assignedPattern();
const UNQUOTED = /(?:(?!%(?:25)*(?:26|2c|3b|7d|5d|22|27|20|0a)|\\+["'nr])[^\s"'&,;}\])<])+/iy;
const TAG_END = /(?:>|&gt;|%(?:25)*3e)\s*$/i;
const TAG_START = /<|&lt;|%(?:25)*3c/gi;
/** Words that go on, such as "certificate: self-signed" or "asks for other credentials: check them", assign nothing. */
const SENTENCE = /(?:cert(?:ificate)?|credential)s?:\s+$/i;
const LONGEST_WORD = 20;

/** The name of a secret and what stands between it and its value. */
function assignedPattern(): RegExp {
  // Any prefix is fair, LocalPsk, BgpAuthKey: these never end an error code.
  const keys = String.raw`psk|(?:pre[-_ ]?)?shared[-_ ]?(?:key|secret)|(?:auth(?:entication)?|private|encryption|api|bgp|master|session)[-_ ]?key|passw(?:or)?d|pass[-_ ]?phrase|secret`;
  // Whole words only: "IncompleteSignature: The request ..." is an error code and its message.
  const tokens = String.raw`(?:(?:x-acs-)?(?:security|access|auth|refresh|id|session|sts|api|bearer|next|client)[-_ ]?)?token`;
  const certificates = String.raw`(?:ca|client|server|peer|remote)?[-_ ]?cert(?:ificate)?(?:[-_ ]?(?:body|data|chain|pem))?`;
  const words = String.raw`(?:(?<![a-z])|(?<=%[\da-f]{2}))(?:access[-_ ]?key(?:[-_ ]?id)?|signature|credentials?|${tokens}|${certificates})|(?<=["'<;&?]\w{1,40})token`;
  const suffix = String.raw`(?:s|[-_ ]?(?:value|text|data|key|hash|\d{1,3}))?`;
  const sign = String.raw`(?:${OPENING.source})?\s{0,20}(?:=>|[:=]|%(?:25)*3[ad])`;
  // In XML a name may be followed by attributes; behind a slash it ends its element.
  const element = String.raw`(?<!(?:/|%2f)[\w:.-]{1,80})(?:(?<=<[\w:.-]{1,80})\s[^<>]{0,300})?(?:>|&gt;|%(?:25)*3e)`;
  return new RegExp(String.raw`(?:${keys}|${words})${suffix}(?:${sign}|${element})\s{0,20}`, 'gi');
}

/** Text without what is assigned to the name of a secret: quoted or not, in JSON (also escaped), a query, a header, XML. */
export function withoutAssigned(text: string, hidden: string): string {
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(ASSIGNED)) {
    const start = match.index + match[0].length;
    if (match.index < from || start >= text.length) continue;
    const isElement = TAG_END.test(match[0]) && !match[0].includes('=>');
    const end = isElement ? elementEnd(text, start) : valueEnd(text, start);
    if (end === start || (SENTENCE.test(match[0]) && /[\w(]/.test(text.charAt(start)) && end - start < LONGEST_WORD)) continue;
    clean += text.slice(from, start) + hidden;
    from = end;
  }
  return clean + text.slice(from);
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
