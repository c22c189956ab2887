import type { Operation } from '../../service/context.ts';
import { Fault } from '../../service/fault.ts';
import { indexed, type Params } from '../../service/params.ts';
import { ruleIn } from './put.ts';

const done = (requestId: string): string => JSON.stringify({ RequestId: requestId, Code: '200', Success: true, Message: 'success' });

/** Removes rules and their targets. What is not there is removed already. */
export const deleteEventRules: Operation = (params, { eventRules }, requestId) => {
  for (const name of namesIn(params)) eventRules.rules.delete(name);
  return done(requestId);
};

/** Removes targets of a rule by their ids, of whatever kind. */
export const deleteEventRuleTargets: Operation = (params, service, requestId) => {
  const rule = ruleIn(params, service);
  const ids = indexed(params, 'Ids');
  if (ids.length === 0) throw new Fault(400, 'MissingIds', 'Ids is mandatory for this action.');
  service.eventRules.rules.set(rule.name, { ...rule, targets: rule.targets.filter(({ id }) => !ids.includes(id)) });
  return done(requestId);
};

export const enableEventRules: Operation = stateChange(true);
export const disableEventRules: Operation = stateChange(false);

function stateChange(isEnabled: boolean): Operation {
  return (params, { eventRules }, requestId) => {
    const names = namesIn(params);
    const missing = names.find((name) => !eventRules.rules.has(name));
    if (missing !== undefined) throw new Fault(404, 'ResourceNotFound', `The specified resource is not found: event rule ${missing}.`);
    for (const name of names) {
      const rule = eventRules.rules.get(name);
      if (rule) eventRules.rules.set(name, { ...rule, isEnabled });
    }
    return done(requestId);
  };
}

function namesIn(params: Params): readonly string[] {
  const names = indexed(params, 'RuleNames');
  if (names.length === 0) throw new Fault(400, 'MissingRuleNames', 'RuleNames is mandatory for this action.');
  return names;
}
