import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Propagation } from './propagate.js';
import { rangeOf } from './ranges.js';

/**
 * Plans `void` in front of calls that a function hands on as its own result, and that gave `void` as far as the types
 * said: what is called gives `unknown` now, since values came in under that `void`, and nobody wants that from here.
 * @param valued what gave `void`, and gives `unknown` now
 */
export function planUnwantedResults(
  valued: ReadonlySet<Callable>,
  propagation: Propagation,
  plan: PlanBuilder,
): void {
  if (valued.size === 0) return;
  for (const { calls } of propagation.facts.values()) {
    for (const { node, targets } of calls) {
      const file = node.getSourceFile();
      const awaited = plan.planned('await', file, rangeOf(node));
      if (!awaited || !targets.some((target) => valued.has(target)) || !isHandedOn(node)) continue;
      const reason = 'what it gives is for nobody: it was void';
      plan.step('void', file, rangeOf(node), { because: { step: awaited.id }, reason }, {});
    }
  }
}

/** Whether what a call gives is what the function around it gives, and that is not declared to be just anything. */
function isHandedOn(call: ts.Node): boolean {
  let value = call;
  while (isPartOfValue(value)) value = value.parent;
  const { parent } = value;
  const isBody = ts.isArrowFunction(parent) && parent.body === value;
  if (!isBody && !ts.isReturnStatement(parent)) return false;
  const fn = ts.findAncestor(parent, ts.isFunctionLike);
  const result = fn && hasBody(fn) ? resultType(fn) : undefined;
  return result?.kind !== ts.SyntaxKind.AnyKeyword && result?.kind !== ts.SyntaxKind.UnknownKeyword;
}

/** Whether an expression is the value of the one around it, or one of those that may be. */
function isPartOfValue(value: ts.Node): boolean {
  const { parent } = value;
  if (ts.isConditionalExpression(parent)) return parent.condition !== value;
  if (!ts.isBinaryExpression(parent)) return ts.isParenthesizedExpression(parent);
  return parent.right === value && handsOn.has(parent.operatorToken.kind);
}
const handsOn: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
]);

/** The declared type of what a function gives, out of its promise. */
function resultType({ type }: Callable): ts.TypeNode | undefined {
  const isPromise = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise';
  return isPromise ? type.typeArguments?.[0] : type;
}
