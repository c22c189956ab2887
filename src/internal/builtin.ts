import type * as Crypto from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Net from 'node:net';

interface Builtins {
  readonly 'node:crypto': typeof Crypto;
  readonly 'node:net': typeof Net;
}

let load: NodeJS.Require | undefined;

/**
 * A module of Node's own at its first use, where waiting for an `import()` cannot be: these two take a third of what importing this
 * package takes. `process.getBuiltinModule` is of Node 20.16; the path is there for form's sake, and holds in a bundle of either format.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  load ??= createRequire(process.execPath);
  return load(name) as Builtins[Name];
}
