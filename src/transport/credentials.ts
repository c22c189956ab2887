import { assertKeys, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { checkedCredentials } from './checked-credentials.ts';
import type { CheckedCredentialProvider, CredentialProvider, Credentials, CredentialSource } from './credential-types.ts';
import { defaultChain } from './default-chain.ts';
import { givenProvider } from './given-provider.ts';
import { SharedProvider } from './shared-provider.ts';

export type { CheckedCredentialProvider, CredentialProvider, Credentials, CredentialSource } from './credential-types.ts';

/** How long credentials are waited for. */
export interface CredentialProviderOptions {
  /** How long a question may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * The deadline of an attempt, in milliseconds. A question then ends a fifth before it, so that the error names the provider
   * and not the way to the service. Default: none.
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** A time that never goes back, in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
}

const made = new WeakSet<object>();
const KEYS = /* @__PURE__ */ keysOf<Credentials>({ accessKeyId: true, accessKeySecret: true, securityToken: true });

/**
 * A provider of checked credentials: of the pair given, of the provider given, or, with neither, of
 * the default chain of `@alicloud/credentials` (environment, OIDC, CLI profile, credentials file,
 * ECS role, URI), which is loaded on first use. One that this function made is given back as it is.
 *
 * Concurrent calls share one question, which has a deadline. A malformed pair is a `TypeError` that names the field. A
 * failing or malformed provider rejects with `VpnMonitorError` `auth`, and one that does not answer with `timeout`; both may
 * pass, and the next call asks anew. They are without the provider's own words: those can quote a whole configuration file.
 */
export function credentialProvider(
  source: CredentialSource | undefined,
  options: CredentialProviderOptions = {},
): CheckedCredentialProvider {
  if (isMade(source)) return source;
  const provider = providerOf(source, options);
  made.add(provider);
  return provider;
}

function providerOf(source: CredentialSource | undefined, options: CredentialProviderOptions): CheckedCredentialProvider {
  const { timeoutMs = 10_000, attemptTimeoutMs = Infinity, now = () => performance.now() } = options;
  const shared = { timeoutMs: Math.min(timeoutMs, attemptTimeoutMs * 0.8), now };
  if (source === undefined) return new SharedProvider(defaultChain(), shared);
  const given: unknown = source;
  if (!isRecord(given))
    throw new TypeError(
      `credentials must be { accessKeyId, accessKeySecret } or have getCredential(), not ${given === null ? 'null' : typeof given}`,
    );
  if ('getCredential' in given) {
    if (typeof given['getCredential'] !== 'function') throw new TypeError('credentials.getCredential must be a function');
    return new SharedProvider(givenProvider(source as CredentialProvider), shared);
  }
  const pair = checkedCredentials(
    given,
    (problem) => new TypeError(`credentials.${problem}. Set it, or leave \`credentials\` out for the default chain.`),
  );
  assertKeys(given, KEYS, 'credentials has no field');
  return Object.freeze({ getCredential: () => Promise.resolve(pair), renewed: () => Promise.resolve(undefined) });
}

function isMade(source: unknown): source is CheckedCredentialProvider {
  return isRecord(source) && made.has(source);
}
