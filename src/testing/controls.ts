import { assertOptions, keysOf } from '../internal/keys.ts';
import { durationMs, type Instant, instantMs } from '../internal/time.ts';
import type { Cause } from './model/steps.ts';
import type { Timeline } from './model/timeline.ts';
import type { Connection, Link } from './model/topology.ts';
import type { FlapOptions } from './options.ts';

/** When a change happens, and why. */
export interface ChangeOptions extends Cause {
  /** Default: the simulator's present. It may lie in the past or in the future. */
  readonly at?: Instant;
}

/** Moves one tunnel's state. Metrics, topology and system events follow. Every method returns the control. */
export interface TunnelControl {
  readonly id: string;
  /** IPsec is lost: no traffic, no BGP. */
  down(options?: ChangeOptions): TunnelControl;
  /** IPsec is negotiated again. */
  up(options?: { readonly at?: Instant }): TunnelControl;
  /** Goes down and comes up again, over and over; the next `down` or `up` ends it. */
  flap(options: FlapOptions): TunnelControl;
  /** The BGP session is lost while IPsec stays. */
  bgpDown(options?: { readonly at?: Instant }): TunnelControl;
  bgpUp(options?: { readonly at?: Instant }): TunnelControl;
}

/** Moves a connection's state: its one path, or both tunnels at once. Every method returns the control. */
export interface ConnectionControl {
  readonly id: string;
  down(options?: ChangeOptions): ConnectionControl;
  up(options?: { readonly at?: Instant }): ConnectionControl;
  flap(options: FlapOptions): ConnectionControl;
  bgpDown(options?: { readonly at?: Instant }): ConnectionControl;
  bgpUp(options?: { readonly at?: Instant }): ConnectionControl;
  /** The health check begins to fail. A `RangeError` for a connection without one. */
  healthFailed(options?: { readonly at?: Instant }): ConnectionControl;
  healthOk(options?: { readonly at?: Instant }): ConnectionControl;
}

const AT_KEYS = /* @__PURE__ */ keysOf<{ readonly at?: Instant }>({ at: true });
const CHANGE_KEYS = /* @__PURE__ */ keysOf<ChangeOptions>({ at: true, phase: true, reason: true });
const FLAP_KEYS = /* @__PURE__ */ keysOf<FlapOptions>({ every: true, times: true, at: true });

/** When a change happens: now, unless the options say otherwise. Refuses what they do not have. */
function whenOf(options: { readonly at?: Instant } | undefined, now: () => number, taker: string, keys = AT_KEYS): number {
  if (options !== undefined) assertOptions(options, keys, taker);
  return options?.at === undefined ? now() : instantMs(options.at, 'at');
}

export function tunnelControl(connection: Connection, link: Link, now: () => number): TunnelControl {
  const control: TunnelControl = { id: link.tunnelId ?? connection.id, ...linkActions(connection, [link], now, () => control) };
  return control;
}

export function connectionControl(connection: Connection, now: () => number): ConnectionControl {
  const health = (up: boolean, options: { readonly at?: Instant } | undefined): ConnectionControl => {
    if (!connection.hasHealthCheck) throw new RangeError(`${connection.id} has no health check: declare it with healthCheck: true`);
    connection.health.set(whenOf(options, now, up ? 'healthOk()' : 'healthFailed()'), up);
    return control;
  };
  const control: ConnectionControl = {
    id: connection.id,
    ...linkActions(connection, connection.links, now, () => control),
    healthFailed: (options) => health(false, options),
    healthOk: (options) => health(true, options),
  };
  return control;
}

interface LinkActions<Self> {
  down(options?: ChangeOptions): Self;
  up(options?: { readonly at?: Instant }): Self;
  flap(options: FlapOptions): Self;
  bgpDown(options?: { readonly at?: Instant }): Self;
  bgpUp(options?: { readonly at?: Instant }): Self;
}

function linkActions<Self>(connection: Connection, links: readonly Link[], now: () => number, self: () => Self): LinkActions<Self> {
  const ipsec = (change: (timeline: Timeline) => void): Self => {
    for (const link of links) change(link.ipsec);
    return self();
  };
  const session = (up: boolean, options: { readonly at?: Instant } | undefined): Self => {
    if (!connection.hasBgp) throw new RangeError(`${connection.id} runs no BGP: declare it with bgp: true`);
    const when = whenOf(options, now, up ? 'bgpUp()' : 'bgpDown()');
    for (const link of links) link.session.set(when, up);
    return self();
  };
  return {
    down: (options = {}) => {
      const when = whenOf(options, now, 'down()', CHANGE_KEYS);
      const { at: _, ...cause } = options;
      return ipsec((timeline) => {
        timeline.set(when, false, cause);
      });
    },
    up: (options) => {
      const when = whenOf(options, now, 'up()');
      return ipsec((timeline) => {
        timeline.set(when, true);
      });
    },
    flap: (options) => {
      assertOptions(options, FLAP_KEYS, 'flap()');
      const when = whenOf(options, now, 'flap()', FLAP_KEYS);
      const { every, times = Infinity } = options;
      return ipsec((timeline) => {
        timeline.flap(when, durationMs(every, 'every'), times);
      });
    },
    bgpDown: (options) => session(false, options),
    bgpUp: (options) => session(true, options),
  };
}
