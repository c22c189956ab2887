import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Example {
  readonly place: string;
  readonly code: string;
}

/** The ```ts blocks of a Markdown text, or of the doc comments of a source file. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^([ \t]*(?:\* ?)?)```ts\n([\s\S]*?)^\1```/gm)].map((match) => ({
    place: `${file}:${text.slice(0, match.index).split('\n').length}`,
    code: match[2]!.replace(/^[ \t]*\* ?/gm, match[1]!.includes('*') ? '' : '$&'),
  }));
}

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));
const examples = ['README.md', ...filesIn('src', '.ts'), ...filesIn('docs', '.md')].flatMap(examplesIn);

test('every example in the docs compiles under the project’s own strict settings', () => {
  expect(examples.length).toBeGreaterThan(3);
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const options: ts.CompilerOptions = { ...config.options, noEmit: true, noUnusedLocals: false };
  const virtual = new Map(examples.map((example, index) => [join(root, `example-${index}.mts`), example]));
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
