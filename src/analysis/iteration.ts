import { ts } from '../compiler/typescript.js';
import type { CallGraph } from './array-origins.js';
import { borrowed } from './borrowed.js';
import { loopStatement } from './for-of.js';
import type { CollectUse } from './generators.js';
import type { HelperFiles } from './helper-files.js';
import type { PlanBuilder } from './plan-builder.js';
import type { HelperUse } from './propagate.js';
import { rangeOf } from './ranges.js';

/**
 * An array method that calls back asynchronously becomes a loop where that means the same, a helper's call elsewhere.
 * @param runsTogether whether it was planned that all turns run at once
 */
export function planIteration(
  use: HelperUse,
  helpers: HelperFiles,
  graph: CallGraph,
  plan: PlanBuilder,
  runsTogether: (use: HelperUse) => boolean,
): void {
  if (runsTogether(use)) return;
  const { file, call, helper, test, step } = use;
  const awaited = plan.planned('await', file, rangeOf(call));
  const statement = helper === 'forEachAsync' ? loopStatement(call, graph) : undefined;
  const [callback] = call.arguments;
  const made = callback && plan.planned('make-async', file, rangeOf(callback));
  if (statement && awaited && made) {
    plan.withdraw(awaited, file);
    plan.withdraw(made, file);
    const why = { because: made.because, reason: 'a loop awaits each turn before the next' };
    plan.step('for-of', file, rangeOf(statement), why, {}, awaited.id);
    return;
  }
  // It is put into an array by a helper that waits for the callback too.
  if (plan.planned('collect', file, rangeOf(call))) {
    if (awaited) plan.withdraw(awaited, file);
    return;
  }
  const local = helpers.use(file, helper, { step });
  const why = { because: { step }, reason: `${helper} awaits each call before the next` };
  if (borrowed(call, graph.ask) || helper === 'arrayFromAsync') {
    plan.step('replace-text', file, rangeOf(call.expression), why, { text: local });
    return;
  }
  const explicit = explicitResult(call, helper);
  if (test && awaited) {
    plan.withdraw(awaited, file);
    const reasons = { because: awaited.because, reason: awaited.reason };
    const details = { helper: local, test: rangeOf(test), ...explicit };
    plan.step('helper-call-if-present', file, rangeOf(call), reasons, details, awaited.id);
    return;
  }
  const orNone = ts.isOptionalChain(call) ? { orNone: true } : {};
  plan.step('helper-call', file, rangeOf(call), why, { helper: local, ...explicit, ...orNone });
}

/** Where the type goes that a call names: the helpers have type parameters of their own. */
function explicitResult(
  call: ts.CallExpression,
  helper: string,
): { result?: { type: string; at: 'initial' | 'callback' } } {
  const [type, ...others] = call.typeArguments ?? [];
  if (!type || others.length > 0) return {};
  if (helper.startsWith('reduce'))
    return call.arguments.length > 1 ? { result: { type: type.getText(), at: 'initial' } } : {};
  const [callback] = call.arguments;
  const isOpen =
    callback !== undefined &&
    (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) &&
    callback.type === undefined;
  const text = type.getText();
  const whole = helper === 'flatMapAsync' ? `${text} | readonly (${text})[]` : text;
  return isOpen ? { result: { type: whole, at: 'callback' } } : {};
}

/** Names the helper that puts the items of an asynchronous iterable into an array: one that waits, if the callback is async. */
export function planCollecting(
  { file, node, helper }: CollectUse,
  uses: readonly HelperUse[],
  helpers: HelperFiles,
  plan: PlanBuilder,
): void {
  const planned = plan.planned('collect', file, rangeOf(node));
  if (planned?.kind !== 'collect') return;
  const { id, because, reason, source, map, count } = planned;
  const waits = uses.some(({ call }) => call === node);
  const local = helpers.use(file, waits ? 'collectEachAsync' : helper, { step: id });
  plan.withdraw(planned, file);
  const details = { helper: local, source, ...(map && { map }), ...(count !== undefined && { count }) };
  plan.step('collect', file, rangeOf(node), { because, reason }, details, id);
}
