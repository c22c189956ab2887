import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ServiceInfo, ServiceSpec } from './programs/service.ts';

const root = join(import.meta.dirname, '../..');
// Beside the dependencies, so that they are found; one for each run, so that runs do not meet.
const cache = join(root, 'node_modules/.cache');

/** The package as a user has it installed, and the programs that use it, compiled for plain `node`. */
export interface Stage extends Disposable {
  /** The built ESM entry of the package. */
  readonly entry: string;
  /** Runs a program on its own, by this Node or another, and gives the JSON that it prints. */
  run<Result>(program: string, input?: object, nodeFlags?: readonly string[], node?: string): Promise<Result>;
  /** A simulated service in a process of its own. */
  service(spec: ServiceSpec): Promise<Service>;
}

/** A simulated service that listens. */
export interface Service extends AsyncDisposable {
  readonly info: ServiceInfo;
  /** Calls by operation since the last time this was asked. */
  calls(): Promise<Readonly<Record<string, number>>>;
}

/** Builds the package into the stage, beside the programs. */
export async function prepare(): Promise<Stage> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-'));
  const installed = join(folder, 'node_modules/alicloud-vpn-monitor');
  mkdirSync(installed, { recursive: true });
  // Else esbuild takes the programs for part of this package, and its name for the sources here.
  writeFileSync(join(folder, 'package.json'), '{}');
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/tsup/dist/cli-default.js'), '--no-dts', '--silent', '--out-dir', join(installed, 'dist')],
    { cwd: root, stdio: 'inherit' },
  );
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  const programs = join(import.meta.dirname, 'programs');
  await build({
    entryPoints: readdirSync(programs).map((file) => join(programs, file)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Programs import the package by name and get the build of it; tsconfig's paths name its sources.
    tsconfigRaw: {},
  });
  return {
    entry: join(installed, 'dist/index.js'),
    run: (program, input, nodeFlags, node) => run(join(folder, `${program}.mjs`), input, nodeFlags, node),
    service: (spec) => service(join(folder, 'service.mjs'), spec),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run<Result>(
  program: string,
  input: object = {},
  nodeFlags: readonly string[] = [],
  node = process.execPath,
): Promise<Result> {
  const child = spawn(node, [...nodeFlags, program, JSON.stringify(input)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the program ${program} ended with ${String(code)}`);
  return JSON.parse(text) as Result;
}

async function service(program: string, spec: ServiceSpec): Promise<Service> {
  const child = fork(program, [JSON.stringify(spec)]);
  const answer = async (): Promise<unknown> => (await once(child, 'message'))[0] as unknown;
  const info = (await answer()) as ServiceInfo;
  return {
    info,
    calls: async () => {
      child.send('calls');
      return (await answer()) as Readonly<Record<string, number>>;
    },
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
