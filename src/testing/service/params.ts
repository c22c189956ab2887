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

/** A parameter with its parts: text, an object by name, or a list, which the wire counts from one. */
export type Nested = string | readonly Nested[] | { readonly [name: string]: Nested };

/** What `Name`, `Name.1`, `Name.1.Part`, … come to; `undefined` where there is none. */
export function nested(params: Params, name: string): Nested | undefined {
  if (params[name] !== undefined) return params[name];
  const prefix = `${name}.`;
  const parts = new Set(
    Object.keys(params)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length).split('.')[0] ?? ''),
  );
  if (parts.size === 0) return undefined;
  const entries = [...parts].map((part) => [part, nested(params, prefix + part) ?? ''] as const);
  if (![...parts].every((part) => /^\d+$/.test(part))) return Object.fromEntries(entries);
  return entries.sort(([one], [other]) => Number(one) - Number(other)).map(([, value]) => value);
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
