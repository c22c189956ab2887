import type { PreflightOperation, RamPolicy } from './model.ts';

/** The smallest policy that allows what is forbidden; `undefined` if nothing is. */
export function missingPolicyOf(operations: readonly PreflightOperation[]): RamPolicy | undefined {
  const Action = operations
    .filter(({ status }) => status === 'forbidden')
    .map(({ ramAction }) => ramAction)
    .sort();
  return Action.length === 0 ? undefined : { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}
