import type { SimulatedEvent } from '../events/model.ts';
import type { RecordedConnection } from './connections.ts';
import { type Course, courseOf, type Observation } from './course.ts';
import { healthByEvents, ipsecByEvents } from './event-states.ts';
import type { RecordedLink } from './links.ts';
import { listedBgp, listedHealth, listedIpsec } from './listed-states.ts';
import type { MeasuredStates } from './measured-states.ts';

/** What became of one state of a path or of a connection. */
export interface PastCourse {
  /** The tunnel or connection. */
  readonly id: string;
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  readonly course: Course;
}

interface Evidence {
  readonly events: readonly SimulatedEvent[];
  readonly measured: MeasuredStates;
}

/** The states over time that events, datapoints and the newest listing tell of. */
export function pastCourses(
  links: Iterable<RecordedLink>,
  connections: readonly RecordedConnection[],
  evidence: Evidence,
): readonly PastCourse[] {
  const health = connections.map((connection): PastCourse => {
    const { id } = connection.spec;
    return { id, aspect: 'health', course: courseOf([...healthByEvents(evidence.events, id), ...listedHealth(connection)]) };
  });
  return [...[...links].flatMap((link) => linkCourses(link, evidence)), ...health];
}

function linkCourses(link: RecordedLink, { events, measured }: Evidence): readonly PastCourse[] {
  const { id } = link;
  const [states, sessions] = [measured.state.get(id) ?? [], measured.bgpState.get(id) ?? []];
  // BGP that is up runs over a path that is.
  const implied = states.length > 0 ? [] : sessions.filter(({ share }) => share === 1);
  const ipsec = courseOf([...ipsecByEvents(events, link), ...states, ...implied, ...listedIpsec(link)]);
  // While there is no path, its BGP is down whatever its session would be.
  const ofSession = [...sessions, ...listedBgp(link)].filter((one) => isUpThroughout(ipsec, one));
  return [
    { id, aspect: 'ipsec', course: ipsec },
    { id, aspect: 'bgp', course: courseOf(ofSession) },
  ];
}

function isUpThroughout({ initial, changes }: Course, one: Observation): boolean {
  const from = 'from' in one ? one.from : one.at;
  const before = changes.findLast(({ at }) => at <= from)?.up ?? initial;
  return before && !changes.some(({ at }) => at > from && at <= one.at);
}
