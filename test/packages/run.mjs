// How the checks start programs: without blocking each other, and not too many at once.
import { execFile } from 'node:child_process';

const WAIT_MS = 180_000;

/** What a program prints, where it ends well. What it says of a failure is in the error. */
export function run(cwd, command, args, { env = {}, signal, timeout = WAIT_MS } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, signal, timeout, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${[command, ...args].join(' ')} fails: ${shortened(error.message)}\n${shortened(stdout)}`));
      else resolve({ stdout, stderr });
    });
  });
}

/** What a command prints, in the usual case that nothing else is of interest. */
export async function succeeds(folder, command, ...args) {
  return (await run(folder, command, args)).stdout;
}

/** Runs jobs, a few at a time, in their order. Fails with the first that fails, after those under way have ended. */
export async function atOnce(count, jobs) {
  const waiting = [...jobs];
  const failures = [];
  const worker = async () => {
    while (waiting.length > 0 && failures.length === 0) {
      const job = waiting.shift();
      try {
        await job();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  if (failures.length > 0) throw failures[0];
}

// Node quotes the line that failed, which may be a whole bundle.
function shortened(text) {
  return text
    .split('\n')
    .filter((line) => line.length < 500)
    .join('\n');
}
