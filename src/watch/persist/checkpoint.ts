import { isRecord } from '../../internal/records.ts';
import type { TrackedAlarm } from '../alarms/index.ts';
import type { CertificateRecord } from '../certificates.ts';
import type { ConnectionRecord, TunnelRecord } from '../connection-record.ts';
import type { Announceable } from '../outbox.ts';
import { type Aspect, NO_VOTES, type StampVotes, type Timeline } from '../timeline/index.ts';
import { readAnnounceable, readTracked } from './announceables.ts';
import { malformed, readText, unreadable, writeText } from './fields.ts';
import { ASPECTS, CONNECTION, TIMELINE } from './record-fields.ts';
import { readCount, readList, readTime, readWord } from './values.ts';
import { VlqWriter } from './vlq.ts';

/** A series of datapoints that cannot be read while others can. */
export interface UnreadSeries {
  readonly tunnel: string;
  readonly aspect: Aspect;
  /** Up to when it was read. */
  readonly since: number;
}

/** Up to when each source was read; absent where it never was. */
export interface Marks {
  readonly events?: number;
  readonly metrics?: number;
  /** When certificates were listed last. */
  readonly certificates?: number;
  /** Those that the mark of the metrics leaves out. */
  readonly unread?: readonly UnreadSeries[];
}

/** All that a watch remembers between two runs. Holds ids and times only, but for transitions that wait to be announced or began a state that lasts. */
export interface WatchCheckpoint {
  /** When it was written, by the service's time. */
  readonly savedAt: number;
  readonly marks: Marks;
  /** SSL client certificates known to be expired. */
  readonly certificates: readonly string[];
  /** What was announced of others; absent where nothing was. */
  readonly notices?: readonly CertificateRecord[];
  /** What was learned of the timestamps of datapoints. */
  readonly votes: StampVotes;
  /** By connection id. */
  readonly connections: ReadonlyMap<string, ConnectionRecord>;
  /** Alarms that stand, and states that are there; absent where there is none. */
  readonly alarms?: readonly TrackedAlarm[];
  /** What is part of what is remembered, and may not have been announced. */
  readonly pending: readonly Announceable[];
}

const VERSION = 2;
// Far above what a region holds: whatever is larger was not written by a watch.
const MOST_TUNNELS = 64;

/** The text that {@link readCheckpoint} reads: JSON, in which a tunnel takes about 350 bytes with 20 observations each of IPsec and BGP. */
export function writeCheckpoint({
  savedAt,
  marks,
  certificates,
  notices = [],
  votes,
  connections,
  alarms = [],
  pending,
}: WatchCheckpoint): string {
  const writer = new VlqWriter();
  return JSON.stringify({
    version: VERSION,
    savedAt,
    marks: {
      events: marks.events,
      metrics: marks.metrics,
      certificates: marks.certificates,
      unread: marks.unread?.map(({ tunnel, aspect, since }) => [tunnel, aspect, since]),
    },
    certificates,
    // A release that knows of none reads past it.
    notices:
      notices.length > 0
        ? notices.map(({ certificateId, endsAt, noticedDays, renewedAt }) => [certificateId, endsAt, noticedDays, renewedAt])
        : undefined,
    connections: Array.from(connections, ([id, record]) => [
      id,
      writeText(CONNECTION, record, writer),
      record.tunnels.map((tunnel) => writeTunnel(tunnel, writer)),
    ]),
    votes: votes === NO_VOTES ? undefined : [votes.start, votes.end],
    alarms: alarms.length > 0 ? alarms : undefined,
    pending: pending.length > 0 ? pending : undefined,
  });
}

function writeTunnel(tunnel: TunnelRecord, writer: VlqWriter): readonly unknown[] {
  const texts = ASPECTS.map((aspect) => (tunnel[aspect] ? writeText(TIMELINE, tunnel[aspect], writer) : ''));
  return [tunnel.key, tunnel.role ?? null, ...texts];
}

