import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { codeBlocks, root } from '../support/doc-blocks.ts';

const examples = codeBlocks();

test('every example in the docs compiles under the project’s own strict settings', () => {
  expect(examples.filter(({ language }) => language === 'ts').length).toBeGreaterThan(100);
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const options: ts.CompilerOptions = { ...config.options, noEmit: true, noUnusedLocals: false, allowJs: true, checkJs: true };
  // Beside the examples that are files: one may import another.
  const virtual = new Map(
    examples.map((example, index) => [join(root, `docs/examples/example-${index}.${example.language === 'ts' ? 'mts' : 'mjs'}`), example]),
  );
  const host = ts.createCompilerHost(options);
  const onDisk = ts.createCompilerHost(options);
  host.fileExists = (path) => virtual.has(path) || onDisk.fileExists(path);
  host.getSourceFile = (path, target) => {
    const example = virtual.get(path);
    // An example without an import is a script, in which `await` would not be allowed.
    return example ? ts.createSourceFile(path, `${example.code}\nexport {};`, target, true) : onDisk.getSourceFile(path, target);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const at = diagnostic.file && virtual.get(diagnostic.file.fileName);
    return `${at?.place ?? diagnostic.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
  expect(problems).toEqual([]);
}, 120_000);
