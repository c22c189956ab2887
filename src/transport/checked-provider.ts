import type { CheckedCredentialProvider, CredentialSource } from './credential-types.ts';
import { credentialProvider } from './credentials.ts';

/** A provider that is asked anew where its credentials are refused: the one given, where it is one already. */
export function checkedProvider(source: CredentialSource | CheckedCredentialProvider | undefined): CheckedCredentialProvider {
  return isChecked(source) ? source : credentialProvider(source);
}

function isChecked(source: CredentialSource | CheckedCredentialProvider | undefined): source is CheckedCredentialProvider {
  return typeof source === 'object' && 'renewed' in source && typeof source.renewed === 'function';
}
