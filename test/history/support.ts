import type { Availability, HistoryOptions, HistoryQuery, StateSpan, Transition, VpnMonitor } from 'alicloud-vpn-monitor';
import type { ReportedChange } from '../../src/history/run/past.ts';
import type { PastSettings } from '../../src/history/run/settings.ts';
import type { Member } from '../../src/scopes/index.ts';
import type { Connection } from '../../src/topology/index.ts';
import { MINUTE } from '../watch/support/watched.ts';

export const SETTINGS: PastSettings = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, periodMs: MINUTE };

/** A connection of an active tunnel `tun-a` and a standby tunnel `tun-b`, or of a single tunnel. */
export function member(mode: 'single' | 'dual' = 'dual', connectionId = 'vco-1'): Member {
  const common = { connectionId, attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', ipsec: 'unknown', bgp: 'unknown' } as const;
  const tunnels =
    mode === 'single'
      ? []
      : (['a', 'b'] as const).map(
          (name) => ({ kind: 'tunnel', tunnelId: `tun-${name}`, role: name === 'a' ? 'master' : 'slave', ...common }) as const,
        );
  const connection: Connection = { kind: 'connection', ...common, mode, health: 'unknown', tunnels, tags: {} };
  return { connection };
}

/** A change as a line such as `tun-a ipsec: up > down @5`: times are minutes. */
export const lineOf = ({ tunnel, kind, from, to, at, phase }: ReportedChange): string =>
  `${tunnel ?? ''} ${kind}: ${from} > ${to} @${at / MINUTE}${phase ? ` ${phase}` : ''}`.trim();

export async function transitionsOf(history: HistoryQuery): Promise<Transition[]> {
  const transitions: Transition[] = [];
  for await (const one of history) transitions.push(one);
  return transitions;
}

/** The history of all there is between two instants. */
export const pastOf = (monitor: VpnMonitor, start: number, end: number, options: HistoryOptions = {}): HistoryQuery =>
  monitor.history(monitor.fleet(), options).between(start, end);

/** What does not add up in figures, one line each. */
export function inconsistencies({ from, to, tunnels, connections }: Availability): string[] {
  return [...tunnels, ...connections].flatMap(([id, { upMs, downMs, degradedMs, unknownMs, ratio, spans, outages }]) => {
    const spent = (state: string): number =>
      (spans as readonly StateSpan<string>[]).reduce((sum, span) => sum + (span.state === state ? span.to - span.from : 0), 0);
    const known = upMs + downMs + degradedMs;
    const claims: Readonly<Record<string, boolean>> = {
      'the sums are the range': known + unknownMs === to - from,
      'the spans begin and end with the range': spans[0]?.from === from && spans.at(-1)?.to === to,
      'the spans adjoin': spans.every((span, index) => span.to > span.from && (index === 0 || spans[index - 1]?.to === span.from)),
      'no two spans in a row are the same': spans.every((span, index) => index === 0 || spans[index - 1]?.state !== span.state),
      'the spans are the sums':
        spent('up') === upMs && spent('down') === downMs && spent('degraded') === degradedMs && spent('unknown') === unknownMs,
      'the ratio is of what is known': known === 0 ? ratio === undefined : ratio === upMs / known,
      'the outages are the spans that are down':
        JSON.stringify(outages.map((one) => [one.from, one.to ?? to])) ===
        JSON.stringify(spans.filter(({ state }) => state === 'down').map((span) => [span.from, span.to])),
      'the outages last as long as they say': outages.every(
        (one) => one.durationMs === (one.to ?? to) - one.from && (one.to !== undefined || one.from + one.durationMs === to),
      ),
      'outages that began before begin with the range': outages.every((one) => one.startedBefore !== true || one.from === from),
    };
    return Object.entries(claims).flatMap(([claim, holds]) => (holds ? [] : [`${id}: not so: ${claim}`]));
  });
}
