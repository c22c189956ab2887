// What the declarations of each subpath say, without their comments, in etc/*.api.md. `npm run api` writes it; with --check it is compared.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const AGAIN = 'Run `npm run typecheck` and mend what it finds in src, then `npm run build`, then this again.';
const MOST_SHOWN = 10;

const root = join(import.meta.dirname, '..');
const reports = join(root, 'etc');

/** Declarations of which no report can be written: the message says what to do, and a stack would say nothing. */
class Unusable extends Error {}

const work = mkdtempSync(join(tmpdir(), 'api-'));
try {
  const found = join(work, 'found');
  mkdirSync(found);
  for (const [name, report] of readReports()) writeFileSync(join(found, `${name}.api.md`), report);
  if (process.argv.includes('--check')) compare(found);
  else replace(found);
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The name of each subpath that has declarations, and their file. */
function subpaths() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([subpath, { require: asCommonJs }]) => {
    const types = asCommonJs?.types;
    if (types === undefined) return [];
    const file = join(root, types);
    if (!existsSync(file)) throw new Unusable(`${types} is missing: run \`npm run build\`, then this again.`);
    return [[subpath === '.' ? 'index' : subpath.slice(2), file]];
  });
}

/** The report of each subpath, read by one compiler. */
function readReports() {
  const configs = subpaths().map(([name, declarations]) => [name, configOf(name, declarations)]);
  const compilerState = CompilerState.create(configs[0][1], {
    additionalEntryPoints: configs.map(([, one]) => one.mainEntryPointFilePath),
  });
  assertValid(compilerState.program);
  return configs.map(([name, config]) => {
    const { succeeded } = Extractor.invoke(config, { compilerState, localBuild: true, messageCallback: hideMessages });
    if (!succeeded) throw new Unusable(`The declarations of ${name} cannot be read. ${AGAIN}`);
    return [name, signatures(readFileSync(join(work, `${name}.api.md`), 'utf8'))];
  });
}

/** The extractor breaks off with a defect of its own where a type is missing or a declaration is cut off. */
function assertValid(program) {
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => !relative(root, fileName).startsWith('..') && !fileName.includes('/node_modules/'));
  const found = files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  if (found.length === 0) return;
  const lines = found.slice(0, MOST_SHOWN).map(({ file, start, messageText }) => {
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    return `${relative(root, file.fileName)}:${line}: ${typeof messageText === 'string' ? messageText : messageText.messageText}`;
  });
  if (found.length > lines.length) lines.push(`and ${found.length - lines.length} more`);
  throw new Unusable(`The declarations have errors, so no report can be written:\n${lines.join('\n')}\n${AGAIN}`);
}

function configOf(name, declarations) {
  const compilerOptions = { target: 'es2022', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', strict: true, types: ['node'] };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
      apiReport: { enabled: true, reportFileName: name, reportFolder: work, reportTempFolder: work },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // Doc comments have checks of their own.
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}

function hideMessages(message) {
  if (message.logLevel !== 'error') message.handled = true;
}

/** A report without what says whether something is documented, so that comments change nothing. */
function signatures(report) {
  const [heading, ...lines] = report.split('\n');
  const kept = lines.filter(
    (line) => !/^\s*\/\/ (?:@|Warning:|\(|No @packageDocumentation)/.test(line) && !line.startsWith('> Do not edit'),
  );
  return `${[heading, '', '> Written by `npm run api`.', ...kept]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\b(AbortSignal|Request|Response)_\d+\b/g, '$1')
    .trimEnd()}\n`;
}

function replace(found) {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);
  for (const file of readdirSync(found)) writeFileSync(join(reports, file), readFileSync(join(found, file)));
  console.log(`${relative(root, reports)}: ${readdirSync(reports).join(', ')}`);
}

function compare(found) {
  try {
    execFileSync('git', ['diff', '--no-index', '--no-color', '--exit-code', '-U2', '--', reports, found], { encoding: 'utf8' });
    console.log(`the declarations of ${readdirSync(found).length} subpaths are as ${relative(root, reports)} has them`);
  } catch ({ stdout }) {
    console.error(stdout.replaceAll(found.slice(1), 'now').replaceAll(reports.slice(1), 'etc'));
    console.error(
      'The declarations differ from the reports in etc. If they should, run `npm run build && npm run api` and commit what it writes.',
    );
    process.exitCode = 1;
  }
}
