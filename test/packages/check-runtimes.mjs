// One program on every runtime: the oldest Node that `engines` takes, the lines that are maintained, Bun and Deno.
import { join } from 'node:path';
import { projectWith } from './projects.mjs';
import { run } from './run.mjs';

const PROGRAM = 'smoke.mjs';

/** One job: the runtimes share a project. */
export function runtimeJobs({ work, tarball, subpaths }, nodes, tools) {
  return [
    async () => {
      const project = await projectWith({ work, tarball }, 'smoke');
      for (const [line, node] of (await nodes).all) await runsOn(`Node ${line}`, project, node, [PROGRAM, ...subpaths]);
      const { runtimes } = await tools;
      if (runtimes.has('bun')) await runsOn('Bun', project, runtimes.get('bun'), [PROGRAM, ...subpaths]);
      if (runtimes.has('deno'))
        await runsOn('Deno', project, runtimes.get('deno'), ['run', '--allow-all', '--no-remote', PROGRAM, ...subpaths], {
          DENO_DIR: join(work, 'deno'),
          DENO_NO_UPDATE_CHECK: '1',
        });
    },
  ];
}

async function runsOn(name, project, runtime, args, env = {}) {
  const { stdout } = await run(project, runtime, args, { env, timeout: 60_000 });
  const { points, changes, endedMs } = JSON.parse(stdout);
  console.log(`${name}: ${points} points, ${changes} transitions, a pushed event, and ended ${endedMs} ms after all was closed`);
}
