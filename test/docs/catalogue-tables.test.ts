import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS, METRICS, Quantity, SystemEvent } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

/** The cells of a table's rows whose first cell is code, by that code. */
function rowsOf(guide: string, heading: string): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(import.meta.dirname, '../../docs', guide), 'utf8');
  const section = text.split(`\n${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return new Map(
    section.split('\n').flatMap((line) => {
      const name = /^\| `(\w+)`/.exec(line)?.[1];
      if (name === undefined) return [];
      const cells = line.split('|').slice(2, -1);
      return [[name, cells.map((cell) => cell.trim().replaceAll('`', ''))] as const];
    }),
  );
}

test('the metric table of the guide is the catalogue', () => {
  const rows = rowsOf('metrics-and-dimensions.md', '## The metrics');
  const columns = [
    'gateway vpn-gateway',
    'connection vpn-gateway',
    'tunnel vpn-gateway',
    'connection transit-router',
    'tunnel transit-router',
  ];
  const metricOf = (quantity: string, column: string): string =>
    METRICS.find((spec) => spec.quantity === quantity && `${spec.resource} ${spec.attachedTo}` === column)?.name ?? '';
  const expected = Object.entries(Quantity).map(([key, quantity]) => [key, columns.map((column) => metricOf(quantity, column))] as const);
  expect([...rows].sort()).toEqual([...expected].sort());
});

test('the event table of the guide is the catalogue', () => {
  const rows = rowsOf('events.md', '## The events');
  const keyOf = (name: string): string => Object.entries(SystemEvent).find(([, value]) => value === name)?.[0] ?? '';
  expect([...rows]).toEqual(EVENTS.map(({ name, level, description }) => [name, [keyOf(name), level, description]]));
});
