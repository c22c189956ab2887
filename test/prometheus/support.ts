import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
import { collectVpnMetrics } from 'alicloud-vpn-monitor/prometheus';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import client, { type Registry } from 'prom-client';
import { hear, minutes, monitorOf, NOW, REGION } from '../watch/support/watched.ts';

/** A scrape: the series with their values, by name and labels in the order in which they were written. */
export interface Scrape {
  readonly text: string;
  /** The lines without comments. */
  readonly lines: readonly string[];
  /** The value of a series, such as `alicloud_vpn_tunnel_up{tunnel_id="tun-1"}`: of the one that has these labels among others. */
  readonly value: (series: string) => number | undefined;
  /** The lines of a metric. */
  readonly of: (name: string) => readonly string[];
}

export async function scrape(register: Registry): Promise<Scrape> {
  const text = await register.metrics();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const of = (name: string): string[] => lines.filter((line) => line.startsWith(`${name}{`));
  return {
    text,
    lines,
    of,
    value(series) {
      const [name = '', labels = ''] = series.split(/[{}]/);
      const wanted = labels === '' ? [] : labels.split(',');
      const found = of(name).filter((line) => wanted.every((label) => line.includes(label)));
      if (found.length > 1) throw new Error(`${series} is said by several lines: ${found.join('; ')}`);
      return found[0] === undefined ? undefined : Number(found[0].slice(found[0].lastIndexOf(' ') + 1));
    },
  };
}

/** An account in which every metric has a series. */
export function fullAccount(): Simulator {
  return createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1', name: 'head office' }],
    connections: [
      { id: 'vco-berlin', name: 'Berlin', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-lagos', name: 'Lagos', transitRouterId: 'tr-1', mode: 'single', bgp: true, healthCheck: true },
    ],
    certificates: [{ id: 'vsc-1', name: 'laptop', endTime: '2026-06-01T00:00:00Z' }],
  });
}

/** Sources that between them have all that is exported. */
export function fullSources(monitor: VpnMonitor) {
  const watch = monitor.watch(monitor.fleet({ names: true }));
  hear(watch);
  const rates = [Quantity.InboundRate, Quantity.OutboundRate, Quantity.InboundPacketRate, Quantity.OutboundPacketRate] as const;
  const tunnels = [1, 2].map((number) => monitor.connection('vco-berlin').tunnel(number as 1 | 2));
  return {
    watch,
    gateways: monitor
      .gateway('vpn-1')
      .metric(...rates, Quantity.SslClientCount, Quantity.InboundBandwidthUtilization, Quantity.OutboundBandwidthUtilization),
    connections: monitor.fleet().metric(...rates, Quantity.State, Quantity.BgpState),
    tunnels: monitor.fleet(tunnels).metric(...rates),
    monitor,
  };
}

/** The exposition of an exporter of {@link fullSources} some minutes after a tunnel went down. */
export async function fullExposition(): Promise<string> {
  const cloud = fullAccount();
  await using monitor = monitorOf(cloud);
  const sources = fullSources(monitor);
  const register = new client.Registry();
  using collector = collectVpnMetrics(client, sources, { register, certificates: true });
  // One after the other: what they share, such as the list of connections, is asked for by the first.
  await collector.poll();
  await sources.watch.poll();
  await minutes(cloud, sources.watch, 5, () => cloud.tunnel('tun-1').down());
  await collector.poll();
  return await register.metrics();
}
