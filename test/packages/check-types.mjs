// The declarations under the oldest compiler that the README names and every later line, as ES module and as CommonJS
// (main.ts and main.cts), with every declaration file checked: with the DOM's types, with Node's, and with neither.
const COMPILERS = ['5.2', '5.9', '6', '7'];

export function checkTypes({ install, run }) {
  const named = COMPILERS.map((version) => [`typescript-${version}`, version]);
  install(...named.map(([name, version]) => `${name}@npm:typescript@~${version}`));
  const compile = (config) => {
    for (const [name, version] of named) {
      run('node', `node_modules/${name}/bin/tsc`, '-p', config);
      console.log(`typescript ${version}: ${config} compiles`);
    }
  };
  compile('tsconfig.json');
  compile('tsconfig.es2022.json');
  // Only now, since @types/node would be seen by the others' module resolution too.
  install('@types/node@20');
  compile('tsconfig.node.json');
}
