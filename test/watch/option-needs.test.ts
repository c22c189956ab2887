import type { WatchEvents, WatchOptions } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { account, monitorOf } from './support/watched.ts';

function warningsOf(type: keyof WatchEvents, options: WatchOptions): string[] {
  const warnings: string[] = [];
  const monitor = monitorOf(account(), { logger: { warn: (message) => warnings.push(message) } });
  const watch = monitor.watch(monitor.fleet(), options);
  watch.on(type, () => undefined);
  watch.once(type, () => undefined);
  return warnings;
}

test.each<[keyof WatchEvents, WatchOptions, RegExp]>([
  ['tunnel:diagnosis', { diagnose: true }, /'tunnel:diagnosis' will never be called: the watch needs the option diagnose: true/],
  [
    'certificate:expiring',
    { certificateNoticeDays: 30 },
    /'certificate:expiring' will never be called: the watch needs the option certificateNoticeDays/,
  ],
  ['alarm:raised', { alarms: [{ on: 'tunnel:down' }] }, /'alarm:raised' will never be called: the watch needs the option alarms, such as/],
  [
    'alarm:cleared',
    { alarms: [{ on: 'tunnel:down' }] },
    /'alarm:cleared' will never be called: the watch needs the option alarms, such as/,
  ],
])('a listener for %s without its option is one warning', (type, options, said) => {
  expect(warningsOf(type, {})).toEqual([expect.stringMatching(said)]);
  expect(warningsOf(type, options)).toEqual([]);
  expect(warningsOf('transition', {})).toEqual([]);
});
