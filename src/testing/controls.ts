import { assertOptions, keysOf } from '../internal/keys.ts';
import { durationMs, type Instant, instantMs } from '../internal/time.ts';
import type { Cause } from './model/steps.ts';
import type { Timeline } from './model/timeline.ts';
import type { Connection, Link } from './model/topology.ts';
import type { FlapOptions } from './options.ts';

/** The time and the cause of a change. */
export interface ChangeOptions extends Cause {
  /** The time of the change, in the past or in the future. Default: the simulator's present. */
  readonly at?: Instant;
}

/** Changes the state of a tunnel. Metrics, topology and system events follow. Every method returns the control itself. */
export interface TunnelControl {
  /** The tunnel, `tun-…`. */
  readonly id: string;
  /** Takes IPsec down: no traffic, no BGP. */
  down(options?: ChangeOptions): TunnelControl;
  /** Brings IPsec up again. */
  up(options?: { readonly at?: Instant }): TunnelControl;
  /** Takes IPsec down and up again, repeatedly. The next `down` or `up` ends it. */
  flap(options: FlapOptions): TunnelControl;
  /** Ends the BGP session while IPsec stays up. A `RangeError` for a connection without BGP. */
  bgpDown(options?: { readonly at?: Instant }): TunnelControl;
  /** Starts the BGP session again. A `RangeError` for a connection without BGP. */
  bgpUp(options?: { readonly at?: Instant }): TunnelControl;
}

/** Changes the state of a connection: its single tunnel, or both tunnels at once. Every method returns the control itself. */
export interface ConnectionControl {
  /** The connection, `vco-…`. */
  readonly id: string;
  /** Takes IPsec of all tunnels down: no traffic, no BGP. */
  down(options?: ChangeOptions): ConnectionControl;
  /** Brings IPsec of all tunnels up again. */
  up(options?: { readonly at?: Instant }): ConnectionControl;
  /** Takes IPsec of all tunnels down and up again, repeatedly. The next `down` or `up` ends it. */
  flap(options: FlapOptions): ConnectionControl;
  /** Ends the BGP sessions while IPsec stays up. A `RangeError` for a connection without BGP. */
  bgpDown(options?: { readonly at?: Instant }): ConnectionControl;
  /** Starts the BGP sessions again. A `RangeError` for a connection without BGP. */
  bgpUp(options?: { readonly at?: Instant }): ConnectionControl;
  /** Makes the health check fail. A `RangeError` for a connection without one. */
  healthFailed(options?: { readonly at?: Instant }): ConnectionControl;
  /** Makes the health check succeed again. A `RangeError` for a connection without one. */
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
