import type * as CredentialsModule from '@alicloud/credentials';
import { expect, test, vi } from 'vitest';
import type { LoadVendor } from '../../src/transport/default-chain.ts';
import { defaultChain } from '../../src/transport/default-chain.ts';
import { SharedProvider } from '../../src/transport/shared-provider.ts';
import { credentialHome, setKeys } from './credential-home.ts';

const vendor = (): Promise<typeof CredentialsModule> => import('@alicloud/credentials');
const provided = (load: LoadVendor, timeoutMs = 10_000): SharedProvider =>
  new SharedProvider(defaultChain(load), { timeoutMs, now: () => 0 });
const coded = (code: string, message = "Cannot find package '@alicloud/credentials'"): Error => Object.assign(new Error(message), { code });

const INSTALL = "Install it where your bundle or Plug'n'Play runs, mark it external in your bundler, or pass `credentials`.";
const UNDECLARED =
  "It uses the package debug without declaring it, so Yarn Plug'n'Play and pnpm without hoisting keep it away. Install debug in your project, or pass `credentials`.";
const BUNDLE =
  "It is CommonJS, and this ES module bundle has no `require`. Pass `credentials`, build as CommonJS (`format: 'cjs'`), add the banner `import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);`, or install @alicloud/credentials beside the bundle and mark it external.";

test.each<[string, Error, string, string]>([
  ['is not where the bundle runs', coded('ERR_MODULE_NOT_FOUND'), ' (ERR_MODULE_NOT_FOUND)', INSTALL],
  ["is not declared for Plug'n'Play", coded('MODULE_NOT_FOUND'), ' (MODULE_NOT_FOUND)', INSTALL],
  [
    "asks Plug'n'Play for what it does not declare",
    coded('MODULE_NOT_FOUND', "@alicloud/credentials tried to access debug, but it isn't declared in its dependencies"),
    ' (MODULE_NOT_FOUND)',
    UNDECLARED,
  ],
  [
    'asks for what was not hoisted',
    coded('MODULE_NOT_FOUND', "Cannot find module 'debug'\nRequire stack:\n- /app/ram_role_arn.js"),
    ' (MODULE_NOT_FOUND)',
    UNDECLARED,
  ],
  ['was put into an ESM bundle', new Error('Dynamic require of "fs" is not supported'), '', BUNDLE],
  ['was put into an ESM bundle by rollup', new ReferenceError('require is not defined in ES module scope'), '', BUNDLE],
])('a module that %s is final, and the error names the mend', async (_what, cause, code, mend) => {
  await expect(provided(() => Promise.reject(cause)).getCredential()).rejects.toMatchObject({
    name: 'VpnMonitorError',
    code: 'config',
    retryable: false,
    message: `@alicloud/credentials, which reads the default credentials, cannot be loaded${code}. ${mend}`,
    cause,
  });
});

test('a module that has no credential class is not loaded either', async () => {
  const empty = { default: {} } as unknown as typeof CredentialsModule;
  await expect(provided(() => Promise.resolve(empty)).getCredential()).rejects.toMatchObject({ code: 'config', retryable: false });
});

test('a module that cannot be opened for lack of file descriptors can be later', async () => {
  await expect(provided(() => Promise.reject(coded('EMFILE'))).getCredential()).rejects.toMatchObject({ code: 'config', retryable: true });
});

test('a later call tries to load it again', async () => {
  await using _home = await credentialHome();
  setKeys();
  const load = vi.fn(vendor).mockRejectedValueOnce(coded('ERR_MODULE_NOT_FOUND'));
  const provider = provided(load);
  await expect(provider.getCredential()).rejects.toMatchObject({ code: 'config' });
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'env-id' });
});

test('loading has the deadline of every question, and is not waited for by the next call', async () => {
  await using _home = await credentialHome();
  setKeys();
  const load = vi.fn(vendor).mockImplementationOnce(() => new Promise(() => undefined));
  const provider = provided(load, 50);
  await expect(provider.getCredential()).rejects.toMatchObject({ code: 'timeout', retryable: true });
  await vendor();
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'env-id' });
});

test('a chain that was given up and answers later does not replace a newer one', async () => {
  await using _home = await credentialHome();
  const answers: ((id: string) => void)[] = [];
  const built = vi.fn();
  class Credential {
    constructor() {
      built();
    }
    getCredential(): Promise<unknown> {
      return new Promise((resolve) =>
        answers.push((id) => {
          resolve({ accessKeyId: id, accessKeySecret: 'secret' });
        }),
      );
    }
  }
  const chain = defaultChain(() => Promise.resolve({ default: { default: Credential } } as unknown as typeof CredentialsModule));
  const slow = chain.ask();
  const anew = chain.askAnew();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.('new');
  await anew;
  answers[0]?.('old');
  await slow;
  const third = chain.ask();
  await expect.poll(() => answers.length).toBe(3);
  answers[2]?.('kept');
  await expect(third).resolves.toMatchObject({ accessKeyId: 'kept' });
  expect(built).toHaveBeenCalledTimes(2);
});
