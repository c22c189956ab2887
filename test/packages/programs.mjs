// Programs in processes of their own, each with an end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const WAIT_MS = 60_000;

/** Uses a program of Node.js that runs meanwhile, and no longer. */
export async function during({ cwd, env }, args, use) {
  const program = started({ cwd, env }, args);
  try {
    await use(program);
  } finally {
    await program.end();
  }
}

/** A program under way. What it does not do in time is an error, which shows all that it has written. */
function started({ cwd, env }, args) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: WAIT_MS,
    killSignal: 'SIGKILL',
  });
  const written = { stdout: '', stderr: '' };
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (written[name] += text));
  const failure = (what) => new Error(`${args.join(' ')} ${what}:\n${written.stdout.slice(-500)}\n${written.stderr.slice(-2000)}`);

  async function writes(name, pattern) {
    let isOver = false;
    for (;;) {
      const match = pattern.exec(written[name]);
      if (match !== null) return match;
      if (isOver) throw failure(`has ended without ${pattern}`);
      isOver = (await Promise.race([once(child[name], 'data'), closed.then(() => 'closed')])) === 'closed';
    }
  }

  return {
    prints: (pattern) => writes('stdout', pattern),
    complains: (pattern) => writes('stderr', pattern),
    /** It ends by itself, with exit code 0. */
    async stops(signal) {
      if (signal !== undefined) child.kill(signal);
      const [code] = await closed;
      if (code !== 0) throw failure(`has ended with ${code}`);
    },
    get output() {
      return written.stdout;
    },
    async end() {
      child.kill('SIGKILL');
      await closed.catch(() => undefined);
    },
  };
}
