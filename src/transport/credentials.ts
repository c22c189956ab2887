import { VpnMonitorError } from '../errors.ts';
import { isRecord } from '../internal/records.ts';
import type { CheckedCredentialProvider, CredentialProvider, Credentials, CredentialSource } from './credential-types.ts';
import { defaultChain } from './default-chain.ts';

export type { CheckedCredentialProvider, CredentialProvider, Credentials, CredentialSource } from './credential-types.ts';

/**
 * A provider of checked credentials: of the pair given, of the provider given, or, with neither, of
 * the default chain of `@alicloud/credentials` (environment, OIDC, CLI profile, credentials file,
 * ECS role, URI), which is loaded on first use.
 *
 * Concurrent calls share one fetch. A malformed pair is a `TypeError` that names the field. A
 * failing or malformed provider rejects with `VpnMonitorError` `auth`, without the provider's own
 * words: those can quote a whole configuration file.
 */
export function credentialProvider(source: CredentialSource | undefined): CheckedCredentialProvider {
  if (source === undefined) return shared(defaultChain());
  const given: unknown = source;
  if (!isRecord(given)) throw new TypeError(`credentials must be { accessKeyId, accessKeySecret } or have getCredential(), not ${given === null ? 'null' : typeof given}`);
  if ('getCredential' in given) {
    if (typeof given['getCredential'] !== 'function') throw new TypeError('credentials.getCredential must be a function');
    return shared(source as CredentialProvider);
  }
  const pair = checked(given, (problem) => new TypeError(`credentials.${problem}`));
  return Object.freeze({ getCredential: () => Promise.resolve(pair), renewed: () => Promise.resolve(undefined) });
}

// The vendor's chain answers only the first of several concurrent calls.
function shared(source: CredentialProvider): CheckedCredentialProvider {
  let pending: Promise<Credentials> | undefined;
  return Object.freeze({
    getCredential: () => (pending ??= fetched(source).finally(() => (pending = undefined))),
    renewed: () => Promise.resolve(undefined),
  });
}

async function fetched(source: CredentialProvider): Promise<Credentials> {
  let result: unknown;
  try {
    result = await source.getCredential();
  } catch (error) {
    if (VpnMonitorError.isInstance(error)) throw error;
    throw authError(`credentials.getCredential() failed${hint(error)}. Run it on its own to see why.`);
  }
  if (!isRecord(result)) throw authError('credentials.getCredential() gave no object. Return { accessKeyId, accessKeySecret }.');
  return checked(result, (problem) => authError(`What credentials.getCredential() gave cannot be used: ${problem}.`));
}

/** Only our three fields, so that nothing else a provider returns travels on. */
function checked(source: Readonly<Record<string, unknown>>, failure: (problem: string) => Error): Credentials {
  const field = (name: string): string => {
    const value = source[name];
    if (typeof value !== 'string' || value === '') throw failure(`${name} must be a non-empty string`);
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

/** The kind of failure, in words that cannot hold a secret. */
function hint(error: unknown): string {
  const code = isRecord(error) ? error['code'] : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : '';
}

function authError(message: string): VpnMonitorError {
  return new VpnMonitorError(message, { code: 'auth' });
}
