import { ts } from '../../compiler/typescript.js';
import { hasBody, type Callable } from '../callables.js';

/**
 * Whether no error leaves a function: all that it does stands in `try` statements whose `catch` and `finally` do no more
 * than call its parameters, as an executor calls `reject`, or the console.
 */
export function catchesEverything(fn: Callable): boolean {
  if (!hasBody(fn) || !ts.isBlock(fn.body)) return false;
  const parameters = new Set(fn.parameters.map(({ name }) => name.getText()));
  return fn.body.statements.every((statement) => {
    if (!ts.isTryStatement(statement)) return isHarmless(statement, parameters);
    const { catchClause, finallyBlock } = statement;
    return (
      catchClause !== undefined &&
      isHarmless(catchClause.block, parameters) &&
      (finallyBlock === undefined || isHarmless(finallyBlock, parameters))
    );
  });
}

/** Whether nothing in a node can throw, as far as its text says: it calls nothing but these names and the console. */
function isHarmless(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isFunctionLike(node)) return true;
  if (ts.isThrowStatement(node) || ts.isAwaitExpression(node) || ts.isTaggedTemplateExpression(node))
    return false;
  if (ts.isNewExpression(node) && node.expression.getText() !== 'Error') return false;
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText();
    if (!names.has(called) && !/^(?:console\.\w+|String)$/.test(called)) return false;
  }
  return ts.forEachChild(node, (child) => !isHarmless(child, names) || undefined) !== true;
}
