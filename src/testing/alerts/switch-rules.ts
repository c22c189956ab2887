import type { Operation } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { indexed, type Params } from '../service/params.ts';

const MOST_IDS = 100;

/** Lets rules be evaluated again. */
export const enableMetricRules: Operation = switching(true);

/** Keeps rules from being evaluated. */
export const disableMetricRules: Operation = switching(false);

/** Deletes rules. An id that no rule has is no error: no document says otherwise. */
export const deleteMetricRules: Operation = (params, service, requestId) => {
  for (const id of idsIn(params, 'Id')) service.rules.delete(id);
  return JSON.stringify({ RequestId: requestId, Code: '200', Message: 'success', Success: true });
};

function switching(isEnabled: boolean): Operation {
  return (params, service, requestId) => {
    const ids = idsIn(params, 'RuleId');
    const unknown = ids.find((id) => !service.rules.has(id));
    if (unknown !== undefined) throw new Fault(404, 'ResourceNotFound', `The specified resource is not found: rule ${unknown}.`);
    for (const id of ids) service.rules.enable(id, isEnabled, service.now());
    // The documents' samples have the code of one as a number and of the other as text.
    return JSON.stringify({ RequestId: requestId, Code: isEnabled ? 200 : '200', Message: 'success', Success: true });
  };
}

function idsIn(params: Params, name: string): readonly string[] {
  const ids = indexed(params, name);
  if (ids.length === 0) throw new Fault(400, `Missing${name}`, `${name} is mandatory for this action.`);
  if (ids.length > MOST_IDS) throw badParameter(`The parameter ${name} is invalid: ${ids.length} ids, at most ${MOST_IDS} are allowed.`);
  return ids;
}
