import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';

/** A home directory of a test's own, in which the default chain finds nothing but what the test puts there. */
export interface CredentialHome extends AsyncDisposable {
  /** Writes a file of the home directory and gives its path. */
  write(path: string, content: string): Promise<string>;
}

export async function credentialHome(): Promise<CredentialHome> {
  const home = await mkdtemp(join(tmpdir(), 'credentials-'));
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('ALIBABA_CLOUD_'))) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  // The chain would ask the metadata service of the machine it runs on.
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
  return {
    async write(path, content) {
      const file = join(home, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs();
      await rm(home, { recursive: true });
    },
  };
}

export const setKeys = (id = 'env-id'): void => {
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', id);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'env-secret');
};
