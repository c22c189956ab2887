import { frozen } from '../../internal/frozen.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import type { FlowLogRecord } from './flow-log-record.ts';
import { recordedPath } from './recorded-path.ts';

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipip',
  6: 'tcp',
  17: 'udp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  89: 'ospf',
  112: 'vrrp',
  132: 'sctp',
};

// Names that one kind of record alone has.
const OF_TRANSIT_ROUTERS = ['attachmentid', 'cenid', 'srcregionid', 'dstregionid', 'trid', 'transitrouterid', 'transitrouterattachmentid'];
const OF_VPCS = ['eniid', 'vmid', 'vswitchid', 'vpcid', 'trafficpath'];
// What flowLogQuery() can group by: its rows may have one of these alone, beside both sums.
const GROUPED_BY = [
  'srcaddr',
  'srcport',
  'dstaddr',
  'dstport',
  'protocol',
  'direction',
  'action',
  'tcpflags',
  'type',
  ...OF_VPCS,
  ...OF_TRANSIT_ROUTERS,
];
const LONGEST_VERSION = 8;
const HIGHEST_PORT = 65_535;
const LATEST_MS = 8.64e15;

/**
 * Parses a record of a VPC or transit router flow log. Returns `undefined` for anything else.
 *
 * Give it a row from Simple Log Service, where every value is text, and `-` or blank means "not applicable". Fields are recognised by their
 * documented names, with `-`, `_` or nothing between the words (`eni-id`, `traffic_path`, `TrafficPath`). An unreadable value is left out, so
 * there is no `NaN` and no 0 for a missing value. Rows of `flowLogQuery()` work too; their `kind` is `unknown` unless they contain a field of
 * one type only.
 *
 * @example
 * ```ts
 * import { parseFlowLog } from 'alicloud-vpn-monitor';
 *
 * export function bytesThroughVpn(rows: readonly unknown[]): number {
 *   let bytes = 0;
 *   for (const row of rows) {
 *     const record = parseFlowLog(row);
 *     if (record?.path?.name === 'vpn-gateway') bytes += record.bytes ?? 0;
 *   }
 *   return bytes;
 * }
 * ```
 */
export function parseFlowLog(row: unknown): FlowLogRecord | undefined {
  if (!isRecord(row)) return undefined;
  const said = fieldsOf(row);
  const kind = kindOf(said);
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => said.get(name)).find((value) => value !== undefined);
  const isRecorded = (kind !== 'unknown' && read('status', 'logstatus') !== undefined) || read('srcaddr', 'dstaddr') !== undefined;
  if (!isRecorded && !isSum(said)) return undefined;
  const path = read('trafficpath');
  return frozen<FlowLogRecord>({
    kind,
    version: versionOf(read('version')),
    from: timeOf(read('start')),
    to: timeOf(read('end')),
    srcaddr: addressOf(read('srcaddr')),
    srcport: countOf(read('srcport'), HIGHEST_PORT),
    dstaddr: addressOf(read('dstaddr')),
    dstport: countOf(read('dstport'), HIGHEST_PORT),
    protocol: protocolOf(read('protocol')),
    packets: countOf(read('packets')),
    bytes: countOf(read('bytes')),
    direction: wordOf(read('direction'), ['in', 'out'] as const),
    action: wordOf(read('action'), ['accept', 'reject'] as const),
    tcpFlags: countOf(read('tcpflags'), HIGHEST_PORT),
    status: read('logstatus'),
    path: path === undefined ? undefined : recordedPath(path),
    ipVersion: read('type'),
    regionId: read('region', 'regionid'),
    eniId: idOf(read('eniid')),
    vmId: idOf(read('vmid')),
    vswitchId: idOf(read('vswitchid')),
    vpcId: idOf(read('vpcid')),
    cenId: idOf(read('cenid')),
    transitRouterId: idOf(read('transitrouterid', 'trid')),
    attachmentId: idOf(read('attachmentid', 'transitrouterattachmentid')),
    srcRegionId: read('srcregionid'),
    dstRegionId: read('dstregionid'),
  });
}

/** The values by plain name; `undefined` for a field that is there and says nothing. */
function fieldsOf(row: Readonly<Record<string, unknown>>): ReadonlyMap<string, string | undefined> {
  const said = new Map<string, string | undefined>();
  for (const [name, value] of Object.entries(row)) {
    const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    const word = typeof value === 'number' && !Number.isFinite(value) ? undefined : text(value)?.trim();
    said.set(plain, said.get(plain) ?? (word === '-' ? undefined : word));
  }
  return said;
}

function kindOf(said: ReadonlyMap<string, string | undefined>): FlowLogRecord['kind'] {
  if (OF_TRANSIT_ROUTERS.some((name) => said.has(name))) return 'transit-router';
  return OF_VPCS.some((name) => said.has(name)) || said.get('topic') === 'flow_log' ? 'vpc' : 'unknown';
}

/** Whether it is a row of a query: its groups can be of what has no value, such as the port of a ping. */
function isSum(said: ReadonlyMap<string, string | undefined>): boolean {
  return said.get('bytes') !== undefined && said.has('packets') && GROUPED_BY.some((name) => said.has(name));
}

// The documentation's own samples are shifted by a column: what stands here may be the account's number, or a port.
function versionOf(said: string | undefined): string | undefined {
  return said !== undefined && said.length <= LONGEST_VERSION ? said : undefined;
}

function idOf(said: string | undefined): string | undefined {
  return said !== undefined && /\D/.test(said) ? said : undefined;
}

function addressOf(said: string | undefined): string | undefined {
  return said !== undefined && /[.:]/.test(said) ? said : undefined;
}

/** A whole number from 0. */
function countOf(said: string | undefined, most = Infinity): number | undefined {
  const number = finiteNumber(said);
  // -0 is none of them.
  return number !== undefined && Number.isInteger(number) && number >= 0 && number <= most ? Math.abs(number) : undefined;
}

/** From seconds to milliseconds. */
function timeOf(said: string | undefined): number | undefined {
  const seconds = countOf(said, LATEST_MS / 1_000);
  return seconds === undefined ? undefined : seconds * 1_000;
}

function protocolOf(said: string | undefined): FlowLogRecord['protocol'] {
  const number = countOf(said, 255);
  if (number === undefined) return undefined;
  const name = PROTOCOLS[number];
  return Object.freeze(name === undefined ? { number } : { number, name });
}

function wordOf<Word extends string>(said: string | undefined, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === said?.toLowerCase());
}
