import { ts } from '../../compiler/typescript.js';
import { describeCallable, hasBody, isAsync } from '../callables.js';
import { excerpt } from '../plan-builder.js';
import type { HazardContext } from './context.js';

/**
 * Tells of methods that became async and have a decorator of the program's own that takes them out of a property
 * descriptor: their type is lost there, and with it what becomes of the promise.
 */
export function planDecoratedMethods({ ask, files, plan, propagation, mayChange }: HazardContext): void {
  for (const callable of propagation.asyncCallables.keys()) {
    if (!ts.isMethodDeclaration(callable) || !mayChange(callable.getSourceFile())) continue;
    for (const decorator of ts.getDecorators(callable) ?? []) {
      const own = ask.targets(decorator).filter((target) => !files.isExternal(target));
      if (!own.some(takesValue)) continue;
      const message = `${excerpt(decorator)} takes ${describeCallable(callable)} out of a property descriptor, where its type is lost, so whether it waits for the promise that the method now returns is not visible. Have it await what the method returns where it uses that.`;
      plan.hazard('AS308', decorator, message, own.find(takesValue));
    }
  }
}

/** Whether a decorator reads the `value` of the descriptor that it is given, and waits for nothing yet. */
function takesValue(decorator: ts.Node): boolean {
  if (!ts.isFunctionLike(decorator) || !hasBody(decorator)) return false;
  const descriptor = decorator.parameters[2]?.name;
  if (!descriptor) return false;
  const visit = (node: ts.Node): 'reads' | 'waits' | undefined => {
    if (isAsync(node)) return 'waits';
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'value') {
      if (node.expression.getText() === descriptor.getText() && !isAssigned(node)) return 'reads';
    }
    let found: 'reads' | 'waits' | undefined;
    ts.forEachChild(node, (child) => {
      const inside = visit(child);
      if (inside === 'waits' || !found) found = inside ?? found;
    });
    return found;
  };
  return (ts.isObjectBindingPattern(descriptor) ? 'reads' : visit(decorator.body)) === 'reads';
}

function isAssigned(node: ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.left === node
  );
}
