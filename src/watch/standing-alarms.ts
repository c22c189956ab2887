import { isMeant } from '../scopes/index.ts';
import { cleared, inOrder, raisedAlarm } from './alarm-changes.ts';
import {
  type Alarm,
  type AlarmChange,
  type CheckedAlarmRule,
  isAboutConnection,
  isStanding,
  nextCourse,
  type Outcome,
  presentOfState,
  type TrackedAlarm,
  turnsOf,
} from './alarms/index.ts';
import type { Entry } from './entry.ts';
import type { CheckedOptions } from './options.ts';
import type { Announceable } from './outbox.ts';
import type { Roster } from './roster.ts';
import type { DetailedObservation } from './sources/observe.ts';
import { TrackedAlarms } from './tracked-alarms.ts';
import type { Transition } from './transitions.ts';
import { unannouncedTransition } from './unannounced-transition.ts';

interface StandingAlarmsDependencies {
  readonly roster: Roster;
  readonly options: CheckedOptions;
  /** The service's time. */
  readonly now: () => number;
}

/** What was learned of a connection since its alarms were looked at. */
interface Noted {
  /** What was known before. */
  readonly before: Entry;
  readonly observations: DetailedObservation[];
  readonly transitions: Transition[];
}

const NONE: readonly never[] = [];

/**
 * Which states last, and which alarms stand. Looks only at connections of which something was learned, and at those
 * of which a state lasts: what is well costs nothing.
 */
export class StandingAlarms {
  readonly #rules: readonly CheckedAlarmRule[];
  readonly #dependencies: StandingAlarmsDependencies;
  readonly #tracked = new TrackedAlarms();
  readonly #noted = new Map<string, Noted>();
  /** Alarms of rules that another run had. */
  readonly #removed: Alarm[] = [];
  /** Whether all connections are to be looked at: what they were in the beginning counts as well. */
  #isAllDue = true;

  constructor(dependencies: StandingAlarmsDependencies) {
    this.#rules = dependencies.options.alarms;
    this.#dependencies = dependencies;
  }

  /** The alarms that stand, in the order in which they were raised. */
  get standing(): readonly Alarm[] {
    return this.#tracked.standing;
  }

  /** What another run needs to go on. */
  get progress(): readonly TrackedAlarm[] {
    return this.#tracked.all;
  }

