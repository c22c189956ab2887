import { Fault } from '../service/fault.ts';
import { nested, type Params, required } from '../service/params.ts';

/** A parameter out of a closed set. */
export function oneOf(params: Params, name: string, values: readonly string[], fallback?: string): string {
  const value = params[name] === undefined && fallback !== undefined ? fallback : required(params, name);
  if (!values.includes(value))
    throw new Fault(400, `InvalidParameter.${name}`, `The parameter ${name} is invalid: ${value} is none of ${values.join(', ')}.`);
  return value;
}

/** What both APIs refuse of a new flow log. */
export function checkNewFlowLog(params: Params): void {
  checkWords(params, 'FlowLogName', 128);
  checkWords(params, 'Description', 256);
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(required(params, 'ProjectName')))
    throw new Fault(400, 'InvalidProjectName', 'The specified ProjectName is invalid.');
  if (!/^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/.test(required(params, 'LogStoreName')))
    throw new Fault(400, 'InvalidLogStoreName', 'The specified LogStoreName is invalid.');
}

function checkWords(params: Params, name: string, most: number): void {
  const value = params[name] ?? 'absent';
  if (value === '' || value.length > most || /^https?:\/\//.test(value))
    throw new Fault(400, `Invalid${name}.Malformed`, `The specified ${name} is invalid.`);
}

/** `Tag.N.Key` and `Tag.N.Value`. */
export function tagsIn(params: Params): Readonly<Record<string, string>> {
  const tags = nested(params, 'Tag');
  const pairs = Array.isArray(tags) ? tags : [];
  if (pairs.length > 20) throw new Fault(400, 'NumberExceed.Tags', 'The maximum number of tags is exceeded.');
  return Object.fromEntries(
    pairs.map((pair: unknown) => {
      const { Key, Value = '' } = pair as { readonly Key?: unknown; readonly Value?: unknown };
      if (typeof Key !== 'string' || Key === '' || /^(aliyun|acs:)/.test(Key))
        throw new Fault(400, 'InvalidTagKey.Malformed', 'The specified tag key is invalid.');
      return [Key, String(Value)];
    }),
  );
}
