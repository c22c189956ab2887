import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, Quantity } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

const guide = readFileSync(join(import.meta.dirname, '../../docs/metrics-and-dimensions.md'), 'utf8');

test('the metric table of the guide is the catalogue', () => {
  const columns = [
    'gateway vpn-gateway',
    'connection vpn-gateway',
    'tunnel vpn-gateway',
    'connection transit-router',
    'tunnel transit-router',
  ];
  for (const [key, quantity] of Object.entries(Quantity)) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${key}\``));
    const cells = row
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    const expected = columns.map(
      (column) => METRICS.find((spec) => spec.quantity === quantity && `${spec.resource} ${spec.attachedTo}` === column)?.name ?? '',
    );
    expect(cells, key).toEqual(expected);
  }
});
