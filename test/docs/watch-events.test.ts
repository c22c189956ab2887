import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchEvents } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { root } from '../support/doc-blocks.ts';

// A key too many or too few does not compile.
const EVENTS: Readonly<Record<keyof WatchEvents, true>> = {
  'tunnel:up': true,
  'tunnel:down': true,
  'tunnel:stale': true,
  'bgp:up': true,
  'bgp:down': true,
  'health:ok': true,
  'health:failed': true,
  'connection:up': true,
  'connection:degraded': true,
  'connection:down': true,
  'connection:failover': true,
  'certificate:expired': true,
  'certificate:expiring': true,
  transition: true,
  'tunnel:diagnosis': true,
  'alarm:raised': true,
  'alarm:cleared': true,
  poll: true,
  role: true,
  error: true,
};

const guide = readFileSync(join(root, 'docs/watching-tunnels.md'), 'utf8');

/** The words in the first column of a table. */
const listed = (heading: string): string[] =>
  guide
    .split(`## ${heading}\n`)[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

test('the guide lists every event of a watch once, and no other', () => {
  expect(listed('All events')).toEqual(Object.keys(EVENTS));
});

test('its table of transitions has every type', () => {
  const types = Object.keys(EVENTS).filter((name) => name.includes(':') && !/^alarm|diagnosis/.test(name));
  expect(
    listed('Transitions')
      .filter((name) => name.includes(':'))
      .sort(),
  ).toEqual(types.sort());
});
