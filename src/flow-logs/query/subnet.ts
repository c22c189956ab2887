import { isIPv6 } from 'node:net';

/** An address range, written anew from its parsed parts: nothing but digits, hexadecimal digits, dots, colons and a slash. */
export interface Subnet {
  readonly family: 4 | 6;
  /** With its host bits cleared, such as `10.0.0.0/8`. */
  readonly text: string;
  /** Whether it holds every address. */
  readonly isAny: boolean;
  /** The addresses that it holds: the first, and how many bits of them differ. */
  readonly first: bigint;
  readonly freeBits: bigint;
}

/** The ranges that no other one holds, each once. */
export function widest(subnets: readonly Subnet[]): readonly Subnet[] {
  const unique = [...new Map(subnets.map((subnet) => [subnet.text, subnet])).values()];
  return unique.filter((one) => !unique.some((other) => other !== one && holds(other, one)));
}

function holds(outer: Subnet, inner: Subnet): boolean {
  return (
    outer.family === inner.family && outer.freeBits >= inner.freeBits && inner.first >> outer.freeBits === outer.first >> outer.freeBits
  );
}

/** The range that a text names, as an address or with a prefix length; `undefined` where it names none. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', prefix, ...more] = text.trim().split('/');
  if (more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const bits = bitsOf(address);
  const length = prefix === undefined ? bits?.size : Number(prefix);
  if (!bits || length === undefined || length > bits.size) return undefined;
  const host = BigInt(bits.size - length);
  const network = (bits.value >> host) << host;
  const common = { isAny: length === 0, first: network, freeBits: host };
  return bits.size === 32
    ? { family: 4, text: `${ipv4(network)}/${length}`, ...common }
    : { family: 6, text: `${ipv6(network)}/${length}`, ...common };
}

interface Bits {
  readonly value: bigint;
  readonly size: 32 | 128;
}

function bitsOf(address: string): Bits | undefined {
  if (isIPv6(address) && !address.includes('%')) return { value: BigInt(`0x${groupsOf(address).join('')}`), size: 128 };
  const octets = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(address)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255)) return undefined;
  return { value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n), size: 32 };
}

/** The eight groups of an IPv6 address, four hexadecimal digits each. */
function groupsOf(address: string): readonly string[] {
  const [head = [], tail = []] = normalised(address)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'));
}

// The URL standard writes an address in one way: lower case, its longest zeros as `::`, no dotted end.
function normalised(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function ipv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

function ipv6(value: bigint): string {
  const groups = value.toString(16).padStart(32, '0').match(/.{4}/g) ?? [];
  return normalised(groups.join(':'));
}
