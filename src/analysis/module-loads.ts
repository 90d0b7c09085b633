import { ts } from '../compiler/typescript.js';

/** A call that loads a module, whatever it is told to load. */
export function isLoad(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

/** `require('m')`, `import('m')` or `await import('m')`. @returns the module's name as it stands there */
export function loadedModule(node: ts.Expression): ts.StringLiteralLike | undefined {
  const call = ts.isAwaitExpression(node) ? withoutParentheses(node.expression) : node;
  if (!ts.isCallExpression(call) || call.arguments.length === 0) return undefined;
  const dynamic = call.expression.kind === ts.SyntaxKind.ImportKeyword;
  const required = ts.isIdentifier(call.expression) && call.expression.text === 'require' && call === node;
  const [module] = call.arguments;
  return (dynamic || required) && module && ts.isStringLiteralLike(module) ? module : undefined;
}

export function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

/**
 * The module that a variable or parameter is: `const orm = require('m')`, `const orm = await import('m')`,
 * `import('m').then((orm) => …)`.
 */
export function moduleGiven(
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration,
): ts.StringLiteralLike | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const value = declaration.initializer && withoutParentheses(declaration.initializer);
    return value && (ts.isAwaitExpression(value) || !isImportCall(value)) ? loadedModule(value) : undefined;
  }
  const callback = declaration.parent;
  const call = callback.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback || callback.parameters[0] !== declaration)
    return undefined;
  const then = call.expression;
  if (!ts.isPropertyAccessExpression(then) || then.name.text !== 'then') return undefined;
  return isImportCall(then.expression) ? loadedModule(then.expression) : undefined;
}

function isImportCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}
