// The declarations under the oldest compiler that the README names and every later line, as Node resolves them (main.ts and main.cts) and as
// bundlers do, with every declaration file checked: with the DOM's types, with Node's, and with neither.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, projectWith } from './projects.mjs';
import { run } from './run.mjs';

const COMPILERS = ['5.2', '5.9', '6', '7'];
const WITHOUT_TYPES = ['tsconfig.json', 'tsconfig.es2022.json', 'tsconfig.bundler.json'];
const WITH_TYPES = ['tsconfig.node.json', 'tsconfig.bundler-node.json'];

/** Two projects, since @types/node would be seen by module resolution where `types` leaves it out too. */
export function typeJobs({ work, tarball, subpaths }) {
  return [
    () => compileAll({ work, tarball, subpaths }, 'typescript', WITHOUT_TYPES),
    () => compileAll({ work, tarball, subpaths }, 'typescript-node', WITH_TYPES, '@types/node@20'),
  ];
}

async function compileAll({ work, tarball, subpaths }, name, configs, ...packages) {
  const folder = await projectWith({ work, tarball }, name, 'typescript');
  const compilers = COMPILERS.map((version) => [`typescript-${version}`, version]);
  await install(folder, ...compilers.map(([alias, version]) => `${alias}@npm:typescript@~${version}`), ...packages);
  // Each subpath, whatever package.json exports by now.
  const everything = subpaths.map((subpath, at) => `export * as subpath${at} from '${subpath}';\n`).join('');
  for (const file of ['subpaths.ts', 'subpaths.cts']) writeFileSync(join(folder, file), everything);
  for (const [alias, version] of compilers) {
    for (const config of configs) await run(folder, 'node', [`node_modules/${alias}/bin/tsc`, '-p', config]);
    console.log(`typescript ${version}: ${configs.join(', ')} compile`);
  }
}
