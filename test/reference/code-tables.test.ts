import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIAGNOSIS_REASONS } from 'alicloud-vpn-monitor';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Unions that need no table of their own, and why. */
const WITHOUT_TABLE: Readonly<Record<string, string>> = {
  MetricName: 'the members of its parts are constants, each with its row of the catalogue',
  ConnectionQuantity: 'some of Quantity, whose members are constants',
  CommonFlowLogField: 'columns of the service’s records, by its names',
  VpcFlowLogField: 'columns of the service’s records, by its names',
  TransitRouterFlowLogField: 'columns of the service’s records, by its names',
  FlowLogField: 'columns of the service’s records, by its names',
};

interface Union {
  readonly name: string;
  readonly members: readonly string[];
  readonly comment: string;
  /** Whether a constant of the same name holds the members, each with a comment. */
  readonly isConstant: boolean;
}

const unions: Union[] = [];

beforeAll(() => {
  const exportsOf = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object }).exports);
  const entries = exportsOf.filter((path) => path !== './package.json').map((path) => join(root, 'src', path, 'index.ts'));
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(entries, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  for (const entry of entries)
    for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (seen.has(symbol) || !(symbol.flags & ts.SymbolFlags.TypeAlias)) continue;
      seen.add(symbol);
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const members = type.isUnion() ? type.types.filter((one) => one.isStringLiteral()).map(({ value }) => value) : [];
      if (members.length < 2) continue;
      const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      unions.push({ name: symbol.name, members, comment, isConstant: (symbol.flags & ts.SymbolFlags.Variable) !== 0 });
    }
}, 120_000);

/** The rows of the tables in a comment, as cells; headings and rules left out. */
function rowsOf(comment: string): readonly (readonly string[])[] {
  const lines = comment.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .filter((_, index) => index > 1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test('the unions that users switch on are found', () => {
  expect(unions.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ErrorCode', 'PreflightFindingCode', 'TransitionType', 'DiagnosisReason', 'AlarmType', 'WatchPart']),
  );
});

test('each union of codes has a table that says every member and nothing else', () => {
  const wrong = unions
    .filter(({ name, isConstant }) => !isConstant && WITHOUT_TABLE[name] === undefined)
    .map(({ name, members, comment }) => {
      const named = rowsOf(comment).map(([cell = '']) => cell.replace(/^`|`$/g, ''));
      return {
        name,
        missing: members.filter((member) => !named.includes(member)),
        foreign: named.filter((code) => !members.includes(code)),
      };
    })
    .filter(({ missing, foreign }) => missing.length + foreign.length > 0);
  expect(wrong).toEqual([]);
});

test('no cell of a table is empty', () => {
  const cells = unions.flatMap(({ name, comment }) =>
    rowsOf(comment)
      .flat()
      .map((cell) => [name, cell]),
  );
  expect(cells.length).toBeGreaterThan(100);
  expect(cells.filter(([, cell]) => cell === '')).toEqual([]);
});

test('a code of errors, findings and transitions has what to do beside its meaning', () => {
  for (const name of ['ErrorCode', 'PreflightFindingCode', 'TransitionType'])
    expect(unions.find((union) => union.name === name)?.comment, name).toMatch(/\| (Code|Type) \| Meaning \| What to do \|/);
});

test('an exception from the rule is still a union that is exported', () => {
  expect(unions.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(WITHOUT_TABLE)));
});

test('the comment of each reason is its meaning, in the words of DIAGNOSIS_REASONS', () => {
  const source = readFileSync(join(root, 'src/diagnose/reason.ts'), 'utf8');
  const comments = [...source.matchAll(/\/\*\* (.*) \*\/\n {2}(\w+): '\2',/g)].map(([, meaning, code]) => ({ code, meaning }));
  expect(comments).toEqual(DIAGNOSIS_REASONS.map(({ code, meaning }) => ({ code, meaning })));
});
