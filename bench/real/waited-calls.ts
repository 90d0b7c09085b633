import ts from 'typescript';

/** How often a function calls something of a name, and how often it waits for that. */
export interface Calls {
  /** The names of the functions and classes around it, outermost first. */
  within: string;
  callee: string;
  calls: number;
  waited: number;
}

/**
 * The calls of a file, by the function they stand in and what they call. A chain counts once, by its first call:
 * `db.select().from(t).get()` is a call of `select`, and waited for if the whole chain is.
 * @returns by `within` and `callee`
 */
export function callsOf(name: string, text: string): Map<string, Calls> {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, Calls>();
  const visit = (node: ts.Node, within: string): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = calleeName(node.expression);
      if (callee !== undefined) add(found, within, callee, isWaitedFor(node));
    }
    const inside = namesItself(node);
    const next = inside === undefined ? within : within === '' ? inside : `${within}.${inside}`;
    ts.forEachChild(node, (child) => {
      visit(child, next);
    });
  };
  visit(file, '');
  return found;
}

function add(found: Map<string, Calls>, within: string, callee: string, waited: boolean): void {
  const key = `${within} ${callee}`;
  const calls = found.get(key) ?? { within, callee, calls: 0, waited: 0 };
  found.set(key, { ...calls, calls: calls.calls + 1, waited: calls.waited + (waited ? 1 : 0) });
}

/** The name of the called function if nothing in front of it is a call. People add `Async` to names; that is no other one. */
function calleeName(callee: ts.Expression): string | undefined {
  let start: ts.Node = callee;
  while (ts.isPropertyAccessExpression(start) || ts.isNonNullExpression(start)) start = start.expression;
  if (ts.isCallExpression(start) || ts.isParenthesizedExpression(start)) return undefined;
  if (ts.isIdentifier(callee)) return withoutAsync(callee.text);
  return ts.isPropertyAccessExpression(callee) ? withoutAsync(callee.name.text) : undefined;
}

function withoutAsync(name: string): string {
  return name.replace(/Async$/, '');
}

/** Whether the call, or the chain it begins, is awaited, or its promise handed on: returned, or one of an array. */
function isWaitedFor(call: ts.Node): boolean {
  const parent = call.parent;
  if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === call;
  if (ts.isForOfStatement(parent)) return parent.awaitModifier !== undefined;
  if (ts.isArrayLiteralExpression(parent)) return isWaitedFor(parent);
  if (ts.isPropertyAccessExpression(parent) && parent.expression === call) return isWaitedFor(parent);
  if (ts.isCallExpression(parent)) {
    const combines = parent.expression !== call && parent.expression.getText().startsWith('Promise.');
    return (parent.expression === call || combines) && isWaitedFor(parent);
  }
  const wraps =
    ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAsExpression(parent);
  return wraps && isWaitedFor(parent);
}

/** What a function, method, class or constant is called, if it is what others are found in. */
function namesItself(node: ts.Node): string | undefined {
  const holds = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node);
  if (holds) return node.name?.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const isFunction = (value: ts.Node | undefined) =>
    value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  return ts.isVariableDeclaration(node) && isFunction(node.initializer) ? node.name.getText() : undefined;
}
