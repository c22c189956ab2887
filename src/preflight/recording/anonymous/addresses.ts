const IPV4 = /^(?:\d{1,3}|[\dxX*]{1,3})(?:\.(?:\d{1,3}|[\dxX*]{1,3})){3}$/;
const IPV6 = /^(?=(?:[^:]*:){2})[\da-f:]{2,39}(?:\.\d{1,3}){0,3}(?:%\w{1,16})?$/i;
const ANYWHERE = /^(?:0\.0\.0\.0|::|255\.255\.255\.255)$/;

/** How many addresses 198.18.0.0/15 has, which is kept for tests of networks (RFC 2544). What does not fit is of 240.0.0.0/4, which is nobody's. */
const OF_TESTS = 2 ** 17;
const FIRST_OF_TESTS = 0xc612_0000;
const FIRST_OF_NOBODY = 0xf000_0000;

/** An address, and the length of the prefix that stands behind it, with the slash. */
export interface AddressParts {
  readonly address: string;
  readonly family: 4 | 6;
  readonly prefix: string;
  /** Whether it stands for all addresses or for none. */
  readonly isAnywhere: boolean;
}

/** The parts of an IP address or an address range, also of one with digits masked; `undefined` for what is none. */
export function addressParts(text: string): AddressParts | undefined {
  const [, address = '', prefix = ''] = /^([^/]+)(\/\d{1,3})?$/.exec(text) ?? [];
  const family = IPV4.test(address) ? 4 : IPV6.test(address) ? 6 : undefined;
  return family && { address, family, prefix, isAnywhere: ANYWHERE.test(address) };
}

/** The address with a number, from ranges that stand for no network: 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849). */
export function documentationAddress(family: 4 | 6, number: number): string {
  if (family === 6) return `2001:db8::${[Math.floor(number / 0x1_0000), number % 0x1_0000].map((group) => group.toString(16)).join(':')}`;
  const value = number < OF_TESTS ? FIRST_OF_TESTS + number : FIRST_OF_NOBODY + number - OF_TESTS;
  return dotted(value);
}

/**
 * The address of the network with a number, counted from 0, of those that have a prefix length; `undefined` where there are not as many. Programs may refuse a
 * range whose address is none of a network.
 */
export function documentationNetwork(family: 4 | 6, length: number, number: number): string | undefined {
  if (family === 6)
    return length > 32 && length <= 128 && number < 2 ** (length - 32)
      ? grouped((0x2001_0db8n << 96n) | (BigInt(number) << BigInt(128 - length)))
      : undefined;
  const [ofTests, ofNobody] = [length < 15 ? 0 : 2 ** (length - 15), length < 4 ? 0 : 2 ** (length - 4)];
  if (length > 32 || number >= ofTests + ofNobody) return undefined;
  return dotted(
    (number < ofTests ? FIRST_OF_TESTS : FIRST_OF_NOBODY) + (number < ofTests ? number : number - ofTests) * 2 ** (32 - length),
  );
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join('.');
}

function grouped(value: bigint): string {
  const groups = value.toString(16).padStart(32, '0').match(/.{4}/g) ?? [];
  return groups
    .map((group) => group.replace(/^0{1,3}/, ''))
    .join(':')
    .replace(/(?::0)+$/, '::');
}
