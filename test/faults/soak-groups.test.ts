import { describe, expect, test } from 'vitest';
import type { Told } from './support/soak/changes.ts';
import type { Ground } from './support/soak/exact.ts';
import { compareByGroups } from './support/soak/groups.ts';
import { MINUTE } from './support/soak/plan.ts';
import type { SoakRecord } from './support/soak/run.ts';
import type { Side, Subject } from './support/soak/truth.ts';

const START = Date.UTC(2026, 2, 1);
const at = (minute: number): number => START + minute * MINUTE;
type Outages = readonly (readonly [from: number, until: number])[];

const changesOf = (outages: Outages): readonly { readonly at: number; readonly to: Side }[] =>
  outages.flatMap(([from, until]) => [
    { at: at(from), to: 'down' as const },
    { at: at(until), to: 'up' as const },
  ]);

const POLLS = [52.9, 56.9, 60.9, 64.8, 68.7].map(at);

/** What the soak finds wrong of what was told, where something shows that it was up from 57.7 to 59, and between no other outages. */
function found(real: Outages, told: Outages, late: Outages = []): readonly string[] {
  const subject: Subject = { key: 't', connectionId: 'c', aspect: 'bgp', initial: 'up', changes: changesOf(real), metric: undefined };
  const ground: Ground = {
    record: {
      plan: { isVague: false, slackMs: 0, account: { data: { publicationDelayMs: MINUTE, late: { ratio: 1, byMs: 9 * MINUTE } } } },
      rounds: [] as SoakRecord['rounds'],
    } as SoakRecord,
    sight: { shows: () => true, parts: (from, until) => from <= at(58) && until >= at(59), datedBy: (one) => one + 4 * MINUTE },
    polls: POLLS,
    startAt: START,
    endAt: at(600),
  };
  const toldOf = (outages: Outages, isLate: boolean): readonly Told[] =>
    changesOf(outages).map((one) => ({ ...one, knownAt: one.at, step: 0, source: 'metric' as const, late: isLate, from: '' }));
  return compareByGroups([...toldOf(told, false), ...toldOf(late, true)], subject, ground).found;
}

describe('of outages that came close upon each other', () => {
  const real: Outages = [
    [56.3, 57.7],
    [59, 60.4],
    [61.7, 63],
  ];
  const missed = (from: string): unknown => expect.stringMatching(new RegExp(`^outage from 03-01T00:${from}.* missed$`));

  test('one that a poll met down is none that began later, also where it was told to last until then', () => {
    // It shares more with the second, which something parts from the first: that came late.
    expect(
      found(real, [
        [56.9, 60.9],
        [62, 64],
      ]),
    ).toEqual([]);
  });

  test('one that was told for all of them leaves one that is missed', () => {
    expect(found(real, [[56.9, 60.9]])).toEqual([missed('59:00')]);
    expect(found(real, [[62, 64]])).toEqual([missed('56:18')]);
  });

  test('one that is dated by a period stands for what the next poll met', () => {
    expect(
      found(real, [
        [57, 60.9],
        [62, 64],
      ]),
    ).toEqual([missed('56:18')]);
  });

  test('the next may be told late', () => {
    expect(
      found(
        real,
        [
          [56.9, 60.9],
          [62, 64],
        ],
        [[59, 60.9]],
      ),
    ).toEqual([]);
  });

  test('no more are told than are true', () => {
    expect(
      found(
        [[56.3, 57.7]],
        [
          [56.3, 57],
          [57.2, 57.7],
        ],
      ),
    ).toEqual([expect.stringContaining('2 outages told where 1 are true')]);
  });
});
