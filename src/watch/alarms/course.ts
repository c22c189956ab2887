/** Whether a state is there, as far as the record shows it. */
export interface Present {
  /** `unknown` while its tunnels are silent. */
  readonly state: 'on' | 'off' | 'unknown';
  /** Since when it is on, or off. */
  readonly since: number;
  /** Up to when evidence shows it. */
  readonly asOf: number;
  /** When it came to be known again, where silence has just ended; otherwise 0. */
  readonly knownFrom: number;
}

/** A transition that began a state or ended it. */
export interface Turn<T> {
  readonly isOn: boolean;
  readonly at: number;
  /** Whether it tells of what was over before it became known. */
  readonly isLate: boolean;
  readonly transition: T;
}

/** A state that is there, and has not lasted for long enough. */
export interface Pending<T> {
  readonly transition: T;
  /** Before this nothing counts: it was not known then. */
  readonly countsFrom: number;
}

/** An alarm that stands. */
export interface Standing<T> {
  readonly since: number;
  readonly raisedAt: number;
  readonly transition: T;
}

/** How far one rule is with one resource. */
export type Course<T> = Pending<T> | Standing<T>;

/** What is known at one moment. */
export interface Seen<T> {
  readonly present: Present;
  /** The transitions since the moment before, in the order of their announcement. */
  readonly turns: readonly Turn<T>[];
  /** How long the state must have lasted. */
  readonly forMs: number;
  /** That moment. */
  readonly now: number;
  /** The transition that began the state, where none of the turns did. */
  readonly begin: (since: number) => T;
}

/** What follows. */
export interface Outcome<T> {
  readonly course: Course<T> | undefined;
  /** The alarm that stood, and when its state ended. Comes before what is raised. */
  readonly cleared?: { readonly standing: Standing<T>; readonly at: number };
  readonly raised?: Standing<T>;
}

interface Dated {
  readonly at: number;
}

export function isStanding<T>(course: Course<T> | undefined): course is Standing<T> {
  return course !== undefined && 'raisedAt' in course;
}

/**
 * What a rule comes to with what is known now: pure, without clock or I/O.
 *
 * The record decides whether the state is there. The transitions say what happened on the way: a state that ended and began
 * anew is another one. Late ones come in pairs and lie within what was known, so they end nothing that stands.
 */
export function nextCourse<T extends Dated>(course: Course<T> | undefined, seen: Seen<T>): Outcome<T> {
  if (!isStanding(course)) return counted(course, seen);
  const { present, turns, now } = seen;
  const end = turns.findIndex(({ isOn, isLate }) => !isOn && !isLate);
  if (end < 0 && present.state !== 'off') return { course };
  // Of a state that nothing dates the end of, such as that of a connection that has lost a tunnel, it is known now.
  const at = turns[end]?.at ?? (present.since > course.since ? present.since : now);
  const cleared = { standing: course, at: Math.max(at, course.since) };
  return { ...counted(undefined, { ...seen, turns: end < 0 ? [] : turns.slice(end + 1) }), cleared };
}

/** What becomes of a state that no alarm stands for. */
function counted<T extends Dated>(pending: Pending<T> | undefined, { present, turns, forMs, begin }: Seen<T>): Outcome<T> {
  if (present.state === 'off') return { course: undefined };
  if (present.state === 'unknown') return { course: pending };
  const began = newestBeginning(turns, pending);
  // What comes back after silence, or because evidence took its end back, is known since then.
  const knownAt = began && began.at > present.since ? began.at : 0;
  const countsFrom = Math.max(pending?.countsFrom ?? 0, present.knownFrom, knownAt);
  const since = Math.max(present.since, countsFrom);
  const transition = began?.transition ?? pending?.transition ?? begin(since);
  // What makes a state may be shown after the newest evidence of the rest: it has lasted for no time then, which is enough for some.
  if (Math.max(0, present.asOf - since) < forMs) return { course: { transition, countsFrom } };
  const raised = { since, raisedAt: since + forMs, transition };
  return { course: raised, raised };
}

/** The last beginning by its time, late ones included: an outage that was interrupted counts from where it went on. */
function newestBeginning<T extends Dated>(turns: readonly Turn<T>[], pending: Pending<T> | undefined): Turn<T> | undefined {
  let newest: Turn<T> | undefined;
  for (const turn of turns) if (turn.isOn && turn.at > (newest?.at ?? pending?.transition.at ?? -Infinity)) newest = turn;
  return newest;
}
