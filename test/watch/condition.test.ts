import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionOf, isFailover } from '../../src/watch/condition.ts';
import type { Value } from '../../src/watch/timeline/index.ts';

describe('what the tunnels of a connection make it', () => {
  test.each<[readonly Value[], string]>([
    [[], 'unknown'],
    [['up'], 'up'],
    [['down'], 'down'],
    [['unknown'], 'unknown'],
    [['disabled'], 'down'],
    [['up', 'up'], 'up'],
    [['up', 'down'], 'degraded'],
    [['down', 'up'], 'degraded'],
    [['down', 'down'], 'down'],
    [['unknown', 'up'], 'unknown'],
    [['down', 'unknown'], 'unknown'],
  ])('%j', (values, condition) => {
    expect(conditionOf(values)).toBe(condition);
  });

  test('is the same in whatever order they are', () => {
    const value = fc.constantFrom<Value>('up', 'down', 'unknown', 'disabled');
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        expect(conditionOf(values.toReversed())).toBe(conditionOf(values));
      }),
    );
  });
});

describe('whether the standby tunnel carries the traffic', () => {
  test.each<[Value | undefined, Value | undefined, boolean | undefined]>([
    ['down', 'up', true],
    ['up', 'up', false],
    ['up', 'down', false],
    ['up', 'unknown', false],
    ['down', 'down', false],
    ['unknown', 'down', false],
    ['unknown', 'up', undefined],
    ['down', 'unknown', undefined],
    ['unknown', 'unknown', undefined],
    [undefined, undefined, undefined],
  ])('active %s, standby %s', (active, standby, expected) => {
    expect(isFailover(active, standby)).toBe(expected);
  });
});
