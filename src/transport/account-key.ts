import { digestOf } from '../internal/digest.ts';
import type { Credentials } from './credential-types.ts';

/** What distinguishes the account of a long-lived key from others. Temporary credentials change every hour, so they give nothing. */
export function accountKeyOf({ accessKeyId, securityToken }: Credentials): string | undefined {
  return securityToken === undefined ? digestOf(['account', accessKeyId]) : undefined;
}
