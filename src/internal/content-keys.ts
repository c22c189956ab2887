// No document shows what a VPN event carries. These are the kinds of fields that the documents' samples of system events have, and the
// VPC API's names for what they are about, by the last word of a key: ids, names, types, states, places, times, versions, causes.
const KINDS =
  /^(?:(?:instance|resource|region|zone|gateway|connection|tunnel|certificate|router|user|group|vpn)?ids?|names?|types?|states?|status|ips?|address(?:es)?|group|regions?|zones?|azone|time|timestamp|date|version|code|reason|level|impact|uptime|count|mode|role|product|action|result|asn)$/;
/** What holds such fields. */
const HOLDERS =
  /^(?:content|extensions?|data|details?|info|attributes?|options?|specs?|specification|events?|lists?|items?|instances?|resources?|gateways?|connections?|attachments?|tunnels?|certificates?|bgp|health|check)$/;
const SECRET_KEY = /psk|key|passw|passphrase|passcode|secret|token|credential|signature|cookie|session|auth/;
/** A key that is longer is none that any document has. */
export const LONGEST_CONTENT_KEY = 64;

/** What a key of an event's content stands for: a plain value that may be shown, what holds such values, or neither. */
export function contentKeyKind(key: string): 'field' | 'holder' | undefined {
  if (key.length > LONGEST_CONTENT_KEY || SECRET_KEY.test(key.toLowerCase().replace(/[^a-z]/g, ''))) return undefined;
  const lastWord = /([A-Z]+|[A-Z]?[a-z]+)\d{0,3}$/.exec(key)?.[1]?.toLowerCase() ?? '';
  if (KINDS.test(lastWord)) return 'field';
  return HOLDERS.test(lastWord) ? 'holder' : undefined;
}
