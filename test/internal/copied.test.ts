import { expect, test } from 'vitest';
import { copied } from '../../src/internal/copied.ts';

test('plain objects and lists are copied, however deep an input is', () => {
  const given = { list: [{ a: { b: ['c'] } }], none: undefined };
  const copy = copied(given);
  expect(copy).toEqual(given);
  given.list[0]!.a.b[0] = 'changed';
  given.list.push({ a: { b: [] } });
  expect(copy).toEqual({ list: [{ a: { b: ['c'] } }], none: undefined });
});

test('what is no plain object stays the same one', () => {
  const { signal } = new AbortController();
  const call = (): number => 7;
  const date = new Date();
  const inherited = Object.create({ id: 'r' }) as object;
  const copy = copied({ signal, call, date, inherited, map: new Map() });
  expect(copy.signal).toBe(signal);
  expect(copy.call).toBe(call);
  expect(copy.date).toBe(date);
  expect(copy.inherited).toBe(inherited);
  expect(copy.map).toBeInstanceOf(Map);
  expect([copied(null), copied<unknown>(undefined), copied('text'), copied(7)]).toEqual([null, undefined, 'text', 7]);
});

test('a circle has an end, a hole is there, and a key that is a prototype stays a key', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(copied(circle)).toHaveProperty('self.self');
  const holes: string[] = [];
  holes[1] = 'a';
  expect(Object.keys(copied(holes))).toEqual(['0', '1']);
  const evil = copied(JSON.parse('{"__proto__":{"polluted":1}}') as object);
  expect(Object.keys(evil)).toEqual(['__proto__']);
  expect((evil as { polluted?: unknown }).polluted).toBeUndefined();
});
