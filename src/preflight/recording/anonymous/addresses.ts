const IPV4 = /^(?:\d{1,3}|[\dxX*]{1,3})(?:\.(?:\d{1,3}|[\dxX*]{1,3})){3}$/;
const IPV6 = /^(?=(?:[^:]*:){2})[\da-f:]{2,39}(?:\.\d{1,3}){0,3}(?:%\w{1,16})?$/i;
const ANYWHERE = /^(?:0\.0\.0\.0|::|255\.255\.255\.255)$/;

/** How many addresses 198.18.0.0/15 has, which is kept for tests of networks (RFC 2544). What does not fit is of 240.0.0.0/4, which is nobody's. */
const OF_TESTS = 2 ** 17;

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
  const value = number < OF_TESTS ? 198 * 2 ** 24 + 18 * 2 ** 16 + number : 240 * 2 ** 24 + number - OF_TESTS;
  return [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join('.');
}
