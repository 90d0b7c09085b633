import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { LocalNames } from './local-names.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Propagation } from './propagate.js';
import { propertyOf } from './import-bindings.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { ProfileEntry, Seeds } from './seeds.js';
import { isAssigned } from './write-targets.js';

interface ResultContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  names: (file: ts.SourceFile) => LocalNames;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
  /** Plans the import of a helper. @returns the name the file calls it by */
  useHelper(file: ts.SourceFile, helper: string, because: Cause): string;
}

type Rule = { callee: string; entry: ProfileEntry };

/** Plans what becomes of properties of results in one file that have another kind of value now: it goes through a function. */
export function planResults(file: ts.SourceFile, context: ResultContext): void {
  const { seeds, ask, names } = context;
  if (seeds.results.size === 0) return;
  const ruleOf = (symbol: ts.Symbol | undefined): Rule | undefined =>
    symbol?.declarations?.map((one) => seeds.results.get(one)).find((rule) => rule !== undefined);
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const rule = ruleOf(ask.symbol(node.name));
      if (rule) passThrough(node, rule, context);
    } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      const member = ask.member(ask.type(node.expression), node.argumentExpression.text);
      const rule = ruleOf(member?.symbol);
      if (rule) passThrough(node, rule, context);
    } else if (ts.isBindingElement(node) && ts.isIdentifier(node.name)) {
      const rule = ruleOf(ts.isObjectBindingPattern(node.parent) ? propertyOf(node, ask) : undefined);
      const symbol = rule && ask.localSymbol(node.name);
      for (const use of rule ? names(file).uses(node.name.text) : []) {
        if (rule && use !== node.name && ask.localSymbol(use) === symbol) passThrough(use, rule, context);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function passThrough(node: ts.Expression, { callee, entry }: Rule, context: ResultContext): void {
  const { plan, leavesAlone } = context;
  const { parent } = node;
  if (leavesAlone(node) || isAssigned(node) || ts.isTypeQueryNode(parent)) return;
  const passed = ts.isCallExpression(parent) && parent.arguments.length === 1 && parent.arguments[0] === node;
  if (passed && parent.expression.getText() === callee) return;
  const why = { because: entry, reason: `${node.getText()} has another kind of value now` };
  const file = node.getSourceFile();
  if (ts.isShorthandPropertyAssignment(parent)) {
    const name = node.getText();
    plan.step('replace-text', file, rangeOf(node), why, { text: `${name}: ${callee}(${name})` });
    return;
  }
  plan.step('wrap-call', file, rangeOf(node), why, { callee });
}

/** Plans what becomes of awaited calls that say in another way now that there is nothing. */
export function planAbsence(propagation: Propagation, context: ResultContext): void {
  const { seeds, plan } = context;
  if (seeds.absent.size === 0) return;
  for (const { calls } of propagation.facts.values()) {
    for (const { node, targets } of calls) {
      const rule = targets.map((target) => seeds.absent.get(target)).find((found) => found !== undefined);
      const file = node.getSourceFile();
      if (!rule || !plan.planned('await', file, rangeOf(node))) continue;
      const helper = rule.to === 'null' ? 'orNull' : 'orUndefined';
      const callee = context.useHelper(file, helper, rule.entry);
      const why = { because: rule.entry, reason: `where there is nothing it gave ${rule.to}` };
      plan.step('wrap-call', file, rangeOf(node), why, { callee });
    }
  }
}
