import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { objectsIn } from './support/run-command.ts';
import { serve, type Served } from './support/service.ts';

const root = join(import.meta.dirname, '../..');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The command line as a process of its own. */
class Running {
  readonly child: ChildProcess;
  out = '';
  err = '';

  constructor(line: string, env: Readonly<Record<string, string>> = {}) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...line.split(' ')], {
      cwd: root,
      env: { PATH, HOME, ...env },
    });
    children.push(this.child);
    this.child.stdout?.on('data', (chunk: Buffer) => void (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => void (this.err += chunk.toString()));
  }

  async until(text: string): Promise<void> {
    while (!this.out.includes(text)) await once(this.child.stdout!, 'data');
  }

  async end(): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    const [code, signal] = (await once(this.child, 'close')) as [number | null, string | null];
    return { code, signal };
  }
}

async function watched(served: Served): Promise<Running> {
  const running = new Running(`watch ${served.options} --interval 1s`, served.env);
  await running.until('Dual');
  return running;
}

test('Ctrl-C ends a watch cleanly, with what is down then', async () => {
  await using served = await serve();
  const well = await watched(served);
  well.child.kill('SIGINT');
  expect(await well.end()).toEqual({ code: 0, signal: null });
  expect(well.err).not.toMatch(/error|^\s+at /m);

  served.cloud.tunnel('tun-a').down({ at: Date.now() - 600_000 });
  const ill = await watched(served);
  ill.child.kill('SIGTERM');
  expect(await ill.end()).toEqual({ code: 1, signal: null });
}, 60_000);

test('a second signal to end does not wait for what hangs', async () => {
  await using served = await serve();
  served.cloud.fail({ kind: 'hang', times: Infinity });
  const running = new Running(`state ${served.options}`, served.env);
  while (served.cloud.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // Stopped, so that both wait for it: the second may otherwise meet a process that the first has ended.
  for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) running.child.kill(signal);
  expect(await running.end()).toMatchObject({ code: 130 });
  expect(running.out + running.err).toBe('');
}, 60_000);

test('a reader that has enough ends it without a word', async () => {
  await using served = await serve();
  const running = await watched(served);
  running.child.stdout?.destroy();
  served.cloud.tunnel('tun-a').down();
  const [code] = (await once(running.child, 'exit')) as [number];
  expect([0, 1]).toContain(code);
  expect(running.err).toMatch(/^Watching [^\n]*\n$/);
}, 60_000);

test('it goes on in a pipe until its time is over, and leaves no process behind', async () => {
  await using served = await serve();
  const running = new Running(`watch ${served.options} --json --interval 1s --for 3s`, served.env);
  await running.until('"state"');
  served.cloud.tunnel('tun-b').down();
  expect(await running.end()).toEqual({ code: 1, signal: null });
  expect(objectsIn(running.out).map(({ type }) => type)).toEqual(expect.arrayContaining(['state', 'tunnel:down', 'connection:degraded']));
}, 60_000);

test('without a key it says how to give one, and ends with 3', async () => {
  const running = new Running('state --region cn-hangzhou --endpoint 127.0.0.1:9 --http', {
    HOME: '/nonexistent',
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
  });
  expect(await running.end()).toEqual({ code: 3, signal: null });
  expect(running.out).toBe('');
  expect(running.err).toMatch(/^error: .*ALIBABA_CLOUD_ACCESS_KEY_ID/);
  expect(running.err).toContain('To try a command without a key, use --simulate.');
  expect(running.err).not.toContain('    at ');
}, 60_000);

test.runIf(existsSync('/dev/full'))(
  'an answer that cannot be written is no answer, and says why',
  async () => {
    const { PATH = '' } = process.env;
    const child = spawn('sh', ['-c', `"${process.execPath}" --import tsx src/cli/main.ts state --simulate > /dev/full`], {
      cwd: root,
      env: { PATH },
    });
    children.push(child);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, err }).toEqual({ code: 3, err: 'error: the output could not be written: ENOSPC: no space left on device, write\n' });
  },
  60_000,
);