  /** Goes on from where another run was, perhaps with other rules. */
  resume(saved: readonly TrackedAlarm[]): void {
    for (const tracked of saved) {
      const { on, forMs, course } = tracked;
      if (this.#rules.some((rule) => rule.on === on && rule.forMs === forMs)) this.#tracked.put(tracked, course);
      else if (isStanding(course)) this.#removed.push(course);
    }
    this.#isAllDue = true;
  }

  /** Takes note of connections that have appeared, or whose tunnels have become others. */
  renew(entries: readonly Entry[]): void {
    for (const entry of entries) this.note(entry);
  }

  /** Forgets that something is known only from an instant on that is still to come, by a clock that was ahead: nothing would last until then. */
  forgetFuture(latest: number): void {
    for (const tracked of this.progress) {
      const { course } = tracked;
      if (!isStanding(course) && course.countsFrom > latest) this.#tracked.put(tracked, { ...course, countsFrom: latest });
    }
    this.#isAllDue = true;
  }

  /** Takes note of what was learned of a connection. */
  note(before: Entry, observations: readonly DetailedObservation[] = NONE, transitions: readonly Transition[] = NONE): void {
    if (this.#rules.length === 0) return;
    const { connectionId } = before.connection;
    const noted = this.#noted.get(connectionId);
    if (!noted) this.#noted.set(connectionId, { before, observations: [...observations], transitions: [...transitions] });
    else {
      noted.observations.push(...observations);
      noted.transitions.push(...transitions);
    }
  }

  /** What a round raises and clears, in order of time. */
  ofRound(now: number): readonly AlarmChange[] {
    if (this.#rules.length === 0 && this.#removed.length === 0) return NONE;
    const changes = this.#removed.splice(0).map((alarm) => cleared(alarm, now, 'removed'));
    changes.push(...this.#gone(now));
    const { entries } = this.#dependencies.roster;
    const ids =
      this.#isAllDue && this.#rules.length > 0 ? [...entries.keys()] : new Set([...this.#noted.keys(), ...this.#tracked.connectionIds]);
    for (const id of ids) changes.push(...this.#look(entries.get(id), now));
    this.#noted.clear();
    this.#isAllDue = false;
    return inOrder(changes);
  }

  /** What an event of one connection raises and clears once it is evaluated. While a round reads what was missed of the connection, that is left to the round. */
  ofEvent(
    connectionId: string | undefined,
    now: number,
    evaluate: () => readonly Transition[],
  ): { readonly transitions: readonly Transition[]; readonly announced: readonly Announceable[] } {
    const isLeft = connectionId === undefined || this.#noted.has(connectionId);
    const transitions = evaluate();
    if (isLeft) return { transitions, announced: transitions };
    const changes = this.#look(this.#dependencies.roster.entries.get(connectionId), now);
    this.#noted.delete(connectionId);
    return { transitions, announced: [...transitions, ...inOrder(changes)] };
  }

  #look(entry: Entry | undefined, now: number): AlarmChange[] {
    if (!entry) return [];
    const tunnels = entry.record.tunnels.map(({ key }) => key).filter((key) => isWatched(entry, key));
    return this.#rules.flatMap((rule) => {
      if (!isAboutConnection(rule.on)) return tunnels.flatMap((tunnel) => this.#advance(rule, entry, tunnel, now));
      return isWatched(entry, undefined) ? this.#advance(rule, entry, undefined, now) : [];
    });
  }

  #advance(rule: CheckedAlarmRule, entry: Entry, tunnel: string | undefined, now: number): readonly AlarmChange[] {
    const { on, forMs } = rule;
    const { connectionId } = entry.connection;
    const about = { ...rule, connectionId, ...(tunnel !== undefined && { tunnel }) };
    const noted = this.#noted.get(connectionId);
    const tracked = this.#tracked.find(about);
    const { staleAfterMs, confirm } = this.#dependencies.options;
    const present = presentOfState(on, entry, tunnel, { now, staleAfterMs, before: noted?.before });
    if (!tracked && present.state !== 'on') return NONE;
    const details = { observedAt: this.#dependencies.now(), observations: noted?.observations ?? NONE };
    const outcome = nextCourse(tracked?.course, {
      present,
      turns: noted && noted.transitions.length > 0 ? turnsOf(noted.transitions, on, tunnel) : NONE,
      forMs,
      now,
      begin: (since) => unannouncedTransition({ ...details, on, entry, tunnel, since, confirm }),
    });
    return this.#take(about, outcome);
  }

  #take(about: Omit<TrackedAlarm, 'course'>, { course, cleared: ended, raised }: Outcome<Alarm['transition']>): readonly AlarmChange[] {
    const changes: AlarmChange[] = [];
    // What stands is what was raised.
    if (ended) changes.push(cleared(ended.standing as Alarm, ended.at, 'ended'));
    if (!raised) {
      this.#tracked.put(about, course as TrackedAlarm['course'] | undefined);
      return changes;
    }
    const alarm = raisedAlarm(about.on, about.forMs, raised);
    this.#tracked.put(about, alarm);
    return [...changes, { type: 'alarm:raised', alarm }];
  }

  /** Clears the alarms of what is not watched any more. Until it is forgotten, it is the same outage if it comes back. */
  #gone(now: number): AlarmChange[] {
    const { roster } = this.#dependencies;
    const changes: AlarmChange[] = [];
    for (const tracked of this.progress) {
      const { connectionId, tunnel, course } = tracked;
      const entry = roster.entries.get(connectionId);
      if (entry && isWatched(entry, tunnel)) continue;
      if (isStanding(course)) changes.push(cleared(course, now, 'gone'));
      this.#tracked.put(
        tracked,
        roster.remembers(connectionId, tunnel)
          ? { transition: course.transition, countsFrom: isStanding(course) ? course.since : course.countsFrom }
          : undefined,
      );
    }
    return changes;
  }
}

/** Whether a tunnel of a connection is among the targets; without a key, the connection as a whole. */
function isWatched(entry: Entry, tunnel: string | undefined): boolean {
  return isMeant(entry, tunnel) && (tunnel === undefined || entry.record.tunnels.some(({ key }) => key === tunnel));
}
