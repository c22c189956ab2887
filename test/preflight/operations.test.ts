import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PreflightFeature } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { allFeatures, operationsFor } from '../../src/preflight/operations.ts';
import { isRead } from '../../src/transport/read-actions.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/permissions.md'), 'utf8');

/** The operations of a policy of the guide that read, by its heading. */
function reads(heading: string): string[] {
  const section = guide.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? 'null') as {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  return policy.Statement.flatMap(({ Action }) => Action).filter((action) => isRead(action.split(':')[1] ?? ''));
}

const asked = (...features: PreflightFeature[]): string[] =>
  operationsFor(features)
    .map(({ ramAction }) => ramAction)
    .sort();

test.each<[PreflightFeature, ...string[]]>([
  ['topology', 'Topology'],
  ['metrics', 'Metrics of gateways and attachments that you name', 'Fleets and scopes that are looked up'],
  ['events', 'System events'],
  ['watch', 'A watch'],
  ['history', 'A history'],
  ['top', 'The highest series'],
  ['export', 'Bulk export'],
  ['alerts', 'Reading alert rules and the alert log', 'Planning alert rules', 'Changing alert rules'],
  ['subscriptions', 'Reading subscriptions', 'Changing subscriptions', 'Testing a subscription'],
  ['diagnosis', 'Diagnosis and negotiation logs'],
  ['routes', 'Routes and SSL clients'],
  ['flow-logs', 'Reading flow logs', 'Changing flow logs'],
])('the feature "%s" needs what the guide says that it reads', (feature, ...headings) => {
  expect(asked(feature)).toEqual([...new Set(headings.flatMap(reads))].sort());
});

test('certificates and diagnosis are what a watch needs beside itself for its options', () => {
  expect(asked('watch', 'certificates')).toEqual(reads('A watch with `certificateNoticeDays`'));
  expect(asked('watch', 'diagnosis')).toEqual([...reads('A watch with `diagnose`'), 'vpc:DescribeVpnConnectionLogs'].sort());
});

test('all features together need every operation of the guide that reads, and none that writes', () => {
  expect(asked(...allFeatures())).toEqual(reads('Everything that only reads'));
  expect(asked(...allFeatures()).filter((action) => !isRead(action.split(':')[1] ?? ''))).toEqual([]);
});
