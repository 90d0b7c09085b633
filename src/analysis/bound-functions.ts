import { ts } from '../compiler/typescript.js';

/**
 * The function that a value calls when it was made by `f.bind(self, first, …)`: its type says nothing of `f`.
 * @param value the value, or a constant that holds it
 */
export function boundFunction(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | undefined {
  const seen = new Set<ts.Expression>();
  let found: ts.Expression | undefined;
  for (let at = binding(value, checker); at && !seen.has(at); at = binding(at, checker)) {
    seen.add(at);
    found = at;
  }
  return found;
}

/** What `bind` is called on to make a value. */
function binding(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | undefined {
  const made = initially(bare(value), checker);
  if (!made || !ts.isCallExpression(made) || !ts.isPropertyAccessExpression(made.expression))
    return undefined;
  const { name, expression } = made.expression;
  if (name.text !== 'bind') return undefined;
  const called = checker.getTypeAtLocation(expression);
  return checker.getSignaturesOfType(called, ts.SignatureKind.Call).length > 0 ? expression : undefined;
}

/** What a constant is made with; any other expression itself. */
function initially(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | undefined {
  if (!ts.isIdentifier(value)) return value;
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.type) return undefined;
  const constant = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return constant && declaration.initializer ? bare(declaration.initializer) : undefined;
}

function bare(value: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isNonNullExpression(value)
    ? bare(value.expression)
    : value;
}
