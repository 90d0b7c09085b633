import { ts } from '../compiler/typescript.js';

/** The statements of modules that are put into one file, and the names they mention. */
export interface NeededStatements {
  statements: ReadonlySet<ts.Statement>;
  names: ReadonlySet<string>;
}

/**
 * What of several modules is needed once they are one file: all of the main module, and of the others what that mentions,
 * or what does something by itself. The rest is not used, which many projects have the compiler refuse.
 * @param main the name of the main module
 */
export function neededStatements(modules: readonly ts.SourceFile[], main: string): NeededStatements {
  const all = modules
    .flatMap(({ statements }) => [...statements])
    .filter((statement) => !movesNames(statement));
  const declaring = new Map<string, ts.Statement[]>();
  for (const statement of all)
    for (const name of declaredNames(statement))
      declaring.set(name, [...(declaring.get(name) ?? []), statement]);
  const statements = new Set<ts.Statement>();
  const names = new Set<string>();
  const need = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !names.has(node.text)) {
      names.add(node.text);
      for (const statement of declaring.get(node.text) ?? []) needStatement(statement);
    }
    ts.forEachChild(node, need);
  };
  const needStatement = (statement: ts.Statement): void => {
    if (statements.has(statement)) return;
    statements.add(statement);
    need(statement);
  };
  for (const statement of all)
    if (statement.getSourceFile().fileName === main || declaredNames(statement).length === 0)
      needStatement(statement);
  for (const statement of modules.find(({ fileName }) => fileName === main)?.statements ?? [])
    if (ts.isExportDeclaration(statement)) need(statement);
  return { statements, names };
}

/** An import, or a re-export: the other module's text is in the same file. */
function movesNames(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
  );
}

/** The names that a statement declares at the top level of its module. */
function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}
