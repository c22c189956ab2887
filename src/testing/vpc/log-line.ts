import type { Link } from '../model/topology.ts';

const ZONE_MS = 8 * 3_600_000;

/** A line as the service dates it: in UTC+8, without saying so. `text` is the level and what was written. No document shows how a line names one of two tunnels. */
export function logLine(at: number, connectionId: string, { index, tunnelId }: Link, text: string): string {
  const time = new Date(at + ZONE_MS).toISOString().slice(0, 19).replace('T', ' ');
  const tunnel = tunnelId === undefined ? '' : `{tunnel: ${tunnelId}}`;
  return `${time} ${connectionId} ${text} [{remote id:${index}}${tunnel}{ph1: 172.16.0.${87 + index}[500] <=> 192.168.0.206[500]}]`;
}
