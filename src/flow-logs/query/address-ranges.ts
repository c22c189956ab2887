import type { Connection } from '../../topology/index.ts';
import { liesIn } from './sql.ts';
import { parseSubnet, type Subnet, widest } from './subnet.ts';

/** What the address ranges of a connection make of a query, and what they leave open. */
export interface RangeCondition {
  /** Absent where the ranges restrict nothing. */
  readonly condition: string | undefined;
  /** Which traffic of others the ranges let in. */
  readonly open: readonly string[];
  /** What else there is to know. */
  readonly notes: readonly string[];
}

interface Side {
  /** Absent for every address. */
  readonly subnets?: readonly Subnet[];
  readonly unreadable: readonly string[];
}

/** Traffic between the two sides of a connection, in either direction. */
export function rangeCondition({ connectionId, localSubnets, remoteSubnets }: Connection): RangeCondition {
  const [local, remote] = [sideOf(localSubnets), sideOf(remoteSubnets)];
  return {
    condition: both(local.subnets, remote.subnets),
    open: openNotes(connectionId, local, remote),
    notes: [
      ...unreadableNotes([...local.unreadable, ...remote.unreadable]),
      ...ipv6Notes([...(local.subnets ?? []), ...(remote.subnets ?? [])]),
    ],
  };
}

function sideOf(texts: readonly string[] = []): Side {
  const parsed = texts.map((text) => [text, parseSubnet(text)] as const);
  const unreadable = parsed.filter(([, subnet]) => !subnet).map(([text]) => text);
  const subnets = parsed.map(([, subnet]) => subnet).filter((subnet) => subnet !== undefined);
  // With a range that cannot be read the others would leave its traffic out.
  const isOpen = subnets.length === 0 || unreadable.length > 0 || subnets.some(({ isAny }) => isAny);
  return isOpen ? { unreadable } : { subnets: widest(subnets), unreadable };
}

function both(local: readonly Subnet[] | undefined, remote: readonly Subnet[] | undefined): string | undefined {
  if (local && remote)
    return `((${liesIn(local, 'srcaddr')} AND ${liesIn(remote, 'dstaddr')}) OR (${liesIn(remote, 'srcaddr')} AND ${liesIn(local, 'dstaddr')}))`;
  const known = local ?? remote;
  return known && `(${liesIn(known, 'srcaddr')} OR ${liesIn(known, 'dstaddr')})`;
}

function openNotes(connectionId: string, local: Side, remote: Side): readonly string[] {
  const open = [...(local.subnets ? [] : ['local']), ...(remote.subnets ? [] : ['remote'])];
  if (open.length === 0) return [];
  return [
    `The connection ${connectionId} names no ${open.join(' and no ')} address range that narrows anything down, such as 0.0.0.0/0, so the query may take in traffic of other connections.`,
  ];
}

function unreadableNotes(texts: readonly string[]): readonly string[] {
  return texts.length === 0
    ? []
    : [
        `${texts.length === 1 ? 'An address range' : `${texts.length} address ranges`} of the connection cannot be read, so that side is not restricted.`,
      ];
}

function ipv6Notes(subnets: readonly Subnet[]): readonly string[] {
  return subnets.some(({ family }) => family === 6)
    ? ['Simple Log Service documents is_subnet_of for IPv4 alone: check that IPv6 traffic is found.']
    : [];
}
