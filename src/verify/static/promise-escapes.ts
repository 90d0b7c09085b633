import { ts } from '../../compiler/typescript.js';
import { bare } from './promise-types.js';

/** An expression returned without `await` out of something that ends with the function. */
export interface Escape {
  promise: ts.Expression;
  why: string;
}

/**
 * Whether a node returns an expression from inside a `try` that would miss its rejection, or past a `using` that is
 * disposed of before it settles. Only where the expression is a promise is that a mistake.
 */
export function escapes(node: ts.Node): Escape | undefined {
  if (!ts.isReturnStatement(node) || node.expression === undefined) return undefined;
  const promise = bare(node.expression);
  if (ts.isAwaitExpression(promise)) return undefined;
  let inner: ts.Node = node;
  for (let outer = node.parent; !ts.isFunctionLike(outer) && !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isTryStatement(outer)) {
      if (inner === outer.tryBlock && outer.catchClause)
        return { promise, why: 'the catch around it never sees its error' };
      if (inner !== outer.finallyBlock && outer.finallyBlock)
        return { promise, why: 'the finally around it runs first' };
    }
    if (ts.isBlock(outer) && declaresResource(outer, inner)) {
      return { promise, why: 'what `using` declares is disposed of first' };
    }
    inner = outer;
  }
  return undefined;
}

function declaresResource(block: ts.Block, until: ts.Node): boolean {
  return block.statements
    .slice(0, block.statements.indexOf(until as ts.Statement))
    .some((statement) => ts.isVariableStatement(statement) && isUsing(statement.declarationList));
}

function isUsing(list: ts.VariableDeclarationList): boolean {
  // `await using` has the bits of `const` and of `using`.
  return (list.flags & ts.NodeFlags.Using) !== 0;
}
