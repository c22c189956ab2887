import { misspellingOf } from '../internal/misspelling.ts';
import type { Credentials } from './credential-types.ts';

/** The three fields alone, so that nothing else a provider returns travels on. A field that cannot be used throws what `failure` makes of the problem. */
export function checkedCredentials(source: Readonly<Record<string, unknown>>, failure: (problem: string) => Error): Credentials {
  const field = (name: string): string => {
    const value = source[name];
    if (typeof value !== 'string' || value === '')
      throw failure(`${name} must be a non-empty string, but it is ${kindOf(value)}${misspelling(source, name)}`);
    if (!/^[\x21-\x7e]+$/.test(value)) throw failure(`${name} must hold no blanks, line breaks or non-ASCII characters`);
    return value;
  };
  const token = source['securityToken'];
  return {
    accessKeyId: field('accessKeyId'),
    accessKeySecret: field('accessKeySecret'),
    ...(token === undefined || token === null || token === '' ? {} : { securityToken: field('securityToken') }),
  };
}

/** What was given, without its value. */
function kindOf(value: unknown): string {
  if (value === '') return 'empty text';
  return value === undefined || value === null ? String(value) : `of type ${typeof value}`;
}

const FIELDS = ['accessKeyId', 'accessKeySecret', 'securityToken'];

function misspelling(source: Readonly<Record<string, unknown>>, name: string): string {
  const given = misspellingOf(
    name,
    Object.keys(source).filter((key) => !FIELDS.includes(key)),
  );
  return given === undefined ? '' : `; ${given} is given, which may be a misspelling of it`;
}

/** Whether the service would take both for the same. */
export function sameCredentials(one: Credentials, other: Credentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    (one.securityToken ?? '') === (other.securityToken ?? '')
  );
}
