import { METRICS, Quantity } from 'alicloud-vpn-monitor';
import type { ConnectionSpec, Simulator } from 'alicloud-vpn-monitor/testing';
import { MINUTE, type SoakPlan } from './plan.ts';

export type Aspect = 'ipsec' | 'bgp' | 'health';
export type Side = 'up' | 'down';

/** One thing that goes up and down: an aspect of a tunnel, or of a single-tunnel connection. */
export interface Subject {
  readonly key: string;
  readonly connectionId: string;
  readonly aspect: Aspect;
  /** What it was when the watch began. */
  readonly initial: Side;
  readonly changes: readonly { readonly at: number; readonly to: Side }[];
  readonly metric: string | undefined;
}

export function subjectsOf(cloud: Simulator, plan: SoakPlan, startAt: number): Subject[] {
  return (plan.account.connections ?? []).flatMap((spec) => {
    const connectionId = spec.id!;
    const all = cloud.truth.transitions(connectionId);
    const tunnels =
      spec.mode === 'dual'
        ? spec.tunnels!.map(({ id, up = true }) => ({ key: id!, tunnelId: id, up }))
        : [{ key: connectionId, tunnelId: undefined, up: spec.up ?? true }];
    return tunnels.flatMap(({ key, tunnelId, up }) => {
      const aspects: Aspect[] = ['ipsec', ...(spec.bgp ? ['bgp' as const] : []), ...(spec.healthCheck ? ['health' as const] : [])];
      return aspects.map((aspect): Subject => {
        const own = all.filter((one) => one.aspect === aspect && one.tunnelId === tunnelId);
        const before = own.filter(({ at }) => at <= startAt).at(-1)?.to;
        const first: Side = aspect === 'health' || up ? 'up' : 'down';
        return {
          key,
          connectionId,
          aspect,
          initial: before ?? first,
          changes: own.filter(({ at }) => at > startAt),
          metric: canTell(plan, key) ? metricOf(spec, aspect) : undefined,
        };
      });
    });
  });
}

/** Whether the metrics of a tunnel can be read, and say what is. */
const canTell = ({ disturbances: { broken, stuck } }: SoakPlan, key: string): boolean => broken !== key && stuck?.tunnel !== key;

function metricOf(spec: ConnectionSpec, aspect: Aspect): string | undefined {
  if (aspect === 'health') return undefined;
  const quantity = aspect === 'ipsec' ? Quantity.State : Quantity.BgpState;
  const attachedTo = spec.transitRouterId === undefined ? 'vpn-gateway' : 'transit-router';
  const found = METRICS.filter(
    (one) =>
      one.quantity === quantity && one.attachedTo === attachedTo && one.resource === (spec.mode === 'dual' ? 'tunnel' : 'connection'),
  );
  return found[0]?.name;
}

/** What the truth is at an instant. */
export function sideAt({ initial, changes }: Subject, at: number): Side {
  return changes.filter((one) => one.at <= at).at(-1)?.to ?? initial;
}

/** Whether all that there is to read of a subject is datapoints, and those of the last `staleAfterMs` are yet to be published: then it is silent. */
export function isUnheard(
  { metric, key }: Subject,
  cloud: Simulator,
  { mayBeStale, readable, staleAfterMs }: SoakPlan,
  at: number,
): boolean {
  if (!mayBeStale || readable.includes('topology') || metric === undefined) return false;
  const start = at - staleAfterMs;
  const points = cloud.truth.points({ metric, resourceId: key, start, end: at });
  return !points.some(({ timestamp, value, publishedAt }) => value !== undefined && timestamp > start && publishedAt <= at);
}

/** What can be seen of one subject. */
export interface Sight {
  /** Whether something readable shows part of [from, until). */
  shows(from: number, until: number): boolean;
  /** Whether something readable lies wholly in it, and says only what holds there. */
  parts(from: number, until: number): boolean;
  /** By when a change at an instant has been dated at the latest. */
  datedBy(at: number): number;
}

