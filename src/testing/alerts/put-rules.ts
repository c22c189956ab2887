import { isRecord } from '../../internal/records.ts';
import type { Operation, Service } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { type Nested, nested } from '../service/params.ts';
import type { RuleParams } from './model.ts';
import { readRule } from './read-rule.ts';

const MOST_RULES = 50;
/** The parameters of a rule that have parts. */
const WITH_PARTS = ['Escalations', 'Labels', 'CompositeExpression', 'Prometheus'] as const;

/** Creates a rule, or changes the one with its id. */
export const putResourceMetricRule: Operation = (params, service, requestId) => {
  const parts = Object.fromEntries(WITH_PARTS.map((name) => [name, nested(params, name)]));
  service.rules.put(readRule({ ...params, ...parts }, service), service.now());
  return JSON.stringify({ RequestId: requestId, Code: '200', Message: 'success', Success: true });
};

/** Creates or changes up to 50 rules. Those that are refused are listed; the call itself succeeds. */
export const putResourceMetricRules: Operation = (params, service, requestId) => {
  const rules = nested(params, 'Rules');
  if (!isList(rules) || rules.length === 0) throw new Fault(400, 'MissingRules', 'Rules is mandatory for this action.');
  if (rules.length > MOST_RULES)
    throw badParameter(`The parameter Rules is invalid: ${rules.length} rules, at most ${MOST_RULES} are allowed.`);
  const Target = rules.flatMap((rule) => refusalOf(isRecord(rule) ? (rule as RuleParams) : {}, service) ?? []);
  return JSON.stringify({ RequestId: requestId, Code: '200', Message: 'success', Success: true, FailedListResult: { Target } });
};

function isList(value: Nested | undefined): value is readonly Nested[] {
  return Array.isArray(value);
}

/** Puts a rule; what there is to say where that fails. */
function refusalOf(rule: RuleParams, service: Service): object | undefined {
  try {
    // Of one rule the resources may be left out, of several not.
    if (rule['Resources'] === undefined || rule['Resources'] === '')
      throw new Fault(400, 'MissingResources', 'Resources is mandatory for this action.');
    service.rules.put(readRule(rule, service), service.now());
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { RuleId: rule['RuleId'] ?? '', Result: { Code: String(error.status), Message: error.message, Success: false } };
  }
}
