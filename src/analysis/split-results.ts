import { ts } from '../compiler/typescript.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';

/**
 * Plans a statement of its own for an awaited result that a chain goes on from:
 * `const users = s.execute(q).scalars().all()` reads better as two statements, an expression inside another does not.
 * The await that was planned for the call goes into the new statement.
 */
export function planSplit(call: ts.Expression, plan: PlanBuilder, names: ResultNames): void {
  const file = call.getSourceFile();
  const planned = plan.planned('await', file, rangeOf(call));
  const statement = planned && splittable(call);
  if (!statement) return;
  plan.withdraw(planned, file);
  plan.step(
    'split-result',
    file,
    rangeOf(statement),
    { because: planned.because, reason: planned.reason },
    { call: rangeOf(call), name: names.free(statement) },
    planned.id,
  );
}

/** The statement that holds a chain of two or more calls on the result, and nothing else of consequence. */
function splittable(call: ts.Expression): ts.Statement | undefined {
  // Of `session?.execute(…)` there may be no result.
  if (ts.isOptionalChain(call)) return undefined;
  let top: ts.Node = call;
  let calls = 0;
  while (ts.isPropertyAccessExpression(top.parent) && top.parent.expression === top) {
    const access: ts.PropertyAccessExpression = top.parent;
    if (access.questionDotToken || !ts.isCallExpression(access.parent) || access.parent.expression !== access)
      break;
    if (access.parent.questionDotToken) break;
    top = access.parent;
    calls += 1;
  }
  if (calls < 2) return undefined;
  while (
    ts.isAsExpression(top.parent) ||
    ts.isNonNullExpression(top.parent) ||
    ts.isSatisfiesExpression(top.parent)
  ) {
    top = top.parent;
  }
  const statement = statementOfValue(top);
  return statement && (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))
    ? statement
    : undefined;
}

function statementOfValue(value: ts.Node): ts.Statement | undefined {
  const { parent } = value;
  if (ts.isReturnStatement(parent)) return parent;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== value) return undefined;
  const list = parent.parent;
  const plain = ts.isVariableDeclarationList(list) && list.declarations.length === 1;
  return plain && ts.isVariableStatement(list.parent) ? list.parent : undefined;
}

/** Names for results that nothing around them uses. */
export class ResultNames {
  readonly #taken = new Map<ts.Node, Set<string>>();

  /** `result`, or `result2` and so on, whichever the surrounding function does not use yet. */
  free(statement: ts.Statement): string {
    const scope =
      ts.findAncestor(statement, (node) => ts.isFunctionLike(node) || ts.isSourceFile(node)) ?? statement;
    const taken = this.#taken.get(scope) ?? identifiers(scope);
    this.#taken.set(scope, taken);
    let name = 'result';
    for (let number = 2; taken.has(name); number++) name = `result${number}`;
    taken.add(name);
    return name;
  }
}

function identifiers(scope: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return found;
}