interface SeenPoint {
  readonly from: number;
  readonly until: number;
  readonly onTime: boolean;
  /** Whether a poll may keep it from showing anything. */
  readonly isOverruled: boolean;
}

/** A mean has four digits: what is shorter does not change it. */
const LEAST_MS = 6;

/** Of a poll so soon after an event nobody knows that it comes after it: docs/decisions/watch-order-of-sources.md. */
const UNORDERED_MS = 10_000;

/** What points and polls show of a subject. Points count if they are published in time, whatever failed then. */
export function sightOf(subject: Subject, cloud: Simulator, plan: SoakPlan, polls: readonly number[], endAt: number): Sight {
  const { metric, key } = subject;
  const isStart = plan.stamp === 'start';
  // The simulator's means are those of BGP whatever else is measured.
  const measure = subject.aspect === 'ipsec' ? plan.disturbances.measure : 'mean';
  const delayMs = plan.account.data?.publicationDelayMs ?? MINUTE;
  // Polls alone may never show which end of its period a timestamp names, and until then a datapoint that says one thing shows nothing where a
  // poll within a period of its timestamp says another: docs/decisions/watch-order-of-sources.md.
  const mayStayWide = !plan.readable.includes('events');
  const isMet = (timestamp: number, side: Side): boolean =>
    mayStayWide && polls.some((at) => at >= timestamp - MINUTE && at < timestamp + MINUTE && sideAt(subject, at) !== side);
  const points = (from: number, until: number): SeenPoint[] => {
    if (metric === undefined || !plan.readable.includes('metrics') || !(from < until)) return [];
    const truth = cloud.truth.points({ metric, resourceId: key, start: from - 2 * MINUTE, end: Math.min(until, endAt) + 2 * MINUTE });
    return truth
      .filter(({ value, publishedAt }) => value !== undefined && publishedAt <= endAt - 10 * MINUTE)
      .map(({ timestamp, publishedAt }) => {
        const end = isStart ? timestamp + MINUTE : timestamp;
        const [first, last] =
          measure === 'sampled-at-end' ? [end, end] : measure === 'sampled-at-start' ? [end - MINUTE, end - MINUTE] : [end - MINUTE, end];
        const side = sideAt(subject, last);
        const isPure = sideAt(subject, first) === side && !subject.changes.some(({ at }) => at > first && at < last);
        return { from: first, until: last, onTime: publishedAt <= end + delayMs, isOverruled: isPure && isMet(timestamp, side) };
      });
  };
  const polled = (from: number, until: number): boolean =>
    plan.readable.includes('topology') && polls.some((at) => at >= from && at < until);
  return {
    shows: (from, until) =>
      polled(from, until) ||
      points(from, Math.min(until, from + 20 * MINUTE)).some(
        (one) => one.until > from + LEAST_MS && one.from < until - LEAST_MS && !one.isOverruled,
      ),
    parts: (from, until) =>
      polled(from + 2 * MINUTE, until) ||
      points(from, Math.min(until, from + 30 * MINUTE)).some((one) => one.from >= from && one.until <= until),
    datedBy: (at) => {
      const seen = points(at, at + 40 * MINUTE).filter((one) => one.onTime && one.from >= at);
      // Of a tunnel that flaps faster than it is polled the next poll may meet another outage.
      const before = subject.changes.findLast((change) => change.at < at)?.at ?? -Infinity;
      const shows = (one: number): boolean => one >= at && one > before + UNORDERED_MS && sideAt(subject, one) === sideAt(subject, at);
      const poll = plan.readable.includes('topology') ? (polls.find(shows) ?? Infinity) : -Infinity;
      // The newest point alone is read of each series: of two that come between two rounds one is read later.
      return Math.max(poll, metric !== undefined && plan.readable.includes('metrics') ? (seen[2]?.from ?? Infinity) : -Infinity);
    },
  };
}
