import { badParameter, Fault } from './fault.ts';

/** The parameters of one request, from the query and a form body alike. */
export type Params = Readonly<Record<string, string>>;

/** The parameter's text; a 400 in the service's words when it is missing. */
export function required(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw new Fault(400, `Missing${name}`, `${name} is mandatory for this action.`);
  return value;
}

/** A whole number within bounds. */
export function integer(params: Params, name: string, fallback: number, min: number, max: number): number {
  const value = params[name];
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw badParameter(`The parameter ${name} is invalid: ${value} is not a whole number from ${min} to ${max}.`);
  }
  return number;
}

/** `Name.1`, `Name.2`, … in order. */
export function indexed(params: Params, name: string): readonly string[] {
  const values: string[] = [];
  for (let i = 1; ; i++) {
    const value = params[`${name}.${i}`];
    if (value === undefined) return values;
    values.push(value);
  }
}

// Zone-less text is refused: the documents disagree on the zone it means, so no client should send it.
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/;

/** A time given in milliseconds since the epoch or as `YYYY-MM-DDThh:mm:ssZ`. */
export function time(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === '') return undefined;
  if (/^\d{12,14}$/.test(value)) return Number(value);
  if (ISO.test(value)) return Date.parse(value);
  throw badParameter(`The parameter ${name} is invalid: ${value} is neither milliseconds nor UTC text.`);
}
