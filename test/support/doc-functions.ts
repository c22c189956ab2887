import ts from 'typescript';

/** A function that a block exports, and what it takes: `monitor` is a `VpnMonitor`. */
export interface ExportedFunction {
  readonly name: string;
  /** Those that must be given. */
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
}

/** The functions that a block of code exports. */
export function exportedFunctions(code: string): ExportedFunction[] {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  return source.statements.filter(isExported).flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return [exported(statement.name?.text ?? 'default', statement, source)];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer !== undefined && ts.isArrowFunction(initializer) ? [exported(name.getText(source), initializer, source)] : [],
    );
  });
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function exported(name: string, { parameters }: ts.SignatureDeclaration, source: ts.SourceFile): ExportedFunction {
  return {
    name,
    parameters: parameters
      .filter(({ questionToken, initializer }) => questionToken === undefined && initializer === undefined)
      .map((parameter) => ({
        name: parameter.name.getText(source),
        type: parameter.type?.getText(source).replace(/\s+/g, ' ') ?? 'unknown',
      })),
  };
}
