import type * as CredentialsModule from '@alicloud/credentials';
import { VpnMonitorError } from '../errors.ts';
import { checkedCredentials } from './checked-credentials.ts';
import type { Credentials } from './credential-types.ts';
import { plainCode } from './given-provider.ts';
import { moduleExports } from './module-exports.ts';
import type { CredentialOrigin } from './shared-provider.ts';

type VendorModule = typeof CredentialsModule;
type VendorCredential = InstanceType<VendorModule['default']['default']>;

/** Loads `@alicloud/credentials`. */
export type LoadVendor = () => Promise<VendorModule>;

/**
 * The default chain of `@alicloud/credentials`. A chain that has answered is kept, since it refreshes temporary credentials
 * before they end and bridges a refresh that fails; it caches all else it has read, so where the service refuses them a new
 * chain reads the environment, the files and the addresses again.
 *
 * What has worked once may pass, and so may the failure of a source that the environment names and that answers over the
 * network. Where neither is so, no credentials are set up, and no further try finds any: that is final, and a query or the
 * start of a watch says so at once instead of after its retries.
 */
export function defaultChain(load: LoadVendor = () => import('@alicloud/credentials')): CredentialOrigin {
  let proven: { readonly chain: VendorCredential; readonly built: number } | undefined;
  let built = 0;
  let hasWorked = false;
  const answerOf = async (chain: VendorCredential): Promise<Credentials> => {
    try {
      const { accessKeyId, accessKeySecret, securityToken } = await chain.getCredential();
      const found = checkedCredentials({ accessKeyId, accessKeySecret, securityToken }, (problem) => unusable(problem, hasWorked));
      hasWorked = true;
      return found;
    } catch (error) {
      if (proven?.chain === chain) proven = undefined;
      // The chain's own error is not passed on: it quotes a CLI configuration it cannot parse, secrets included.
      throw VpnMonitorError.isInstance(error) ? error : notFound(hasWorked);
    }
  };
  // A new one each time until one has answered: after a total failure, or under a second call, the vendor's asks only its last source.
  const askAnew = async (): Promise<Credentials> => {
    const order = (built += 1);
    const Credential = await loadCredential(load);
    const chain = new Credential();
    const answer = await answerOf(chain);
    // A chain that was given up may answer yet, after a newer one has.
    if (!proven || proven.built < order) proven = { chain, built: order };
    return answer;
  };
  return { ask: () => (proven ? answerOf(proven.chain) : askAnew()), askAnew, late };
}

async function loadCredential(load: LoadVendor): Promise<VendorModule['default']['default']> {
  try {
    const { default: Credential } = moduleExports(await load());
    if (typeof Credential !== 'function') throw new TypeError('@alicloud/credentials has no default export that is a class');
    return Credential;
  } catch (cause) {
    const code = plainCode(cause);
    throw new VpnMonitorError(
      `@alicloud/credentials, which reads the default credentials, cannot be loaded${code && ` (${code})`}. ${adviceOn(cause)}`,
      // A file that cannot be opened now can be later; a module that is not there needs a hand.
      { code: 'config', retryable: /^(EMFILE|ENFILE|EAGAIN|EBUSY|EIO|ENOMEM)$/.test(code), cause },
    );
  }
}

const INSTALL_ADVICE = "Install it where your bundle or Plug'n'Play runs, mark it external in your bundler, or pass `credentials`.";
// Below 500 characters with the rest of the message, which is cut there where it passes a call.
const BUNDLE_ADVICE =
  "It is CommonJS, and this ES module bundle has no `require`. Pass `credentials`, build as CommonJS (`format: 'cjs'`), add the banner `import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);`, or install @alicloud/credentials beside the bundle and mark it external.";

// Seen with 2.4.7, whose package.json does not name it. Other installs have it beside by chance.
const UNDECLARED_ADVICE =
  "It uses the package debug without declaring it, so Yarn Plug'n'Play and pnpm without hoisting keep it away. Install debug in your project, or pass `credentials`.";

function adviceOn(cause: unknown): string {
  if (lacksRequire(cause)) return BUNDLE_ADVICE;
  return cause instanceof Error && /\btried to access debug\b|^Cannot find module 'debug'/.test(cause.message)
    ? UNDECLARED_ADVICE
    : INSTALL_ADVICE;
}

/** Whether a bundler has put the package into an ES module, where nothing defines `require`. */
function lacksRequire(cause: unknown): boolean {
  return cause instanceof Error && /dynamic require of |require is not defined/i.test(cause.message);
}

const SOURCES = 'the environment, an OIDC role, the CLI profile, the credentials file, the ECS role or the credentials URI';

// Each names a source that is asked over the network.
const NETWORK_SOURCES = ['ALIBABA_CLOUD_OIDC_TOKEN_FILE', 'ALIBABA_CLOUD_ECS_METADATA', 'ALIBABA_CLOUD_CREDENTIALS_URI'];

function notFound(hasWorked: boolean): VpnMonitorError {
  const named = NETWORK_SOURCES.filter((name) => process.env[name]);
  const found = hasWorked ? 'No credentials found any more' : 'No credentials found';
  const hint =
    named.length > 0
      ? ` Check what ${named.join(' and ')} ${named.length > 1 ? 'name' : 'names'}: it is asked again by the next call.`
      : '';
  return new VpnMonitorError(
    `${found} in ${SOURCES}.${hint} Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or pass \`credentials\`.`,
    {
      code: 'auth',
      retryable: hasWorked || named.length > 0,
    },
  );
}

function unusable(problem: string, hasWorked: boolean): VpnMonitorError {
  return new VpnMonitorError(`What the default chain of @alicloud/credentials found cannot be used: ${problem}. Check ${SOURCES}.`, {
    code: 'auth',
    retryable: hasWorked,
  });
}

function late(ms: number): VpnMonitorError {
  return new VpnMonitorError(
    `The default chain of @alicloud/credentials did not answer within ${String(ms)} ms. It is asked again by the next call: check what it waits for, such as a command of the CLI profile, the ECS role or the credentials URI, or pass \`credentials\`.`,
    { code: 'timeout', retryable: true },
  );
}
