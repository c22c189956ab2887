import { EVENTS, type FoundTargets, type SubscriptionDefinition, type SubscriptionTargets } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account } from './support.ts';

const GROUPS = ['vpn-ops', 'network', 'security'];
const few = <T>(values: fc.Arbitrary<T>, selector: (value: T) => unknown) => fc.uniqueArray(values, { maxLength: 3, selector });
const word = fc.constantFrom('a', 'b', 'c');
const targets: fc.Arbitrary<SubscriptionTargets> = fc
  .record({
    mns: few(
      fc.oneof(
        word.map((queue) => ({ queue })),
        word.map((topic) => ({ topic })),
      ),
      (one) => JSON.stringify(one),
    ),
    fc: few(
      word.map((name) => ({ service: 's', function: name })),
      (one) => one.function,
    ),
    sls: few(
      word.map((logstore) => ({ project: 'p', logstore })),
      (one) => one.logstore,
    ),
    webhook: few(
      fc.record({
        url: fc.tuple(word, word).map(([host, path]) => `https://${host}.example.com/${path}`),
        method: fc.constantFrom('GET' as const, 'POST' as const),
      }),
      (one) => `${one.method} ${one.url}`,
    ),
    contactGroups: few(
      fc.record({ name: fc.constantFrom(...GROUPS), level: fc.constantFrom(2 as const, 3 as const, 4 as const) }),
      (one) => one.name,
    ),
  })
  .filter((kinds) => Object.values(kinds).some((list) => list.length > 0));
const definition: fc.Arbitrary<SubscriptionDefinition> = fc.record({
  name: fc.constantFrom('one', 'two'),
  events: fc.oneof(
    fc.constant('all' as const),
    fc.uniqueArray(fc.constantFrom(...EVENTS.map((event) => event.name)), { minLength: 1, maxLength: 15 }),
  ),
  levels: fc.option(fc.uniqueArray(fc.constantFrom('INFO' as const, 'WARN' as const, 'CRITICAL' as const), { minLength: 1 }), {
    nil: undefined,
  }),
  enabled: fc.boolean(),
  targets,
});

/** What can be said of targets without their ids and addresses, in any order. */
function essence(found: SubscriptionTargets | FoundTargets): Record<string, string[]> {
  const said = (list: unknown, say: (one: Record<string, unknown>) => unknown[]) =>
    ((list ?? []) as Record<string, unknown>[]).map((one) => JSON.stringify(say(one))).sort();
  return {
    mns: said(found.mns, (one) => [one['queue'], one['topic']]),
    fc: said(found.fc, (one) => [one['service'], one['function']]),
    sls: said(found.sls, (one) => [one['project'], one['logstore']]),
    webhook: said(found.webhook, (one) => [one['host'] ?? new URL(one['url'] as string).host, one['method']]),
    contactGroups: said(found.contactGroups, (one) => [one['name'], one['level']]),
  };
}

test('after any sequence of puts a rule is as last defined, its targets included, and the other rule is left alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(definition, { minLength: 1, maxLength: 5 }), async (definitions) => {
      const { monitor } = account({ contactGroups: GROUPS });
      for (const one of definitions) await monitor.subscriptions.put(one);
      const last = new Map(definitions.map((one) => [one.name, one]));
      const found = await monitor.subscriptions.list({ targets: true }).toArray();
      expect(found.map(({ name }) => name).sort()).toEqual([...last.keys()].sort());
      for (const { name, events, levels, enabled, targets: there } of found) {
        const wanted = last.get(name)!;
        expect([events === 'all' ? 'all' : [...events].sort(), levels && [...levels].sort(), enabled]).toEqual([
          wanted.events === 'all' ? 'all' : [...wanted.events].sort(),
          wanted.levels && [...wanted.levels].sort(),
          wanted.enabled,
        ]);
        expect(essence(there!)).toEqual(essence(wanted.targets));
      }
      for (const one of last.values()) {
        // Nothing is left to remove.
        expect((await monitor.subscriptions.put(one, { dryRun: true })).map(({ action }) => action)).toEqual([
          'PutEventRule',
          'PutEventRuleTargets',
        ]);
      }
    }),
    { numRuns: 100 },
  );
});
