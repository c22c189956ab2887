import { expect, test } from 'vitest';
import { type AlarmType, presentOfState } from '../../../src/watch/alarms/index.ts';
import type { ConnectionRecord } from '../../../src/watch/connection-record.ts';
import { EMPTY, type Timeline } from '../../../src/watch/timeline/index.ts';

const MOMENT = { now: 900, staleAfterMs: 600, before: undefined };

function present(on: AlarmType, ...tunnels: readonly Partial<Timeline>[]): ReturnType<typeof presentOfState> {
  const record: ConnectionRecord = {
    bornAt: 0,
    tunnels: tunnels.map((timeline, index) => ({ key: `tun-${index}`, role: undefined, ipsec: { ...EMPTY, ...timeline } })),
    lastAnnounced: 'down',
    since: 100,
    isFailedOver: false,
    announced: 1,
  };
  return presentOfState(on, { record, aspects: [] }, undefined, MOMENT);
}

const down = { value: 'down', since: 100, asOf: 800 } as const;
const up = { value: 'up', since: 700, asOf: 850 } as const;

test('a connection is down for as far as each of its tunnels is shown to be', () => {
  expect(present('connection:down', down, { ...down, asOf: 750 })).toMatchObject({ state: 'on', since: 100, asOf: 750 });
});

test('a connection with a tunnel that is up is not down, whatever the silent one is', () => {
  expect(present('connection:down', { ...down, isStale: true }, up)).toMatchObject({ state: 'off', since: 700 });
});

test('of a connection with a silent tunnel nobody knows whether it is degraded', () => {
  expect(present('connection:degraded', { ...down, isStale: true }, up).state).toBe('unknown');
});

test('of a connection with a silent tunnel and one that is down nobody knows whether it is down', () => {
  expect(present('connection:down', { ...down, isStale: true }, down).state).toBe('unknown');
});
