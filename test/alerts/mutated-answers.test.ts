import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { mutator } from '../support/mutator.ts';
import { bed, NOW, rule } from './support.ts';

const COUNT = 200;
const { spoil, garble, next } = mutator(20_260_302);

test(`${COUNT} mutated answers end in a value or a VpnMonitorError`, async () => {
  const outcomes = { value: 0, error: 0 };
  for (let round = 0; round < COUNT; round += 1) {
    const one = bed();
    const { alerts } = one.monitor;
    const inputs = ['ra', 'rb', 'rc'].map((id) => rule({ id, on: 'all', metric: 'tun.state', webhook: 'https://hook.example/t0ps3cret' }));
    await alerts.put(inputs);
    one.service.logs = [
      {
        LogId: 'l',
        AlertTime: NOW - 5,
        RuleId: 'a',
        Dimensions: [{ Key: 'instanceId', Value: 'vpn-1' }],
        Escalation: { Expression: '$Average<1', Times: '3' },
        LevelChange: 'OK->P4',
      },
      { AlertTime: String(NOW - 6) },
    ];
    one.service.refuse = () => ({ Code: '400', Message: 'no' });
    one.service.intercept = ({ action, params }) => {
      const answer = one.service.answer(action, params);
      if (answer === undefined) return undefined;
      const body = next() < 0.5 ? spoil(answer) : garble(JSON.stringify(answer));
      return { body };
    };
    const call = one.service.call.bind(one.service);
    one.service.call = async (request, options) => {
      const { body, ...response } = await call(request, options);
      return { ...response, body: typeof body === 'object' && body !== null && 'body' in body ? body.body : body };
    };
    const calls = [
      () => alerts.list().toArray(),
      () => alerts.history().toArray(),
      () => alerts.put(inputs),
      async () => alerts.apply(await alerts.plan(inputs, { prefix: 'r' })),
      () => alerts.delete(['a', 'b']),
    ];
    for (const attempt of calls) {
      try {
        await attempt();
        outcomes.value += 1;
      } catch (error) {
        expect(VpnMonitorError.isInstance(error), String(error)).toBe(true);
        expect((error as Error).message).not.toContain('t0ps3cret');
        outcomes.error += 1;
      }
    }
  }
  expect(Math.min(outcomes.value, outcomes.error)).toBeGreaterThan(COUNT / 10);
}, 120_000);
