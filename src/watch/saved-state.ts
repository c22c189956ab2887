import { VpnMonitorError } from '../errors.ts';
import { isRecord } from '../internal/records.ts';
import type { Aspect, ConnectionMemory, Phase, Track, TunnelMemory, Value } from './memory.ts';
import type { ConnectionCondition, Transition } from './model.ts';
import { LineReader, LineWriter } from './number-text.ts';

/** All that a watch remembers between two runs. Holds ids and times only, but for transitions while they are being told. */
export interface SavedState {
  /** When it was written, by the data clock. */
  readonly savedAt: number;
  /** Up to when each source was read; absent where it never was. */
  readonly marks: { readonly events?: number; readonly metrics?: number };
  /** SSL client certificates known to be expired. */
  readonly certificates: readonly string[];
  /** By connection id. */
  readonly connections: ReadonlyMap<string, ConnectionMemory>;
  /** Transitions that are part of what is remembered, and that nobody may have been told. */
  readonly untold?: readonly Transition[];
}

const VERSION = 1;
const LATEST_TIME = 8.64e15;
// Far above what a region holds: whatever is larger was not written by a watch.
const LONGEST_WORD = 256;
const MOST_TUNNELS = 64;
const MOST_READINGS = 100_000;

/** How a value is written as whole numbers and read back. */
interface Field<T> {
  write(value: T, line: LineWriter): void;
  read(line: LineReader, path: string): T;
}

/** A field for each property, so that none can be added to what is remembered and left out here. Their order is the order in the text. */
type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/** Names the place by what it stands for, and never what is there. */
function malformed(path: string): VpnMonitorError {
  return unreadable(`is malformed at ${path}`);
}

function unreadable(why: string): VpnMonitorError {
  return new VpnMonitorError(`the saved state ${why}: the watch starts afresh`, { code: 'protocol' });
}

const time: Field<number> = {
  write(value, line) {
    // A length of time that the caller chose may end between two milliseconds.
    const whole = Math.round(value);
    line.put(whole - line.time);
    line.time = whole;
  },
  read(line, path) {
    line.time += line.next();
    if (!(line.time >= 0 && line.time <= LATEST_TIME)) throw malformed(path);
    return line.time;
  },
};

const amount: Field<number> = {
  write: (value, line) => {
    line.put(value);
  },
  read(line, path) {
    const value = line.next();
    if (!(value >= 0)) throw malformed(path);
    return value;
  },
};

const flag: Field<boolean> = {
  write: (value, line) => {
    line.put(value ? 1 : 0);
  },
  read(line, path) {
    const value = line.next();
    if (value !== 0 && value !== 1) throw malformed(path);
    return value === 1;
  },
};

function word<T extends string>(numbers: Readonly<Record<T, number>>): Field<T> {
  const words = Object.keys(numbers) as T[];
  return {
    write: (value, line) => {
      line.put(numbers[value]);
    },
    read(line, path) {
      const number = line.next();
      const value = words.find((one) => numbers[one] === number);
      if (value === undefined) throw malformed(path);
      return value;
    },
  };
}

const ascending: Field<readonly number[]> = {
  write(values, line) {
    line.put(values.length);
    let last = 0;
    for (const value of values) {
      line.put(value - last);
      last = value;
    }
  },
  read(line, path) {
    const count = line.next();
    if (!(count >= 0 && count <= MOST_READINGS)) throw malformed(path);
    const values: number[] = [];
    let last = 0;
    while (values.length < count) {
      const step = line.next();
      last += step;
      if (!(step >= 0 && last <= Number.MAX_SAFE_INTEGER)) throw malformed(path);
      values.push(last);
    }
    return values;
  },
};

function all<T extends object>(fields: Fields<T>): Field<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    write(value, line) {
      for (const name of names) fields[name].write(value[name], line);
    },
    read(line, path) {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(line, `${path}.${name}`);
      return value as T;
    },
  };
}

const value = word<Value>({ unknown: 0, up: 1, down: 2, disabled: 3 });
const PHASES = { none: 0, phase1: 1, phase2: 2 } as const satisfies Record<NonNullable<Phase> | 'none', number>;
const phaseOrNone = word<keyof typeof PHASES>(PHASES);
const phase: Field<Phase> = {
  write: (said, line) => {
    phaseOrNone.write(said ?? 'none', line);
  },
  read(line, path) {
    const said = phaseOrNone.read(line, path);
    return said === 'none' ? undefined : said;
  },
};

const TRACK = all<Track>({
  asOf: time,
  reach: time,
  value,
  since: time,
  phase,
  base: all<Track['base']>({ value, since: time, phase, floor: time }),
  periodMs: amount,
  open: flag,
  stale: flag,
  said: value,
  told: amount,
  unshown: ascending,
  readings: ascending,
});

