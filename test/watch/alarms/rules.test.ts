import type { AlarmRule, WatchOptions, WatchSource } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { account, monitorOf } from '../support/watched.ts';
import { alarmWatch } from './support.ts';

function watchWith(alarms: unknown): () => void {
  const monitor = monitorOf(account());
  return () => void monitor.watch(monitor.fleet(), { alarms } as WatchOptions);
}

test.each<readonly AlarmRule[] | undefined>([
  undefined,
  [],
  [{ on: 'connection:down', for: '3m' }, { on: 'connection:down', for: '4m' }, { on: 'connection:down' }, { on: 'bgp:down', for: '3m' }],
  [
    { on: 'tunnel:down', for: 0 },
    { on: 'tunnel:stale', for: undefined },
    { on: 'health:failed', for: 1_500 },
    { on: 'connection:degraded', for: '365d' },
  ],
])('%j are rules', (alarms) => {
  expect(watchWith(alarms)).not.toThrow();
});

test.each<[unknown, new (message: string) => Error, RegExp]>([
  [
    'connection:down',
    TypeError,
    /^alarms must be a list of rules, such as \[\{ on: 'connection:down', for: '3m' \}\], not 'connection:down'$/,
  ],
  [{ on: 'tunnel:down' }, TypeError, /^alarms must be a list of rules/],
  [null, TypeError, /^alarms must be a list of rules/],
  [['tunnel:down'], TypeError, /^alarms\[0\] takes an object of keys \(on, for\), but was given 'tunnel:down'$/],
  [[{ on: 'tunnel:down' }, undefined, { on: 'bgp:down' }], TypeError, /^alarms\[1\] takes an object of keys \(on, for\)/],
  [[{ on: 'tunnel:down', after: '3m' }], TypeError, /^alarms\[0\] has no key 'after'/],
  [[{ on: 'tunnel:down', For: '3m' }], TypeError, /^alarms\[0\] has no key 'For'; did you mean for\?/],
  [
    [{ for: '3m' }],
    TypeError,
    /^alarms\[0\]\.on undefined must be one of: tunnel:down, tunnel:stale, bgp:down, health:failed, connection:degraded, connection:down$/,
  ],
  [[{ on: 'tunnel:up' }], RangeError, /^alarms\[0\]\.on 'tunnel:up' is none of: tunnel:down, tunnel:stale/],
  [[{ on: 'connection:donw' }], RangeError, /connection:down; did you mean connection:down\?$/],
  [[{ on: 'tunnel:down', for: -1 }], RangeError, /^alarms\[0\]\.for -1 must be 0 or more milliseconds$/],
  [[{ on: 'tunnel:down', for: 'soon' }], TypeError, /^alarms\[0\]\.for "soon" is not a duration/],
  [[{ on: 'tunnel:down', for: Number.NaN }], RangeError, /^alarms\[0\]\.for NaN must be 0 or more milliseconds$/],
  [[{ on: 'tunnel:down', for: null }], TypeError, /^alarms\[0\]\.for null is not a duration/],
  [[{ on: 'tunnel:down', for: '366d' }], RangeError, /^alarms\[0\]\.for '366d' must be at most 365 days$/],
  [
    [
      { on: 'tunnel:down', for: '3m' },
      { on: 'tunnel:down', for: 180_000 },
    ],
    RangeError,
    /^alarms\[1\] 'tunnel:down' for 180000 milliseconds is there twice/,
  ],
])('%j are refused before anything is asked', (alarms, type, message) => {
  expect(watchWith(alarms)).toThrow(type);
  expect(watchWith(alarms)).toThrow(message);
});

test.each<[readonly WatchSource[], readonly AlarmRule[], readonly string[]]>([
  [
    ['events'],
    [{ on: 'tunnel:down', for: '3m' }, { on: 'tunnel:down' }, { on: 'tunnel:stale', for: '3m' }],
    ["alarms 'tunnel:down' for 180000 ms"],
  ],
  [
    [],
    [
      { on: 'connection:degraded', for: 1 },
      { on: 'bgp:down', for: '1s' },
    ],
    ["alarms 'connection:degraded' for 1 ms", "alarms 'bgp:down' for 1000 ms"],
  ],
  [
    ['metrics', 'events'],
    [{ on: 'health:failed', for: '3m' }, { on: 'bgp:down', for: '3m' }, { on: 'health:failed' }],
    ["alarms 'health:failed' for 180000 ms"],
  ],
  [
    ['topology'],
    [
      { on: 'health:failed', for: '3m' },
      { on: 'connection:down', for: '3m' },
    ],
    [],
  ],
])(
  'with the sources %j the rules %j that nothing can meet are warned of once, when the watch begins',
  async (sources, alarms, expected) => {
    const warnings: string[] = [];
    await using run = await alarmWatch(account(), { sources, alarms, logger: { warn: (message) => warnings.push(message) } });
    expect(warnings).toEqual([]);
    await run.watch.poll();
    await run.watch.poll();
    const idle = warnings.filter((message) => message.includes('alarms'));
    expect(idle.map((message) => message.slice('alicloud-vpn-monitor: '.length).split(' is hardly ever')[0])).toEqual(expected);
    for (const message of idle) expect(message).toContain("'topology' to sources");
  },
);
