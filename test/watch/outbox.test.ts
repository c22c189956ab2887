import { describe, expect, test } from 'vitest';
import { type Announceable, Outbox } from '../../src/watch/outbox.ts';
import type { Transition } from '../../src/watch/transitions.ts';

const transition = (id: string): Transition => ({
  type: 'certificate:expired',
  id,
  at: 1,
  observedAt: 1,
  source: 'event',
  evidence: { source: 'event', at: 1 },
  resource: { certificateId: id },
  from: 'valid',
  to: 'expired',
});

const idOf = (one: Announceable): string => ('alarm' in one ? one.alarm.key : one.id);

/** An outbox whose saves are answered when a test says so. All that happens is in `log`. */
function outbox(): {
  readonly outbox: Outbox;
  readonly log: string[];
  readonly answer: (isSaved?: boolean) => Promise<void>;
  readonly add: (...ids: readonly string[]) => void;
} {
  const log: string[] = [];
  const waiting: ((isSaved: boolean) => void)[] = [];
  const made = new Outbox({
    save(pending) {
      log.push(`save ${pending.map(idOf).join(' ') || 'nothing'}`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    announce: (one) => log.push(`announce ${idOf(one)}`),
  });
  return {
    outbox: made,
    log,
    async answer(isSaved = true) {
      await turn();
      waiting.shift()?.(isSaved);
      await turn();
    },
    add(...ids) {
      made.add(ids.map(transition));
    },
  };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a delivery', () => {
  test('announces when the store has it, in the order in which it was added', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a', 'b');
    const delivery = box.deliver();
    await turn();
    expect(log).toEqual(['save a b']);
    await answer();
    expect(log).toEqual(['save a b', 'announce a', 'announce b']);
    expect(await delivery).toEqual({ isSaved: true, announced: 2 });
  });

  test('of nothing is a save too, since more than transitions is kept', async () => {
    const { outbox: box, log, answer } = outbox();
    const delivery = box.deliver();
    await answer();
    expect(await delivery).toEqual({ isSaved: true, announced: 0 });
    expect(log).toEqual(['save nothing']);
  });

  test('announces all the same where the store fails, and once', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const failed = box.deliver();
    await answer(false);
    expect(await failed).toEqual({ isSaved: false, announced: 1 });
    add('b');
    const next = box.deliver();
    await answer();
    expect(await next).toEqual({ isSaved: true, announced: 1 });
    expect(log).toEqual(['save a', 'announce a', 'save b', 'announce b']);
  });

  test('covers all that was added before its save begins', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const first = box.deliver();
    add('b');
    const second = box.deliver();
    expect(second).toBe(first);
    await answer();
    expect(log).toEqual(['save a b', 'announce a', 'announce b']);
    await box.settled();
  });

  test('that is asked for while a save is on its way is one more save, for however many', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const first = box.deliver();
    await turn();
    const later = ['b', 'c', 'd'].map((id) => {
      add(id);
      return box.deliver();
    });
    await turn();
    expect(log).toEqual(['save a']);
    await answer();
    expect(log).toEqual(['save a', 'announce a', 'save b c d']);
    expect(await first).toEqual({ isSaved: true, announced: 1 });
    await answer();
    expect(await Promise.all(later)).toEqual(Array.from({ length: 3 }, () => ({ isSaved: true, announced: 3 })));
    expect(log.slice(3)).toEqual(['announce b', 'announce c', 'announce d']);
  });

  test('does not announce what came while its save was on its way', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const first = box.deliver();
    await turn();
    add('b');
    await answer();
    expect(await first).toEqual({ isSaved: true, announced: 1 });
    expect(log).toEqual(['save a', 'announce a']);
    const second = box.deliver();
    await answer();
    expect([await second, log.at(-1)]).toEqual([{ isSaved: true, announced: 1 }, 'announce b']);
  });
});

describe('a confirmation', () => {
  test('saves that nothing is pending any more, after the delivery before it', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const delivery = box.deliver();
    const confirmation = box.confirm();
    await answer();
    expect(log).toEqual(['save a', 'announce a', 'save nothing']);
    await answer(false);
    expect([await delivery, await confirmation]).toEqual([{ isSaved: true, announced: 1 }, false]);
  });

  test('keeps what is pending, and announces nothing', async () => {
    const { outbox: box, log, answer, add } = outbox();
    add('a');
    const confirmation = box.confirm();
    await answer();
    expect([await confirmation, log]).toEqual([true, ['save a']]);
  });

  test('is followed by what is asked for after it', async () => {
    const { outbox: box, log, answer, add } = outbox();
    const confirmation = box.confirm();
    add('a');
    const delivery = box.deliver();
    await turn();
    expect(log).toHaveLength(1);
    await answer();
    await answer();
    await Promise.all([confirmation, delivery]);
    expect(log.slice(1)).toEqual(['save a', 'announce a']);
  });
});

test('is settled when nothing is on its way', async () => {
  const { outbox: box, log, answer, add } = outbox();
  await box.settled();
  add('a');
  void box.deliver();
  let isSettled = false;
  const settled = box.settled().then(() => (isSettled = true));
  await turn();
  expect(isSettled).toBe(false);
  await answer();
  await settled;
  expect(log).toEqual(['save a', 'announce a']);
});
