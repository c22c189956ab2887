import * as crypto from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { builtin } from '../../src/internal/builtin.ts';

const given = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;
afterEach(() => {
  Object.defineProperty(process, 'getBuiltinModule', given);
});

test("a module of Node's own is the one that an import gives", () => {
  expect(builtin('node:crypto').createHash).toBe(crypto.createHash);
  expect(builtin('node:net').isIP('127.0.0.1')).toBe(4);
});

test('so it is where the process cannot give it, as before Node 20.16', () => {
  Object.defineProperty(process, 'getBuiltinModule', { ...given, value: undefined });
  expect((process as { getBuiltinModule?: unknown }).getBuiltinModule).toBeUndefined();
  expect(builtin('node:crypto').createHash).toBe(crypto.createHash);
  expect(builtin('node:net').isIP('::1')).toBe(6);
});
