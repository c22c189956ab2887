import { type FailedItem, reworded, VpnMonitorError } from '../../errors.ts';
import { finiteNumber, text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import type { ApiAnswer } from '../../transport/index.ts';
import { TARGET_KINDS, type TargetKind } from './target-kinds.ts';
import type { WantedTarget } from './wanted-targets.ts';

/** The error for targets that the service did not take although it says that the call succeeded; `undefined` where it took all. */
export function targetFailure({ body, requestId }: ApiAnswer, name: string, wanted: readonly WantedTarget[]): VpnMonitorError | undefined {
  const failures = failedTargets(body, wanted);
  if (failures.length === 0) return undefined;
  const action = 'PutEventRuleTargets';
  const which = failures.map(({ message }) => message).join(', ');
  const message = `${action} failed: the service did not take ${failures.length} of the ${wanted.length} targets of subscription ${JSON.stringify(name)}: ${which}${requestId === undefined ? '' : ` (request ${requestId})`}.`;
  return new VpnMonitorError(message, { code: 'server', retryable: true, action, requestId, failures });
}

/** What a call that is said to have failed rejects with, with the names of the targets that its answer lists. */
export function withTargetNames(error: unknown, wanted: readonly WantedTarget[]): unknown {
  if (!VpnMonitorError.isInstance(error) || !error.failures) return error;
  const failures = error.failures.map((item) => ({ ...item, message: wanted.find(({ id }) => id === item.id)?.label ?? item.message }));
  return reworded(error, `${error.message} It names ${failures.map((item) => item.message).join(', ')}.`, { failures });
}

function failedTargets(body: ApiAnswer['body'], wanted: readonly WantedTarget[]): FailedItem[] {
  const named = (Object.keys(TARGET_KINDS) as TargetKind[]).flatMap((kind) => {
    const { list, rows } = TARGET_KINDS[kind];
    return recordsUnder(body[`Failed${list}`], rows).map((row) => namedTarget(kind, row, wanted));
  });
  const missing = (finiteNumber(body['FailedParameterCount']) ?? 0) - named.length;
  const others = wanted.filter(({ id }) => !named.some((one) => one.id === id));
  if (missing <= 0) return named;
  // Logstores and webhooks have no list of their own in the answer: any of what is left may be meant, and whoever reads this must look at all.
  const suspects = others.some(isUnlisted) ? others.filter(isUnlisted) : others;
  const sure = suspects.length <= missing;
  const message = ({ label }: WantedTarget): string =>
    sure ? label : `${label} (perhaps: ${missing} of the ${suspects.length} marked so failed, and the answer does not say which)`;
  return [...named, ...suspects.map((target) => ({ id: target.id, message: message(target) }))];
}

/** Whether the answer has no list for failures of this kind. */
function isUnlisted({ kind }: WantedTarget): boolean {
  return kind === 'sls' || kind === 'webhook';
}

function namedTarget(kind: TargetKind, row: Readonly<Record<string, unknown>>, wanted: readonly WantedTarget[]): FailedItem {
  const id = text(row['Id']) ?? '';
  const target = wanted.find((one) => one.kind === kind && one.id === id);
  return { id, message: target?.label ?? `a target of kind ${kind}${id === '' ? '' : ` with id ${id}`}` };
}
