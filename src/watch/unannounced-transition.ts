import type { Alarm, AlarmType } from './alarms/index.ts';
import { type AnnouncementDetails, transitionOf } from './announce.ts';
import { type ConnectionAnnouncement, presentCondition, type TunnelRecord } from './connection-record.ts';
import type { Entry } from './entry.ts';
import { type Confirm, EMPTY, interpret, type Phase, type Shown, shownBy, type Timeline } from './timeline/index.ts';
import { transitionId } from './transition-id.ts';

interface Beginning extends AnnouncementDetails {
  readonly on: AlarmType;
  readonly entry: Entry;
  /** The tunnel's key; absent for the connection as a whole. */
  readonly tunnel: string | undefined;
  readonly since: number;
  readonly confirm: Confirm;
}

/** The transition that began a state which was there when the watch began, as `emitInitial` would have announced it. Its id is none of those that are announced, and counts as none of them. */
export function unannouncedTransition(beginning: Beginning): Alarm['transition'] {
  const { on, entry, tunnel, since } = beginning;
  const { record, connection } = entry;
  const announced: ConnectionAnnouncement = {
    ...(tunnel !== undefined && { tunnel }),
    ...stateOf(beginning),
    at: since,
    isLate: false,
    number: 0,
    condition: presentCondition(record),
    since: record.since,
  };
  const transition = transitionOf(announced, entry, beginning) as Alarm['transition'];
  return Object.freeze({ ...transition, id: transitionId([record.bornAt, tunnel ?? connection.connectionId, on, 'began', since]) });
}

type State = Pick<ConnectionAnnouncement, 'kind' | 'from' | 'to' | 'shownBy'> & { readonly phase?: Phase };

const ASPECTS = { 'tunnel:down': 'ipsec', 'tunnel:stale': 'ipsec', 'bgp:down': 'bgp', 'health:failed': 'health' } as const;

function stateOf({ on, entry: { record }, tunnel, confirm }: Beginning): State {
  if (on === 'connection:down' || on === 'connection:degraded') {
    return {
      kind: 'connection',
      from: 'unknown',
      to: on === 'connection:down' ? 'down' : 'degraded',
      shownBy: shownFirst(newestOf(record.tunnels), confirm),
    };
  }
  const kind = ASPECTS[on];
  const timeline = record.tunnels.find(({ key }) => key === tunnel)?.[kind];
  const shown = { kind, shownBy: shownFirst(timeline, confirm) };
  if (on === 'tunnel:stale') return { ...shown, from: timeline?.value ?? 'unknown', to: 'unknown' };
  return { ...shown, from: 'unknown', to: 'down', ...(timeline?.phase && { phase: timeline.phase }) };
}

/** The observation that showed the value first. */
const shownFirst = (timeline: Timeline | undefined, confirm: Confirm): Shown => shownBy(interpret(timeline ?? EMPTY, confirm).end.code);

/** The tunnel that changed last made the connection what it is. */
function newestOf(tunnels: readonly TunnelRecord[]): Timeline | undefined {
  return tunnels
    .map(({ ipsec }) => ipsec)
    .toSorted((one, other) => (one?.since ?? 0) - (other?.since ?? 0))
    .at(-1);
}
