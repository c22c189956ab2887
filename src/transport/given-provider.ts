import { VpnMonitorError } from '../errors.ts';
import { isRecord } from '../internal/records.ts';
import { checkedCredentials } from './checked-credentials.ts';
import type { CredentialProvider, Credentials } from './credential-types.ts';
import type { CredentialOrigin } from './shared-provider.ts';

/**
 * A provider of the caller's own. Whatever fails there may pass: a vault is restarted, a file is half written while keys are
 * rotated. Its words are never passed on, since they can quote a whole configuration file, secrets included.
 */
export function givenProvider(provider: CredentialProvider): CredentialOrigin {
  const ask = (): Promise<Credentials> => askProvider(provider);
  return {
    ask,
    askAnew: ask,
    late: (ms) =>
      new VpnMonitorError(
        `credentials.getCredential() did not answer within ${String(ms)} ms. It is asked again by the next call: find out what it waits for.`,
        {
          code: 'timeout',
          retryable: true,
        },
      ),
  };
}

async function askProvider(provider: CredentialProvider): Promise<Credentials> {
  try {
    const result: unknown = await provider.getCredential();
    if (!isRecord(result)) throw authError('credentials.getCredential() gave no object. Return { accessKeyId, accessKeySecret }.');
    // Reading a field can fail as well: it may be a getter.
    return checkedCredentials(result, (problem) => authError(`What credentials.getCredential() gave cannot be used: ${problem}.`));
  } catch (error) {
    if (VpnMonitorError.isInstance(error)) throw error;
    throw authError(
      `credentials.getCredential() failed: ${failureKind(error)}. Its words are withheld, since they can hold secrets. It is asked again by the next call; run it on its own to see why.`,
    );
  }
}

/** The class of what was thrown, and its code: both are written in a program, whereas a message, or the name of an instance, can quote anything. */
function failureKind(error: unknown): string {
  if (!isRecord(error)) return `it threw ${error === undefined || error === null ? String(error) : `a ${typeof error}`}`;
  const { constructor: made } = error;
  const code = plainCode(error);
  const name = typeof made === 'function' && /^[A-Za-z_$][\w$]{0,59}$/.test(made.name) ? made.name : 'Object';
  return `${name}${code && ` (${code})`}`;
}

/** The kind of failure in words that cannot hold a secret: its code, or that of what caused it; empty where there is none. */
export function plainCode(error: unknown): string {
  if (!isRecord(error)) return '';
  const { code, cause, errors } = error;
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  // A failed fetch has its code in its cause; a failed connection to several addresses has one for each.
  const inner: unknown = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return isRecord(inner) && inner !== error && typeof inner['code'] === 'string' ? plainCode({ code: inner['code'] }) : '';
}

function authError(message: string): VpnMonitorError {
  return new VpnMonitorError(message, { code: 'auth', retryable: true });
}
