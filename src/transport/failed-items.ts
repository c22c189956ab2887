import type { FailedItem } from '../errors.ts';
import { isRecord, text } from '../internal/records.ts';
import { rowsUnder } from '../internal/rows-under.ts';
import { withoutSecrets } from './scrub.ts';

const TARGETS = [
  ['FailedContactParameters', 'ContactParameter'],
  ['FailedFcParameters', 'FCParameter', 'FcParameter'],
  ['FailedMnsParameters', 'MnsParameter'],
  ['FailedSlsParameters', 'SlsParameter'],
  ['FailedWebhookParameters', 'WebhookParameter'],
] as const;

/** Whether a `Code` says that all went well. */
export function isFineCode(code: string): boolean {
  return /^\s*(200|success|ok)\s*$/i.test(code);
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The items of a batch that an answer says it did not carry out, whatever it says of the call as a whole. Source: the models of
 * PutResourceMetricRules, `FailedListResult.Target[].{RuleId, Result}`, and PutEventRuleTargets, `FailedContactParameters` and its like.
 */
export function failedItems(body: Fields): readonly FailedItem[] {
  const rules = rowsUnder(body['FailedListResult'], ['FailedListResult', 'Target']) ?? [];
  const targets = TARGETS.flatMap(([list, ...rows]) => rowsUnder(body[list], rows) ?? []);
  return [...rules.filter(isRecord).flatMap((rule) => itemOf(rule) ?? []), ...targets.filter(isRecord).map(targetOf)];
}

function targetOf(target: Fields): FailedItem {
  return Object.freeze({ id: text(target['Id']) ?? 'a target without an id', message: 'the service did not take this target' });
}

/** `undefined` for one that was carried out. */
function itemOf(target: Fields): FailedItem | undefined {
  const [result = target] = rowsUnder(target['Result'], ['Result']) ?? [];
  const { Code, Message, Success }: Fields = isRecord(result) ? result : { Message: result };
  const vendorCode = text(Code);
  if (isFine(Success, vendorCode)) return undefined;
  const message = withoutSecrets(text(Message) ?? 'the service gave no reason');
  return Object.freeze({
    id: text(target['RuleId']) ?? 'a rule without an id',
    ...(vendorCode !== undefined && { vendorCode: withoutSecrets(vendorCode) }),
    message,
  });
}

function isFine(success: unknown, vendorCode: string | undefined): boolean {
  const said = typeof success === 'boolean' ? String(success) : text(success);
  return said === undefined ? vendorCode !== undefined && isFineCode(vendorCode) : /^\s*true\s*$/i.test(said);
}
