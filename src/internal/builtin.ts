import type * as Crypto from 'node:crypto';
import Module from 'node:module';
import type * as Net from 'node:net';

interface Builtins {
  readonly 'node:crypto': typeof Crypto;
  readonly 'node:net': typeof Net;
}

/**
 * A module of Node's own at its first use, where waiting for an `import()` cannot be: these two take a third of what importing this
 * package takes. `process.getBuiltinModule` is of Node 20.16.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const runtime: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> = process;
  return runtime.getBuiltinModule?.(name) ?? (loadBefore20Point16(name) as Builtins[Name]);
}

// Of the default export: webpack replaces a call of the named `createRequire` by `void 0` where it cannot tell the path. That is there for
// form's sake, and holds in a bundle of either format.
function loadBefore20Point16(name: string): unknown {
  return Module.createRequire(process.execPath)(name);
}
