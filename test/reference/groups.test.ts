import { expect, test } from 'vitest';
import { groupOf } from '../../docs/typedoc/groups.ts';

test.each([
  ['monitor.ts', 'Client'],
  ['alerts/rules/put-rules.ts', 'Alerts'],
  ['alerts/subscriptions/put.ts', 'Subscriptions'],
  ['diagnose/routes/models.ts', 'Routes and SSL clients'],
  ['testing/specs.ts', 'Simulated account'],
  ['testing/specs-of-something.ts', 'Simulator'],
])('%s belongs to %s: the longest path that holds it decides', (path, group) => {
  expect(groupOf(path)).toBe(group);
});

test.each(['bridges/index.ts', 'scopes-of-old/index.ts', '../docs/examples/pager.ts'])('%s belongs to no group', (path) => {
  expect(groupOf(path)).toBeUndefined();
});
