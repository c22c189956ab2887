import { builtin } from '../../../internal/builtin.ts';

/** Whether an address may send. A `TypeError` names an entry that is neither an address nor a CIDR range. */
export function addressCheck(allow: readonly string[] | undefined): (address: string | undefined) => boolean {
  if (allow === undefined) return () => true;
  if (!Array.isArray(allow)) throw new TypeError('allow must be a list of addresses and CIDR ranges');
  const { BlockList, isIP } = builtin('node:net');
  const list = new BlockList();
  for (const entry of allow as unknown[]) {
    const [address = '', bits] = typeof entry === 'string' ? entry.trim().split('/', 3) : [];
    const version = isIP(address);
    const width = version === 6 ? 128 : 32;
    const prefix = bits === undefined ? width : Number(/^\d{1,3}$/.test(bits) ? bits : NaN);
    if (version === 0 || !(prefix <= width)) throw new TypeError(`allow ${JSON.stringify(entry)} is neither an IP address nor a CIDR range, such as '47.74.206.0/26'`);
    list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    // A socket that listens on IPv6 shows IPv4 senders mapped into it.
    const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? '';
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}

/** Whether one of the texts given is the secret, in a time that does not depend on where they differ. */
export function secretCheck(secret: string | readonly string[] | undefined): (given: readonly (string | null | undefined)[]) => boolean {
  if (secret === undefined) return () => true;
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (!Array.isArray(secrets) || secrets.length === 0 || !secrets.every((one) => typeof one === 'string' && one !== '')) {
    throw new TypeError('secret must be text, or a list of texts, none of them empty');
  }
  const { createHash, timingSafeEqual } = builtin('node:crypto');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = (secrets as string[]).map(digest);
  return (given) => {
    let known = false;
    for (const text of given) {
      if (typeof text !== 'string') continue;
      const hash = digest(text);
      for (const one of wanted) known = timingSafeEqual(hash, one) || known;
    }
    return known;
  };
}
