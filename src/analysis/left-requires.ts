import { ts } from '../compiler/typescript.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';

/** A call that loaded a module, in whose place there is an import now. */
export interface Replaced {
  call: ts.CallExpression;
  why: Parameters<PlanBuilder['step']>[3];
}

/**
 * Takes out what a file made its `require` of, where the calls that became imports were all it was for:
 * `const require = createRequire(import.meta.url)`, and the import of `createRequire`.
 */
export function planLeftRequires(
  file: ts.SourceFile,
  replaced: readonly Replaced[],
  plan: PlanBuilder,
): void {
  const [first] = replaced;
  if (!first) return;
  const { why } = first;
  const gone = replaced.map(({ call }) => rangeOf(call.expression));
  const isLeft = (use: ts.Node): boolean =>
    !gone.some(({ start, end }) => start <= use.getStart() && use.end <= end);
  const uses = (name: string): ts.Identifier[] => usesOf(file, name).filter(isLeft);
  for (const made of file.statements) {
    const name = requireMadeBy(made);
    if (name === undefined || uses(name).length > 0) continue;
    gone.push(rangeOf(made));
    const { end } = made;
    const start = made.getStart();
    // Of two empty lines around it one stays.
    const lines = /\n\r?\n$/.test(file.text.slice(0, start)) ? /^[ \t]*(?:\r?\n){1,2}/ : /^[ \t]*\r?\n/;
    const lineEnd = lines.exec(file.text.slice(end))?.[0].length ?? 0;
    plan.step('replace-text', file, { start, end: end + lineEnd }, why, { text: '' });
  }
  if (uses('createRequire').length > 0) return;
  for (const statement of file.statements) {
    const bindings = ts.isImportDeclaration(statement) && statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const specifier = bindings.elements.find(
      ({ name, propertyName }) => name.text === 'createRequire' && !propertyName,
    );
    if (specifier) plan.step('remove-import', file, rangeOf(specifier), why, {});
  }
}

/** What a statement calls the function that it makes: `const require = createRequire(…)`. */
function requireMadeBy(statement: ts.Statement): string | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration, other] = statement.declarationList.declarations;
  const made = declaration?.initializer;
  const isMade = made && ts.isCallExpression(made) && made.expression.getText() === 'createRequire';
  return isMade && !other ? declaration.name.getText() : undefined;
}

/** Where a file uses a name, other than where it gives it to something. */
function usesOf(file: ts.SourceFile, name: string): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isGiven(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isGiven(node: ts.Identifier): boolean {
  const { parent } = node;
  return ts.isImportSpecifier(parent) || (ts.isVariableDeclaration(parent) && parent.name === node);
}
