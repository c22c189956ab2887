import type { Link } from '../model/topology.ts';
import type { Operation } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { integer, type Params } from '../service/params.ts';
import { findConnection } from './connections.ts';
import { pageOf } from './listing.ts';

const MINUTE = 60_000;
const CHATTER_EVERY = 5 * MINUTE;

/** Negotiation log lines, oldest first: a line every five minutes, and what state changes leave behind. */
export const describeVpnConnectionLogs: Operation = (params, service, requestId) => {
  const connection = findConnection(params, service);
  const tunnelId = params['TunnelId'];
  const links = connection.links.filter((link) => tunnelId === undefined || tunnelId === '' || link.tunnelId === tunnelId);
  if (links.length === 0) throw new Fault(400, 'InvalidTunnelId', 'The specified tunnel does not belong to the connection.');
  const { from, to } = range(params, service.now());
  const lines = links.flatMap((link) => linesOf(link, connection.id, from, to)).sort();
  const { items, numbers } = pageOf(params, lines);
  const { PageNumber, PageSize } = numbers;
  return JSON.stringify({ RequestId: requestId, PageNumber, PageSize, Count: items.length, IsCompleted: true, Data: { Logs: items } });
};

/** `From` and `To` are in seconds, unlike every other time of these services. */
function range(params: Params, now: number): { from: number; to: number } {
  if (params['From'] === undefined) {
    return { from: now - integer(params, 'MinutePeriod', 10, 1, 10) * MINUTE, to: now };
  }
  const most = 99_999_999_999;
  const from = integer(params, 'From', 0, 0, most) * 1_000;
  const to = integer(params, 'To', Math.floor(now / 1_000), 0, most) * 1_000;
  if (to <= from) throw new Fault(400, 'InvalidParameter', 'From must be earlier than To.');
  return { from, to: Math.min(to, now) };
}

function linesOf(link: Link, connectionId: string, from: number, to: number): string[] {
  const owner = link.tunnelId ?? connectionId;
  const line = (at: number, text: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} ${connectionId} ${owner} ${text}`;
  const lines: string[] = [];
  for (let at = Math.ceil(from / CHATTER_EVERY) * CHATTER_EVERY; at <= to; at += CHATTER_EVERY) lines.push(line(at, '[INFO]: DPD exchange'));
  for (const step of link.ipsec.steps(to)) {
    if (step.at < from || step.at > to) continue;
    const phase = step.cause?.phase === 'phase2' ? 'phase2' : 'phase1';
    lines.push(line(step.at, step.up ? '[INFO]: IPsec-SA established' : `[PROTO_ERR]: ${phase} negotiation failed due to time up`));
  }
  return lines;
}
