import { VpnMonitorError } from '../../errors.ts';
import type { Code } from '../timeline/index.ts';
import { VlqReader, type VlqWriter } from './vlq.ts';

const LATEST_TIME = 8.64e15;
// Far above what a region holds: whatever is larger was not written by a watch.
const MOST_ENTRIES = 100_000;

/** How a value is written as whole numbers and read back. */
export interface Field<T> {
  write(value: T, to: VlqWriter): void;
  read(from: VlqReader, path: string): T;
}

/** A field for each property, so that none can be added to what is remembered and left out here. Their order is the order in the text. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/** Names the place by what it stands for, and never what is there. */
export function malformed(path: string): VpnMonitorError {
  return unreadable(`is malformed at ${path}`);
}

export function unreadable(why: string): VpnMonitorError {
  return new VpnMonitorError(`the saved state ${why}: the watch starts afresh`, { code: 'protocol' });
}

/** A time in milliseconds since the epoch, written as the difference to the time before it. */
export const time: Field<number> = {
  write(value, to) {
    // A length of time that the caller chose may end between two milliseconds.
    const whole = Math.round(value);
    to.put(whole - to.time);
    to.time = whole;
  },
  read(from, path) {
    from.time += from.next();
    if (!(from.time >= 0 && from.time <= LATEST_TIME)) throw malformed(path);
    return from.time;
  },
};

/** An observation. */
export const code: Field<Code> = {
  write(value, to) {
    to.put(value - to.time * 64);
    to.time = Math.floor(value / 64);
  },
  read(from, path) {
    const value = from.time * 64 + from.next();
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) throw malformed(path);
    from.time = Math.floor(value / 64);
    // A whole number within these bounds is what an observation is encoded as.
    return value as Code;
  },
};

export const amount: Field<number> = {
  write: (value, to) => {
    to.put(value);
  },
  read(from, path) {
    const value = from.next();
    if (!(value >= 0)) throw malformed(path);
    return value;
  },
};

export const flag: Field<boolean> = {
  write: (value, to) => {
    to.put(value ? 1 : 0);
  },
  read(from, path) {
    const value = from.next();
    if (value !== 0 && value !== 1) throw malformed(path);
    return value === 1;
  },
};

export function word<T extends string>(numbers: Readonly<Record<T, number>>): Field<T> {
  const words = Object.keys(numbers) as T[];
  return {
    write: (value, to) => {
      to.put(numbers[value]);
    },
    read(from, path) {
      const number = from.next();
      const value = words.find((one) => numbers[one] === number);
      if (value === undefined) throw malformed(path);
      return value;
    },
  };
}

export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    write(value, to) {
      flag.write(value !== undefined, to);
      if (value !== undefined) field.write(value, to);
    },
    read: (from, path) => (flag.read(from, path) ? field.read(from, path) : undefined),
  };
}

export function list<T>(field: Field<T>): Field<readonly T[]> {
  return {
    write(values, to) {
      to.put(values.length);
      for (const value of values) field.write(value, to);
    },
    read(from, path) {
      const count = from.next();
      if (!(count >= 0 && count <= MOST_ENTRIES)) throw malformed(path);
      return Array.from({ length: count }, (_, index) => field.read(from, `${path}[${index}]`));
    },
  };
}

/** Values of which each is larger than the one before it. */
export function ascending<T extends number>(field: Field<T>): Field<readonly T[]> {
  const all = list(field);
  return {
    ...all,
    read(from, path) {
      const values = all.read(from, path);
      if (values.some((value, index) => value <= (values[index - 1] ?? -1))) throw malformed(path);
      return values;
    },
  };
}

export function record<T extends object>(fields: Fields<T>): Field<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    write(value, to) {
      for (const name of names) fields[name].write(value[name], to);
    },
    read(from, path) {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(from, `${path}.${name}`);
      return value as T;
    },
  };
}

export function writeText<T>(field: Field<T>, value: T, writer: VlqWriter): string {
  field.write(value, writer);
  return writer.take();
}

export function readText<T>(field: Field<T>, text: unknown, path: string): T {
  if (typeof text !== 'string') throw malformed(path);
  const reader = new VlqReader(text);
  const value = field.read(reader, path);
  if (!reader.atEnd) throw malformed(path);
  return value;
}
