import { ts } from '../../compiler/typescript.js';
import { isArray, mayHaveHoles } from '../array-origins.js';
import type { PlanBuilder } from '../plan-builder.js';
import type { HelperUse } from '../propagate.js';
import { rangeOf } from '../ranges.js';
import { dependence, type IndependenceContext } from './independence.js';

export interface ParallelContext extends IndependenceContext {
  plan: PlanBuilder;
  /** Why no two tasks can use the database at once, if so. */
  oneConnection: string | undefined;
}

/**
 * Plans a `Promise.all` in place of turns one after another, where it is proved that no turn depends on another; says why
 * not elsewhere.
 * @returns whether the turns run together
 */
export function planParallel(use: HelperUse, context: ParallelContext): boolean {
  const { file, call, helper } = use;
  const { plan } = context;
  if (helper !== 'mapAsync' && helper !== 'forEachAsync') return false;
  const awaited = plan.planned('await', file, rangeOf(call));
  if (!awaited) return false;
  const problem = obstacle(use, context);
  if (problem !== undefined) {
    plan.note('AS421', call, `Its turns run one after another: ${problem}.`);
    return false;
  }
  plan.withdraw(awaited, file);
  const { because, reason } = awaited;
  const details = { callee: 'Promise.all', awaited: true };
  const step = plan.step('wrap-call', file, rangeOf(call), { because, reason }, details, awaited.id);
  const why = { because: { step }, reason: 'no turn depends on another' };
  if (helper === 'forEachAsync' && ts.isPropertyAccessExpression(call.expression))
    plan.step('replace-text', file, rangeOf(call.expression.name), why, { text: 'map' });
  const [type] = helper === 'mapAsync' ? (call.typeArguments ?? []) : [];
  if (type) plan.step('wrap-type', file, rangeOf(type), why, { wrapper: 'promise' });
  return true;
}

function obstacle({ call, helper }: HelperUse, context: ParallelContext): string | undefined {
  const { expression } = call;
  const [callback] = call.arguments;
  if (!callback || !ts.isPropertyAccessExpression(expression) || ts.isOptionalChain(call))
    return 'it is called in a way that no other method can take the place of';
  if (helper === 'forEachAsync' && !ts.isExpressionStatement(call.parent)) return 'its result is used';
  const list = expression.expression;
  if (!isArray(list, context.ask)) return 'its list is no array';
  if (mayHaveHoles(list, context)) return 'its list may have holes, which Promise.all fills';
  return dependence(callback, context) ?? context.oneConnection;
}
