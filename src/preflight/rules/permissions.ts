import type { PreflightFinding } from '../finding.ts';
import type { PreflightOperation } from '../model.ts';
import { ramActions } from './facts.ts';
import { counted, named } from './words.ts';

/** What is done without an operation that the package can do without. Source: docs/permissions.md, which says it of each feature. */
const STAND_INS: Readonly<Record<string, string>> = {
  DescribeMetricMetaList: 'documented metric names and dimension keys are used',
  DescribeSystemEventMetaList: 'events are asked for name by name, and subscriptions take the product vpngw',
  DescribeContactGroupList: 'contact groups are not checked',
  DescribeSslVpnServers: 'certificates name no gateway',
};

/** One finding for the permissions without which something does not work, and one for those without which it works less well. */
export function missingPermissions(operations: readonly PreflightOperation[]): PreflightFinding[] {
  const needed = operations.filter(({ action }) => STAND_INS[action] === undefined);
  const useful = operations.filter(({ action }) => STAND_INS[action] !== undefined);
  return [
    ...finding('error', needed, ({ ramAction, features }) =>
      features.length === 0 ? ramAction : `${ramAction} (for ${features.join(', ')})`,
    ),
    ...finding('warning', useful, ({ ramAction, action }) => `${ramAction} (without it ${STAND_INS[action] ?? ''})`),
  ];
}

function finding(
  severity: PreflightFinding['severity'],
  operations: readonly PreflightOperation[],
  name: (operation: PreflightOperation) => string,
): PreflightFinding[] {
  if (operations.length === 0) return [];
  const missing = operations.length === 1 ? 'A permission is' : `${counted(operations.length, 'permission')} are`;
  const instead = severity === 'error' ? ', or leave out the features that you do not use' : ', or do without';
  return [
    {
      code: 'permission-missing',
      severity,
      message: `${missing} missing: ${named(operations.map(name), Infinity)}.`,
      advice: `Attach the missing policy of this report to the RAM user or role${instead}.`,
      operations: ramActions(operations),
    },
  ];
}
