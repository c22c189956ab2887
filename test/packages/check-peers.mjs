// Each line of msw that package.json takes can be installed beside the package, and catches its requests.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyProject, install } from './projects.mjs';
import { run } from './run.mjs';

const { peerDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
// The oldest line of Node that a line of msw runs on.
const NODE = { 2: '20', 3: '22' };

/** One job, which skips a line of Node that is not there. */
export function peerJobs({ work, tarball }, nodes) {
  return [
    async () => {
      const lines = peerDependencies.msw.match(/(?<=\^)\d+/g);
      assert.deepEqual(lines, Object.keys(NODE), 'each line of msw that package.json takes is tried');
      for (const line of lines) {
        const [, node] = (await nodes).lines.find(([one]) => one === NODE[line]) ?? [];
        if (node === undefined) continue;
        const folder = emptyProject(work, `msw-${line}`, { template: 'msw' });
        // As a project that has its own msw: npm refuses what the peer range does not take.
        await install(folder, '--ignore-scripts', `msw@${line}`);
        await install(folder, '--ignore-scripts', tarball);
        assert.equal((await run(folder, node, ['msw.mjs'])).stdout, 'caught\n');
        console.log(`msw ${line}: catches the requests of a monitor on Node ${NODE[line]}`);
      }
    },
  ];
}
