import { createEventReceiver, type EventReceiverOptions, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { asCloudEvent, asRule, fixture } from '../../shapes.ts';
import { pushOf, ROW } from './support.ts';

const rules = (...ids: string[]) => ids.map((Id) => asRule({ ...ROW, Id }));
function receiving(onEvent: EventReceiverOptions['onEvent'] = () => undefined) {
  const seen: string[] = [];
  const warn = vi.fn();
  const receiver = createEventReceiver({
    secret: false,
    onEvent: (event: VpnSystemEvent) => {
      seen.push(event.id);
      return onEvent(event);
    },
    logger: { warn },
  });
  return {
    seen,
    warn,
    push: async (body: unknown) => (await receiver.fetch(pushOf(typeof body === 'string' ? body : JSON.stringify(body)))).status,
  };
}

test.each<[string, unknown]>([
  ['a list of a rule’s events', rules('a', 'b')],
  ['a list of EventBridge events', ['a', 'b'].map((Id) => asCloudEvent({ ...ROW, Id }))],
  ['a list of texts', rules('a', 'b').map((one) => JSON.stringify(one))],
  ['a list of queue messages', rules('a', 'b').map((one) => ({ MessageBody: Buffer.from(JSON.stringify(one)).toString('base64') }))],
  ['a list inside a queue message', { Message: JSON.stringify(rules('a', 'b')) }],
  ['a list in base64', Buffer.from(JSON.stringify(rules('a', 'b'))).toString('base64')],
  ['a list with the same event twice', rules('a', 'b', 'a')],
  ['a list with events of other products', [fixture('callback-system-event-legacy.json'), ...rules('a', 'b'), {}]],
])('%s: each event once', async (_what, body) => {
  const { push, seen } = receiving();
  expect(await push(body)).toBe(200);
  expect(seen).toEqual(['a', 'b']);
  expect(await push(body)).toBe(200);
  expect(seen).toEqual(['a', 'b']);
});

test('500 where any failed; the retry runs those alone', async () => {
  let fails = true;
  const { push, seen } = receiving(({ id }) => {
    if (id === 'b' && fails) throw new Error('no');
  });
  expect(await push(rules('a', 'b', 'c'))).toBe(500);
  fails = false;
  expect(await push(rules('a', 'b', 'c'))).toBe(200);
  expect(seen).toEqual(['a', 'b', 'c', 'b']);
});

test('one that cannot be read keeps none of the others back, and is said', async () => {
  const { push, seen, warn } = receiving();
  expect(await push([...rules('a'), { ...asRule(ROW), eventTime: 'yesterday' }, 7, ...rules('b')])).toBe(400);
  expect(seen).toEqual(['a', 'b']);
  expect(warn).toHaveBeenCalledTimes(1);
});

test('lists of nothing', async () => {
  const { push, seen } = receiving();
  expect([await push([]), await push([{}, {}]), await push([[]])]).toEqual([204, 204, 204]);
  expect(await push('['.repeat(100_000))).toBe(400);
  expect(await push(`${'['.repeat(3_000)}${']'.repeat(3_000)}`)).toBe(400);
  expect(seen).toEqual([]);
});