/** What {@link writeCheckpoint} was given. Throws a `VpnMonitorError` of code `protocol` for any other text. */
export function readCheckpoint(text: string): WatchCheckpoint {
  const state = parse(text);
  if (!isRecord(state)) throw unreadable('is no JSON object');
  const version = state['version'];
  if (!Number.isSafeInteger(version)) throw malformed('version');
  if (version !== VERSION) throw unreadable(`is of version ${String(version)}, and this release reads version ${VERSION}`);
  const marks = state['marks'];
  if (!isRecord(marks)) throw malformed('marks');
  return {
    savedAt: readTime(state['savedAt'], 'savedAt'),
    marks: {
      ...(marks['events'] !== undefined && { events: readTime(marks['events'], 'marks.events') }),
      ...(marks['metrics'] !== undefined && { metrics: readTime(marks['metrics'], 'marks.metrics') }),
      ...(marks['certificates'] !== undefined && { certificates: readTime(marks['certificates'], 'marks.certificates') }),
      ...(marks['unread'] !== undefined && {
        unread: readList(marks['unread'], 'marks.unread').map((row, index) => readUnread(row, `marks.unread[${index}]`)),
      }),
    },
    certificates: readList(state['certificates'], 'certificates').map((id, index) => readWord(id, `certificates[${index}]`)),
    ...(state['notices'] !== undefined && {
      notices: readList(state['notices'], 'notices').map((row, index) => readNotice(row, `notices[${index}]`)),
    }),
    connections: readConnections(state['connections']),
    votes: readVotes(state['votes']),
    ...(state['alarms'] !== undefined && {
      alarms: readList(state['alarms'], 'alarms').map((row, index) => readTracked(row, `alarms[${index}]`)),
    }),
    pending: readList(state['pending'] ?? [], 'pending').map((row, index) => readAnnounceable(row, `pending[${index}]`)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its own words quote the text, so they do not go along as the cause either.
    throw unreadable('is not JSON');
  }
}

function readConnections(value: unknown): ReadonlyMap<string, ConnectionRecord> {
  const connections = new Map<string, ConnectionRecord>();
  for (const [index, row] of readList(value, 'connections').entries()) {
    const path = `connections[${index}]`;
    const [id, text, tunnels] = readList(row, path);
    const connectionId = readWord(id, `${path}.id`);
    if (connections.has(connectionId)) throw malformed(`${path}.id`);
    connections.set(connectionId, { ...readText(CONNECTION, text, path), tunnels: readTunnels(tunnels, `${path}.tunnels`) });
  }
  return connections;
}

function readTunnels(value: unknown, path: string): readonly TunnelRecord[] {
  const rows = readList(value, path);
  if (rows.length > MOST_TUNNELS) throw malformed(path);
  const tunnels = rows.map((row, index) => readTunnel(row, `${path}[${index}]`));
  const keys = tunnels.map(({ key }) => key);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice >= 0) throw malformed(`${path}[${twice}].key`);
  return tunnels;
}

function readTunnel(value: unknown, path: string): TunnelRecord {
  const [key, role, ...texts] = readList(value, path);
  const timelines: Partial<Record<Aspect, Timeline>> = {};
  for (const [index, aspect] of ASPECTS.entries()) {
    if (texts[index] !== '') timelines[aspect] = readText(TIMELINE, texts[index], `${path}.${aspect}`);
  }
  return { key: readWord(key, `${path}.key`), role: role === null ? undefined : readWord(role, `${path}.role`), ...timelines };
}

function readUnread(value: unknown, path: string): UnreadSeries {
  const [tunnel, name, since] = readList(value, path);
  const aspect = ASPECTS.find((one) => one === name);
  if (aspect === undefined) throw malformed(`${path}.aspect`);
  return { tunnel: readWord(tunnel, `${path}.tunnel`), aspect, since: readTime(since, `${path}.since`) };
}

function readNotice(value: unknown, path: string): CertificateRecord {
  const [id, endsAt, noticedDays, renewedAt] = readList(value, path);
  return {
    certificateId: readWord(id, `${path}.certificateId`),
    endsAt: readTime(endsAt, `${path}.endsAt`),
    noticedDays: readCount(noticedDays, `${path}.noticedDays`),
    renewedAt: readTime(renewedAt, `${path}.renewedAt`),
  };
}

function readVotes(value: unknown): StampVotes {
  if (value === undefined) return NO_VOTES;
  const [start, end] = readList(value, 'votes');
  return { start: readCount(start, 'votes'), end: readCount(end, 'votes') };
}
