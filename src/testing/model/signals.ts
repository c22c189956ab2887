import type { Quantity } from '../../catalog/index.ts';
import { chance } from './hash.ts';
import { shareUp, type Steps, upAt } from './steps.ts';
import type { Connection, Gateway, Link } from './topology.ts';

const MINUTE = 60_000;

/** The statistics of one minute, or of a longer period. Reused from call to call: nothing is allocated per point. */
export interface Sample {
  average: number;
  minimum: number;
  maximum: number;
  /** The value at the period's end. */
  value: number;
}

/** Fills in the minute (end - 60 s, end]. A pure function of the seed, the link's states and `end`. */
export type Signal = (end: number, out: Sample) => void;

type MakeSignal = (links: readonly Link[], gateway: Gateway | undefined) => Signal;

const SIGNALS: Readonly<Record<Quantity, MakeSignal>> = {
  state: (links) => stateSignal(links.map((link) => link.ipsec)),
  bgpState: (links) => stateSignal(links.map((link) => link.bgp)),
  inboundRate: (links) => rateSignal(links, 1),
  outboundRate: (links) => rateSignal(links, 2),
  inboundPacketRate: (links) => scaled(rateSignal(links, 1), 1 / 5_600),
  outboundPacketRate: (links) => scaled(rateSignal(links, 2), 1 / 5_600),
  inboundBandwidthUtilization: (links, gateway) => utilization(rateSignal(links, 1), gateway),
  outboundBandwidthUtilization: (links, gateway) => utilization(rateSignal(links, 2), gateway),
  sslClientCount: (_links, gateway) => sslSignal(gateway),
};

/** The signal of a quantity, measured over the given links; of a metric that nobody documented, a rate. */
export function signalOf(quantity: Quantity | undefined, links: readonly Link[], gateway: Gateway | undefined): Signal {
  return SIGNALS[quantity ?? 'inboundRate'](links, gateway);
}

/** The links whose sum a resource measures. */
export function linksOf(gateway: Gateway | undefined, connection: Connection | undefined, link: Link | undefined): readonly Link[] {
  if (link) return [link];
  return connection?.links ?? gateway?.connections.flatMap((one) => one.links) ?? [];
}

function stateSignal(states: readonly Steps[]): Signal {
  const state = states[0];
  if (!state) throw new Error('a state needs a link');
  return (end, out) => {
    const share = shareUp(state, end - MINUTE, end);
    out.average = Math.round(share * 10_000) / 10_000;
    out.minimum = share < 1 ? 0 : 1;
    out.maximum = share > 0 ? 1 : 0;
    out.value = upAt(state, end) ? 1 : 0;
  };
}

function rateSignal(links: readonly Link[], salt: number): Signal {
  return (end, out) => {
    out.average = out.minimum = out.maximum = out.value = 0;
    for (const link of links) {
      const share = shareUp(link.ipsec, end - MINUTE, end);
      if (share === 0) continue;
      const rate = bitRate(link.seed + salt, end / MINUTE);
      out.average += Math.round(rate * share);
      out.minimum += share < 1 ? 0 : Math.round(rate * 0.9);
      out.maximum += Math.round(rate * 1.1);
      out.value += upAt(link.ipsec, end) ? Math.round(rate) : 0;
    }
  };
}

/** Up to 2 Mbit/s: a slow curve with a bend every 32 minutes, and a tenth of noise. */
function bitRate(seed: number, minute: number): number {
  const bend = Math.floor(minute / 32);
  const way = (minute - bend * 32) / 32;
  const smooth = way * way * (3 - 2 * way);
  const from = chance(seed, bend);
  const slow = from + (chance(seed, bend + 1) - from) * smooth;
  return 2_000_000 * (0.2 + 0.7 * slow + 0.1 * chance(seed ^ 0x5bd1e995, minute));
}

function scaled(signal: Signal, factor: number, precision = 1): Signal {
  const round = (value: number): number => Math.round(value * factor * precision) / precision;
  return (end, out) => {
    signal(end, out);
    out.average = round(out.average);
    out.minimum = round(out.minimum);
    out.maximum = round(out.maximum);
    out.value = round(out.value);
  };
}

function utilization(rate: Signal, gateway: Gateway | undefined): Signal {
  return capped(scaled(rate, 1 / ((gateway?.bandwidthMbps ?? 200) * 10_000), 100));
}

function capped(signal: Signal): Signal {
  return (end, out) => {
    signal(end, out);
    out.average = Math.min(100, out.average);
    out.minimum = Math.min(100, out.minimum);
    out.maximum = Math.min(100, out.maximum);
    out.value = Math.min(100, out.value);
  };
}

function sslSignal(gateway: Gateway | undefined): Signal {
  const seed = gateway?.seed ?? 0;
  const most = gateway?.sslClients ?? 0;
  const connected = gateway?.clients?.length;
  return (end, out) => {
    const clients = connected ?? Math.round((bitRate(seed, end / MINUTE) / 2_000_000) * most);
    out.average = out.minimum = out.maximum = out.value = clients;
  };
}
