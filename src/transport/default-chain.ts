import type * as CredentialsModule from '@alicloud/credentials';
import { VpnMonitorError } from '../errors.ts';
import { once } from '../internal/once.ts';
import type { CredentialProvider } from './credential-types.ts';
import { moduleExports } from './module-exports.ts';

type VendorCredential = InstanceType<typeof CredentialsModule.default.default>;

const load = /* @__PURE__ */ once(async () => moduleExports(await import('@alicloud/credentials')).default);

/** The default chain of `@alicloud/credentials`, started anew after each failure. */
export function defaultChain(): CredentialProvider {
  let credential: VendorCredential | undefined;
  return {
    async getCredential() {
      const Credential = await load();
      try {
        return await (credential ??= new Credential()).getCredential();
      } catch {
        // After a total failure the vendor's chain asks only its last provider from then on.
        credential = undefined;
        // Its error is not passed on: it quotes a CLI configuration it cannot parse, secrets included.
        throw new VpnMonitorError(
          'No credentials found in the environment, an OIDC role, the CLI profile, the credentials file, the ECS role or the credentials URI. Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or pass `credentials`.',
          { code: 'auth' },
        );
      }
    },
  };
}
