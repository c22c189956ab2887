import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRead } from '../../src/transport/read-actions.ts';
import { actionsOf, FEATURES } from './features.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/permissions.md'), 'utf8');
const READ_ONLY = 'Everything that only reads';

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[]; readonly Resource: string }[];
}

/** The policies of the guide, by the heading they stand under. */
function policies(): Map<string, Policy> {
  const sections = guide.split(/^## /m).slice(1);
  const found = sections.flatMap((section) => {
    const json = /```json\n([\s\S]*?)```/.exec(section)?.[1];
    return json === undefined ? [] : [[section.split('\n')[0] ?? '', JSON.parse(json) as Policy] as const];
  });
  return new Map(found);
}

const actionsIn = (policy: Policy | undefined): string[] => (policy?.Statement ?? []).flatMap(({ Action }) => Action);
const everything = (): string[] => [...new Set([...policies().values()].flatMap(actionsIn))].sort();

test.each(Object.entries(FEATURES))('the policy of "%s" permits what it asks for, and no more', async (heading, exercise) => {
  expect(actionsIn(policies().get(heading))).toEqual(await actionsOf(exercise));
});

test('there is a policy for each feature, for all that only reads, and no other', () => {
  expect([...policies().keys()].sort()).toEqual([...Object.keys(FEATURES), READ_ONLY].sort());
  for (const policy of policies().values()) expect(policy).toMatchObject({ Version: '1', Statement: [{ Effect: 'Allow', Resource: '*' }] });
});

test('the policy for all that only reads has every operation of the others that changes nothing', () => {
  const reads = everything().filter((action) => isRead(action.split(':')[1] ?? ''));
  expect(actionsIn(policies().get(READ_ONLY))).toEqual(reads);
});

// The vendor's clients know the name of every operation of the two services; of CEN, by its documentation.
const CEN = ['ActiveFlowLog', 'CreateFlowlog', 'DeactiveFlowLog', 'DeleteFlowlog', 'DescribeFlowlogs', 'ListTransitRouterVpnAttachments'];
const require = createRequire(import.meta.url);
const methodsOf = (name: string): string[] => {
  const { default: Client } = require(name) as { readonly default: { readonly prototype: object } };
  return Object.getOwnPropertyNames(Client.prototype).map((method) => method.replace(/^[a-z]/, (letter) => letter.toUpperCase()));
};

test('every operation that the code names is in some policy', () => {
  const operations = new Set([...methodsOf('@alicloud/cms20190101'), ...methodsOf('@alicloud/vpc20160428'), ...CEN]);
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('testing'),
  );
  const named = new Set(
    files
      .flatMap((file) => [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/'([A-Z][A-Za-z]+)'/g)].map(([, word]) => word ?? ''))
      .filter((word) => operations.has(word)),
  );
  expect(named.size).toBeGreaterThan(40);
  const permitted = new Set(everything().map((action) => action.split(':')[1]));
  // Counted, and never called.
  expect([...named].filter((action) => !permitted.has(action))).toEqual(['DescribeMetricData']);
});
