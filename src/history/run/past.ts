import type { VpnSystemEvent } from '../../events/index.ts';
import type { MetricPoint, MetricResource } from '../../metrics/index.ts';
import type { Member } from '../../scopes/index.ts';
import {
  aspectOf,
  keyOf,
  NO_VOTES,
  observeEvent,
  type Phase,
  type PointPlacement,
  pointPlacement,
  stampedEdge,
  type StampVotes,
} from '../../watch/history-parts.ts';
import type { AspectCourse } from './aspect-course.ts';
import { ConnectionCourse, type StateTaker } from './connection-course.ts';
import type { PastChange } from './connection-state.ts';
import type { PastSettings } from './settings.ts';

/** A change, and whose connection it is about. */
export interface ReportedChange extends PastChange {
  readonly member: Member;
}

// Of the finest period an hour. The steps lie the same way however the evidence is cut into pages, so that the history does too.
const PERIODS_A_STEP = 60;

/**
 * What connections went through, by evidence that comes in order of time: pure, without clock or I/O, and with no more in memory than what is
 * not final yet.
 */
export class Past {
  readonly #settings: PastSettings;
  readonly #stepMs: number;
  readonly #connections: readonly ConnectionCourse[];
  readonly #byTunnel: ReadonlyMap<string, ConnectionCourse>;
  readonly #byId: ReadonlyMap<string, ConnectionCourse>;
  /** The series of points share their resource. */
  readonly #bySeries = new Map<MetricResource, AspectCourse | undefined>();
  readonly #courses: readonly AspectCourse[];
  #votes: StampVotes = NO_VOTES;
  #placement: PointPlacement;
  #reached: number;

  /** @param from - There is no evidence before this instant. */
  constructor(members: readonly Member[], from: number, settings: PastSettings, taker?: StateTaker) {
    this.#settings = settings;
    this.#stepMs = PERIODS_A_STEP * settings.periodMs;
    this.#reached = Math.floor(from / this.#stepMs) * this.#stepMs;
    this.#connections = members.map((member) => new ConnectionCourse(member, settings, taker));
    this.#byId = new Map(this.#connections.map((one) => [one.member.connection.connectionId, one]));
    this.#byTunnel = new Map(
      this.#connections.flatMap((one) => one.member.connection.tunnels.map(({ tunnelId }) => [tunnelId, one] as const)),
    );
    this.#courses = this.#connections.flatMap(({ courses }) => courses);
    this.#placement = pointPlacement(settings.periodMs, this.#votes);
  }

  /** How the datapoints are read that come next. */
  get placement(): PointPlacement {
    return this.#placement;
  }

  /** Takes a datapoint of a state metric; of each series they come in order. */
  takePoint(point: MetricPoint): void {
    const { resource, state, timestamp, value } = point;
    if (state === undefined) return;
    let course = this.#bySeries.get(resource);
    if (!course && !this.#bySeries.has(resource)) this.#bySeries.set(resource, (course = this.#courseOf(point)));
    course?.takePoint(timestamp, state, value);
  }

  /** Takes an event; they come in order. */
  takeEvent(event: VpnSystemEvent): void {
    const { connectionId, tunnelId } = event.resource;
    const found =
      (tunnelId === undefined ? undefined : this.#byTunnel.get(tunnelId)) ??
      (connectionId === undefined ? undefined : this.#byId.get(connectionId));
    if (!found) return;
    for (const { tunnel, aspect, claim } of observeEvent(event, found.member.connection))
      found.courseOf(tunnel, aspect)?.takeEvent(event, claim);
  }

  /** The next instant up to which all evidence is wanted before {@link step}; `undefined` where it lies after one that was reached. */
  nextStep(reached: number): number | undefined {
    const next = this.#reached + this.#stepMs;
    return next <= reached ? next : undefined;
  }

  /** Goes on to the next step, up to which all evidence has come, and gives what has become final, in order. */
  step(): readonly ReportedChange[] {
    this.#reached += this.#stepMs;
    for (const course of this.#courses) course.advance(this.#reached, this.#placement);
    this.#learn();
    return this.#follow();
  }

  /** There is no more evidence, which reaches up to `end`: gives what is left. */
  finish(end: number): readonly ReportedChange[] {
    for (const course of this.#courses) course.finish(end, this.#placement);
    return this.#follow();
  }

  /** Which phase of a tunnel has failed, by the newest evidence. */
  phaseOf(tunnel: string): Phase {
    return (this.#byTunnel.get(tunnel) ?? this.#byId.get(tunnel))?.courseOf(tunnel, 'ipsec')?.phase;
  }

  #courseOf({ resource, quantity }: MetricPoint): AspectCourse | undefined {
    const key = keyOf(resource);
    return (this.#byTunnel.get(key) ?? this.#byId.get(key))?.courseOf(key, aspectOf(quantity));
  }

  /** Learns which end of its period a timestamp names. */
  #learn(): void {
    if (stampedEdge(this.#votes)) return;
    for (const course of this.#courses) {
      const { start, end } = course.vote(this.#reached);
      this.#votes = { start: this.#votes.start + start, end: this.#votes.end + end };
    }
    if (!stampedEdge(this.#votes)) return;
    this.#placement = pointPlacement(this.#settings.periodMs, this.#votes);
    for (const course of this.#courses) course.stopVoting();
  }

  #follow(): readonly ReportedChange[] {
    let settled = Infinity;
    for (const connection of this.#connections) {
      connection.follow();
      settled = Math.min(settled, connection.settledBefore);
    }
    const changes = this.#connections.flatMap((connection) => {
      const taken = connection.take(settled);
      return taken.length > 0 ? taken.map((change) => ({ ...change, member: connection.member })) : [];
    });
    return changes.sort((a, b) => a.at - b.at);
  }
}
