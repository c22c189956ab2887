import { createEventReceiver } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { pushOf, ruleText } from './support.ts';

test('10 000 other ids within the window: an event under way does not run twice at once', async () => {
  const running = new Map<string, number>();
  let atOnce = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const receiver = createEventReceiver({
    secret: false,
    onEventTimeoutMs: 60_000,
    onEvent: async ({ id }) => {
      running.set(id, (running.get(id) ?? 0) + 1);
      atOnce = Math.max(atOnce, running.get(id)!);
      if (id === 'held') await held;
      running.set(id, running.get(id)! - 1);
    },
  });
  const first = receiver.fetch(pushOf(ruleText('held')));
  for (let i = 0; i < 10_050; i++) await receiver.fetch(pushOf(ruleText(`other-${String(i)}`)));
  const copy = receiver.fetch(pushOf(ruleText('held')));
  await new Promise((resolve) => setTimeout(resolve, 20));
  release();
  expect([(await first).status, (await copy).status]).toEqual([200, 200]);
  expect(atOnce).toBe(1);
  expect(await (await receiver.fetch(pushOf(ruleText('held')))).text()).toBe('known');
});

test.each([0, 1])('a window of %d ms ends none that is under way', async (dedupeWindowMs) => {
  let runs = 0;
  const receiver = createEventReceiver({
    secret: false,
    dedupeWindowMs,
    onEvent: async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 60));
    },
  });
  const first = receiver.fetch(pushOf(ruleText()));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const copy = receiver.fetch(pushOf(ruleText()));
  expect([(await first).status, (await copy).status, runs]).toEqual([200, 200, 1]);
});
