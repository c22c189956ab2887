import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import type { Line } from './log.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The child as one file, in a folder of its own: it starts in half the time that its sources take. */
export async function bundleChild(source = here('child.ts')): Promise<AsyncDisposable & { readonly script: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'vpn-watch-kill-'));
  await symlink(here('../../../node_modules'), join(folder, 'node_modules'));
  await build({
    entry: { child: source },
    outDir: folder,
    format: 'esm',
    target: 'node20',
    config: false,
    silent: true,
    clean: false,
    skipNodeModulesBundle: true,
    splitting: false,
    outExtension: () => ({ js: '.mjs' }),
  });
  return { script: join(folder, 'child.mjs'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A child that can be killed. */
export class Mortal implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(script: string, orders: object) {
    this.#child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['pipe', 'inherit', 'inherit'] });
    this.#exited = once(this.#child, 'exit');
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits; rejects where the child dies meanwhile, or it takes too long. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000;
    while (!isSo()) {
      if (!this.isAlive) throw new Error(`the child died while it was waited for: ${what}`);
      if (performance.now() > deadline) throw new Error(`waited too long for: ${what}`);
      await sleep(5);
    }
  }

  /** Stops it, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  /** Hands it a line. */
  tell(order: object): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  /** Rejects where it died of something else. */
  async kill(): Promise<void> {
    if (this.isAlive) this.#child.kill('SIGKILL');
    await this.#exited;
    if (this.#child.signalCode !== 'SIGKILL')
      throw new Error(`the child ended by itself, with ${this.#child.signalCode ?? this.#child.exitCode ?? 'nothing'}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isAlive) this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

export function readLog(path: string): readonly Line[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}
