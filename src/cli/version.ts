import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of the package that this program came with. */
export function packageVersion(): string {
  const path = createRequire(import.meta.url).resolve('alicloud-vpn-monitor/package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return version;
}