const ASPECTS = Object.keys({ ipsec: 0, bgp: 0, health: 0 } satisfies Record<keyof Omit<TunnelMemory, 'key' | 'role'>, 0>) as Aspect[];

const CONNECTION = all<Omit<ConnectionMemory, 'tunnels'>>({
  said: word<ConnectionCondition>({ unknown: 0, up: 1, degraded: 2, down: 3 }),
  since: time,
  failedOver: flag,
  told: amount,
});

function writeLine<T>(field: Field<T>, value: T, line: LineWriter): string {
  field.write(value, line);
  return line.take();
}

function readLine<T>(field: Field<T>, text: unknown, path: string): T {
  if (typeof text !== 'string') throw malformed(path);
  const line = new LineReader(text);
  const value = field.read(line, path);
  if (!line.atEnd) throw malformed(path);
  return value;
}

/** The text that {@link readState} reads: JSON, in which a tunnel takes about 350 bytes with 20 readings each of IPsec and BGP. */
export function writeState({ savedAt, marks, certificates, connections, untold = [] }: SavedState): string {
  const line = new LineWriter();
  return JSON.stringify({
    version: VERSION,
    savedAt,
    marks: { events: marks.events, metrics: marks.metrics },
    certificates,
    connections: Array.from(connections, ([id, memory]) => [id, writeLine(CONNECTION, memory, line), memory.tunnels.map((tunnel) => writeTunnel(tunnel, line))]),
    untold: untold.length > 0 ? untold : undefined,
  });
}

function writeTunnel(tunnel: TunnelMemory, line: LineWriter): readonly unknown[] {
  const lines = ASPECTS.map((aspect) => (tunnel[aspect] ? writeLine(TRACK, tunnel[aspect], line) : ''));
  return [tunnel.key, tunnel.role ?? null, ...lines];
}

/** What {@link writeState} was given. Throws a `VpnMonitorError` of code `protocol` for any other text. */
export function readState(text: string): SavedState {
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
    },
    certificates: readList(state['certificates'], 'certificates').map((id, index) => readWord(id, `certificates[${index}]`)),
    connections: readConnections(state['connections']),
    ...(state['untold'] !== undefined && { untold: readList(state['untold'], 'untold').map((row, index) => readTransition(row, `untold[${index}]`)) }),
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

function readConnections(value: unknown): ReadonlyMap<string, ConnectionMemory> {
  const connections = new Map<string, ConnectionMemory>();
  for (const [index, row] of readList(value, 'connections').entries()) {
    const path = `connections[${index}]`;
    const [id, line, tunnels] = readList(row, path);
    const connectionId = readWord(id, `${path}.id`);
    if (connections.has(connectionId)) throw malformed(`${path}.id`);
    connections.set(connectionId, { ...readLine(CONNECTION, line, path), tunnels: readTunnels(tunnels, `${path}.tunnels`) });
  }
  return connections;
}

function readTunnels(value: unknown, path: string): readonly TunnelMemory[] {
  const rows = readList(value, path);
  if (rows.length > MOST_TUNNELS) throw malformed(path);
  const tunnels = rows.map((row, index) => readTunnel(row, `${path}[${index}]`));
  const keys = tunnels.map(({ key }) => key);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice >= 0) throw malformed(`${path}[${twice}].key`);
  return tunnels;
}

function readTunnel(value: unknown, path: string): TunnelMemory {
  const [key, role, ...lines] = readList(value, path);
  const tracks: Partial<Record<Aspect, Track>> = {};
  for (const [index, aspect] of ASPECTS.entries()) {
    if (lines[index] !== '') tracks[aspect] = readLine(TRACK, lines[index], `${path}.${aspect}`);
  }
  return { key: readWord(key, `${path}.key`), role: role === null ? undefined : readWord(role, `${path}.role`), ...tracks };
}

function readTransition(value: unknown, path: string): Transition {
  if (!isRecord(value) || !isRecord(value['resource']) || !isRecord(value['evidence'])) throw malformed(path);
  readWord(value['id'], `${path}.id`);
  readWord(value['type'], `${path}.type`);
  readTime(value['at'], `${path}.at`);
  readTime(value['observedAt'], `${path}.observedAt`);
  return deeplyFrozen(value) as unknown as Transition;
}

function deeplyFrozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deeplyFrozen(part as object);
  return Object.freeze(value);
}

function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(path);
  return value;
}

function readWord(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_WORD) throw malformed(path);
  return value;
}

function readTime(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= LATEST_TIME)) throw malformed(path);
  return value;
}
