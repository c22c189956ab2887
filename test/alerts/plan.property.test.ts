import { type AlertRuleInput, type AlertThreshold, METRICS, type MetricSpec, type VpnMonitor } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bed } from './support.ts';

const GROUPS = ['vpn-ops', 'night', 'all day'];
const CONNECTIONS = ['vco-dual', 'vco-single', 'vco-router'];

function level(unit: MetricSpec['unit']): fc.Arbitrary<AlertThreshold> {
  const threshold = unit === 'state' ? fc.constantFrom(0.25, 0.5) : fc.integer({ min: 1, max: 99 });
  return fc.record({
    when: fc.constantFrom('>=', '>', '<=', '<', '==', '!='),
    threshold,
    times: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  });
}

type Made = (monitor: VpnMonitor) => AlertRuleInput;

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const madeRule: fc.Arbitrary<Made> = fc
  .tuple(fc.constantFrom(...METRICS), fc.boolean())
  .chain(([spec, isQuantity]) =>
    fc.record({
      id: fc.integer({ min: 0, max: 12 }).map((index) => `t-${index}`),
      name: fc.constantFrom('One', 'Two'),
      metric: fc.constant(isQuantity ? spec.quantity : spec.name),
      where: fc.subarray(CONNECTIONS, { minLength: 1 }),
      contactGroups: fc.subarray(GROUPS, { minLength: 1 }),
      critical: level(spec.unit),
      warn: maybe(level(spec.unit)),
      info: maybe(level(spec.unit)),
      periodSeconds: maybe(fc.constantFrom(60, 300)),
      silenceSeconds: maybe(fc.constantFrom(3600, 86_400)),
      effective: maybe(fc.constantFrom('00:00-23:59', '08:00-20:00')),
      noData: maybe(fc.constantFrom('KEEP_LAST_STATE', 'OK', 'INSUFFICIENT_DATA')),
      webhook: maybe(fc.constantFrom('https://hook.example/a', 'https://hook.example/b?c=d')),
      labels: maybe(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'))),
      enabled: maybe(fc.boolean()),
    }),
  )
  .map(({ where, ...fields }): Made => (monitor) => {
    const isOfConnections = ['state', 'bgpState'].includes(fields.metric);
    return { ...fields, on: isOfConnections && where.length < CONNECTIONS.length ? where.map((id) => monitor.connection(id)) : 'all' };
  });

const rules = fc.array(madeRule, { maxLength: 10 });
const distinct = (made: readonly Made[], monitor: VpnMonitor): AlertRuleInput[] => [
  ...new Map(made.map((make) => make(monitor)).map((one) => [one.id, one])).values(),
];

test('plan, apply, plan: the second plan is empty, whatever there was and whether the service keeps or resets what a put leaves out', async () => {
  await fc.assert(
    fc.asyncProperty(rules, rules, fc.boolean(), async (there, wanted, keeps) => {
      const { monitor, service } = bed({ keeps, contactGroups: GROUPS });
      const { alerts } = monitor;
      await alerts.put(distinct(there, monitor));
      const inputs = distinct(wanted, monitor);
      const plan = await alerts.plan(inputs, { prefix: 't-' });
      const planned = await alerts.apply(plan, { dryRun: true });
      const from = service.requests.length;
      await alerts.apply(plan);
      expect(service.requests.slice(from).map((request) => ({ product: 'cms', ...request }))).toEqual(planned);
      const again = await alerts.plan(inputs, { prefix: 't-' });
      expect(again).toEqual({ create: [], change: [], delete: [], unchanged: service.rules.size, isEmpty: true });
      expect(plan.isEmpty).toBe(planned.length === 0);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('after failures half-way, planning and applying again gets there', async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      rules,
      fc.boolean(),
      fc.infiniteStream(fc.constantFrom('none', 'none', 'rule', 'call', 'lost')),
      async (there, wanted, keeps, faults) => {
        const { monitor, service } = bed({ keeps, contactGroups: GROUPS });
        const { alerts } = monitor;
        await alerts.put(distinct(there, monitor));
        const inputs = distinct(wanted, monitor);
        const next = (): unknown => faults.next().value;
        service.refuse = () => (next() === 'rule' ? { Code: '500', Message: 'not now' } : undefined);
        service.intercept = ({ action, params }) => {
          if (!/^(Put|Enable|Disable|Delete)/.test(action)) return undefined;
          const fault = next();
          if (fault === 'call') return { Code: 'InternalError', Success: false };
          // Carried out, and then the answer is lost.
          if (fault === 'lost') service.answer(action, params);
          return fault === 'lost' ? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) : undefined;
        };
        for (let tries = 0; tries < 3; tries += 1) await alerts.apply(await alerts.plan(inputs, { prefix: 't-' })).catch(() => undefined);
        service.refuse = () => undefined;
        service.intercept = () => undefined;
        await alerts.apply(await alerts.plan(inputs, { prefix: 't-' }));
        expect((await alerts.plan(inputs, { prefix: 't-' })).isEmpty).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);
