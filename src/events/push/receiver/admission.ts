import { builtin } from '../../../internal/builtin.ts';
import { shown } from '../../../internal/shown.ts';
import type { EventReceiverOptions } from './options.ts';

/** Whether an address may send. A `TypeError` names an entry that is neither an address nor a CIDR range. */
export function addressCheck(allow: readonly string[] | undefined): (address: string | undefined) => boolean {
  if (allow === undefined) return () => true;
  if (!Array.isArray(allow)) throw new TypeError(`allow ${shown(allow)} must be a list of addresses and CIDR ranges`);
  const { BlockList, isIP } = builtin('node:net');
  const list = new BlockList();
  for (const entry of allow as unknown[]) {
    const [, address = '', bits] = (typeof entry === 'string' && /^\s*([^/\s]+)(?:\/(\d{1,3}))?\s*$/.exec(entry)) || [];
    const version = isIP(address);
    const width = version === 6 ? 128 : 32;
    const prefix = Number(bits ?? width);
    if (version === 0 || prefix > width)
      throw new TypeError(`allow ${shown(entry)} is neither an IP address nor a CIDR range, such as '47.74.206.0/26'`);
    list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    // A socket that listens on IPv6 shows IPv4 senders mapped into it.
    const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? '';
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}

/**
 * Whether one of the texts given is the secret; texts are compared in a time that does not depend on where they differ. Rejects as a
 * function of the user's does, which is never asked about no text at all.
 */
export function secretCheck(secret: EventReceiverOptions['secret']): (given: readonly string[]) => Promise<boolean> {
  if (secret === false) return () => Promise.resolve(true);
  if (typeof secret === 'function') {
    return async (given) => {
      for (const text of given) {
        // JavaScript callers: what is truthy has not said true.
        if ((await (secret(text) as unknown)) === true) return true;
      }
      return false;
    };
  }
  if (Array.isArray(secret) && secret.length === 0) throw noSecret('secret is an empty list');
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  const { createHash, timingSafeEqual } = builtin('node:crypto');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = secrets.map((one) => digest(checkedSecret(one, Array.isArray(secret) ? 'secret holds' : 'secret is')));
  return (given) => {
    let known = false;
    for (const hash of given.map(digest)) for (const one of wanted) known = timingSafeEqual(hash, one) || known;
    return Promise.resolve(known);
  };
}

function checkedSecret(secret: unknown, is: string): string {
  if (typeof secret !== 'string') throw noSecret(`${is} ${kindOf(secret)}`);
  const text = secret.trim();
  if (text === '') throw noSecret(is === 'secret is' ? 'secret is empty' : 'secret holds an empty text');
  // A file's last line break would have every push refused.
  if (text !== secret) throw new TypeError('secret begins or ends with a blank or a line break, which no sender gives: trim() it');
  return secret;
}

/** The kind of a value alone, since the value may be the secret. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function noSecret(what: string): TypeError {
  return new TypeError(
    `${what}: without one, whoever knows the address can send. Give a text, a list of texts or a function (is the environment variable set?); secret: false takes pushes from anyone`,
  );
}
