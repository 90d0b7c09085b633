import { ts } from '../compiler/typescript.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { Seeds } from './seeds.js';

interface TypeArgumentContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
}

/** Plans the type arguments that change in one file: `Base<'sync', R>` becomes `Base<'async', R>`. */
export function planTypeArguments(file: ts.SourceFile, context: TypeArgumentContext): void {
  const { ask, seeds, plan, leavesAlone } = context;
  if (seeds.typeArguments.size === 0) return;
  const visit = (node: ts.Node): void => {
    if ((ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) && node.typeArguments) {
      const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
      const symbol = ask.symbol(name);
      for (const { argument, from, to, entry } of (symbol && seeds.typeArguments.get(symbol)) ?? []) {
        const given = node.typeArguments[argument];
        if (!given || !ts.isLiteralTypeNode(given) || !ts.isStringLiteral(given.literal)) continue;
        if (given.literal.text !== from || leavesAlone(given)) continue;
        const { start, end } = rangeOf(given);
        const why = { because: entry, reason: `${name.getText()} is ${to} now` };
        plan.step('replace-text', file, { start: start + 1, end: end - 1 }, why, { text: to });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}
