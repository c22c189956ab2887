import { type EventSpec, eventSpec, SystemEvent } from '../../catalog/index.ts';
import { chance, hashText } from '../model/hash.ts';
import { makeUuid } from '../model/ids.ts';
import type { Step } from '../model/steps.ts';
import type { Connection, Topology } from '../model/topology.ts';
import type { EventOptions } from '../options.ts';
import type { SimulatedEvent } from './model.ts';
import { NO_EVENTS, type RecordedEvents } from './recorded.ts';

// Keeps the choice independent of others about one event.
const LATE = 0x5be0cd19;

const UNDOCUMENTED: Pick<EventSpec, 'level' | 'type' | 'outcome'> = { level: 'INFO', type: 'StatusNotification', outcome: 'success' };
const STATUS: Readonly<Record<EventSpec['outcome'], string>> = { success: '1', failed: '0', expired: 'Expire' };

interface Occurrence {
  readonly name: string;
  readonly at: number;
  readonly tunnelId?: string | undefined;
  /** Whether the change was recorded. */
  readonly recorded?: boolean | undefined;
}

/** The account's system events: those that state changes cause, and those published by hand. */
export class EventLog {
  readonly #topology: Topology;
  readonly #seed: number;
  readonly #delayMs: number;
  readonly #late: NonNullable<EventOptions['late']>;
  readonly #recorded: RecordedEvents;
  readonly #byHand: SimulatedEvent[] = [];

  constructor(
    topology: Topology,
    seed: number,
    { publicationDelayMs = 0, late = { ratio: 0, byMs: 0 } }: EventOptions,
    recorded = NO_EVENTS,
  ) {
    this.#topology = topology;
    this.#seed = seed;
    this.#delayMs = publicationDelayMs;
    this.#late = late;
    this.#recorded = recorded;
  }

  /** Adds an event that no state change caused. */
  publish(name: string, resourceId: string, at: number): SimulatedEvent {
    const tunnel = this.#topology.tunnelById.get(resourceId);
    const connection = tunnel?.connection ?? this.#topology.connectionById.get(resourceId);
    const event = this.#event(name, at, resourceId, connection, tunnel?.link.tunnelId, this.#byHand.length);
    this.#byHand.push(event);
    return event;
  }

  /** The events of [start, end] that can be read at `now`, oldest first. */
  readable(now: number, start: number, end: number): readonly SimulatedEvent[] {
    const until = Math.min(now - this.#delayMs, end);
    const within = (one: { readonly at: number }): boolean => one.at >= start && one.at <= until;
    const events = [...this.#recorded.events, ...this.#byHand].filter(within);
    for (const connection of this.#topology.connections) {
      if (!connection.health.touched && !connection.links.some((link) => link.ipsec.touched)) continue;
      for (const { name, at, tunnelId, recorded } of occurrences(connection, until).filter(within)) {
        const resourceId = tunnelId ?? connection.id;
        if (recorded !== true || !this.#recorded.tells({ name, resourceId, at }))
          events.push(this.#event(name, at, resourceId, connection, tunnelId));
      }
    }
    for (const { id, endTime } of this.#topology.certificates) {
      if (within({ at: endTime }) && !this.#recorded.tells({ name: SystemEvent.CertKeyExpired, resourceId: id, at: endTime }))
        events.push(this.#event(SystemEvent.CertKeyExpired, endTime, id, undefined, undefined));
    }
    return events.filter((event) => this.#publishedAt(event) <= now).sort((a, b) => a.at - b.at);
  }

  #publishedAt({ id, at }: SimulatedEvent): number {
    const { ratio, byMs } = this.#late;
    const isLate = ratio > 0 && chance(hashText(id), LATE) < ratio;
    return at + this.#delayMs + (isLate ? byMs : 0);
  }

  #event(
    name: string,
    at: number,
    resourceId: string,
    connection: Connection | undefined,
    tunnelId: string | undefined,
    copy?: number,
  ): SimulatedEvent {
    const { level, type, outcome } = eventSpec(name) ?? UNDOCUMENTED;
    return {
      id: makeUuid([this.#seed, name, resourceId, at, copy ?? ''].join('|')),
      name,
      at,
      resourceId,
      resourceName: connection?.name ?? this.#topology.certificates.find((one) => one.id === resourceId)?.name ?? resourceId,
      gatewayId: connection?.gateway?.id ?? (this.#topology.gatewayById.has(resourceId) ? resourceId : undefined),
      connectionId: connection?.id,
      tunnelId,
      level,
      type,
      status: STATUS[outcome],
    };
  }
}

function occurrences(connection: Connection, until: number): Occurrence[] {
  const found = connection.mode === 'dual' ? dualTunnel(connection, until) : singleTunnel(connection, until);
  const [ok, failed] =
    connection.attachedTo === 'transit-router'
      ? [SystemEvent.VpnConnectionHcSuccess, SystemEvent.VpnConnectionHcFailed]
      : [SystemEvent.IpsecHealthCheckSuccess, SystemEvent.IpsecHealthCheckFailed];
  for (const step of upTo(connection.health.steps(until), until))
    found.push({ name: step.up ? ok : failed, at: step.at, recorded: step.recorded });
  return found;
}

function dualTunnel(connection: Connection, until: number): Occurrence[] {
  const changes = connection.links
    .flatMap((link) => upTo(link.ipsec.steps(until), until).map((step) => ({ link, step })))
    .sort((a, b) => a.step.at - b.step.at);
  const up = new Map(connection.links.map((link) => [link, link.ipsec.initial]));
  const found: Occurrence[] = [];
  changes.forEach(({ link, step }, index) => {
    up.set(link, step.up);
    found.push({
      name: step.up ? SystemEvent.IpsecTunnelNegoSuccess : SystemEvent.IpsecTunnelNegoFailed,
      at: step.at,
      tunnelId: link.tunnelId,
      recorded: step.recorded,
    });
    // One tunnel may come up in the very instant the other goes down: that is no moment without a tunnel.
    const settled = changes[index + 1]?.step.at !== step.at;
    if (settled && ![...up.values()].some(Boolean))
      found.push({ name: SystemEvent.IpsecVcoTunnelAllNegoFailed, at: step.at, recorded: step.recorded });
  });
  return found;
}

function singleTunnel(connection: Connection, until: number): Occurrence[] {
  const names =
    connection.attachedTo === 'transit-router'
      ? {
          1: [SystemEvent.VpnConnectionPh1Success, SystemEvent.VpnConnectionPh1Failed],
          2: [SystemEvent.VpnConnectionPh2Success, SystemEvent.VpnConnectionPh2Failed],
        }
      : {
          1: [SystemEvent.IpsecPhase1NegoSuccess, SystemEvent.IpsecPhase1NegoFailed],
          2: [SystemEvent.IpsecPhase2NegoSuccess, SystemEvent.IpsecPhase2NegoFailed],
        };
  return connection.links
    .flatMap((link) => upTo(link.ipsec.steps(until), until).map((step) => ({ link, step })))
    .flatMap(({ link, step }) => {
      // A recovery repeats the phases the outage before it had lost; phase 2 cannot outlive phase 1.
      const lost = link.ipsec.causeAt(step.up ? step.at - 1 : step.at)?.phase ?? 'phase1';
      const which = step.up ? 0 : 1;
      const both = lost === 'phase1' ? [names[1][which], names[2][which]] : [names[2][which]];
      return both.flatMap((name) => (name === undefined ? [] : [{ name, at: step.at, recorded: step.recorded }]));
    });
}

function upTo(steps: readonly Step[], until: number): Step[] {
  return steps.filter((step) => step.at <= until);
}
