import type { Link } from '../model/topology.ts';
import type { Operation } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { integer, type Params } from '../service/params.ts';
import { findConnection } from './connections.ts';
import { pageOf } from './listing.ts';
import { logLine } from './log-line.ts';
import { chatterLine, downLines, upLine } from './log-phrases.ts';

const MINUTE = 60_000;
const CHATTER_EVERY = 5 * MINUTE;
/** The range of From and To is at least this long. */
const SHORTEST = 10 * MINUTE;
const KEPT = 180 * 86_400_000;

interface Dated {
  readonly at: number;
  readonly text: string;
}

/** Negotiation log lines, oldest first: a line every five minutes, and what state changes leave behind. */
export const describeVpnConnectionLogs: Operation = (params, service, requestId) => {
  const connection = findConnection(params, service);
  const tunnelId = params['TunnelId'];
  const links = connection.links.filter((link) => tunnelId === undefined || tunnelId === '' || link.tunnelId === tunnelId);
  if (links.length === 0) throw new Fault(400, 'InvalidTunnelId', 'The specified tunnel does not belong to the connection.');
  const { from, to } = range(params, service.now());
  const isCompleted = service.logs.isCompleted(to, service.now());
  // What is not complete lacks the newest.
  const until = isCompleted ? to : to - MINUTE;
  const lines = links.flatMap((link) => linesOf(link, connection.id, from, until)).sort((a, b) => a.at - b.at);
  const { items, numbers } = pageOf(params, lines);
  const { PageNumber, PageSize } = numbers;
  return JSON.stringify({
    RequestId: requestId,
    PageNumber,
    PageSize,
    Count: items.length,
    IsCompleted: isCompleted,
    Data: { Logs: items.map(({ text }) => text) },
  });
};

/** `From` and `To` are in seconds, unlike every other time of these services; both count. */
function range(params: Params, now: number): { from: number; to: number } {
  if (params['From'] === undefined) {
    return { from: now - integer(params, 'MinutePeriod', 10, 1, 10) * MINUTE, to: now };
  }
  const most = 99_999_999_999;
  const from = integer(params, 'From', 0, 0, most) * 1_000;
  const to = integer(params, 'To', Math.floor(now / 1_000), 0, most) * 1_000;
  if (to <= from) throw new Fault(400, 'InvalidParameter', 'From must be earlier than To.');
  if (to - from < SHORTEST) throw badParameter('The range from From to To must be at least 10 minutes.');
  if (from < now - KEPT - SHORTEST) throw badParameter('From is too long ago: logs are kept for 180 days.');
  return { from, to: Math.min(to + 999, now) };
}

function linesOf(link: Link, connectionId: string, from: number, to: number): Dated[] {
  const lines: Dated[] = [];
  const add = (at: number, text: string): void => {
    lines.push({ at, text: logLine(at, connectionId, link, text) });
  };
  for (let at = Math.ceil(from / CHATTER_EVERY) * CHATTER_EVERY; at <= to; at += CHATTER_EVERY) add(at, chatterLine());
  for (const step of link.ipsec.steps(to)) {
    if (step.at < from || step.at > to) continue;
    for (const text of step.up ? [upLine()] : downLines(step.cause, link.tunnelId ?? connectionId)) add(step.at, text);
  }
  return lines;
}
