import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { callableOf, declarationsOf, describeCallable, isFunctionType, type Callable } from './callables.js';
import { alreadyPromise, type Propagation } from './propagate.js';
import { rangeOf } from './ranges.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';

/** Plans the declared types that change with what became async: return types, and types that speak of them. */
export function planTypes(propagation: Propagation, ask: Questions, plan: PlanBuilder): void {
  for (const [callable, cause] of [...propagation.asyncCallables, ...propagation.promiseReturning]) {
    planReturnTypes(callable, cause, propagation, ask, plan);
  }
  for (const { returnTypes } of propagation.facts.values()) {
    for (const { node, callables } of returnTypes) {
      const cause = callables.map((callable) => propagation.asyncCallables.get(callable)).find(Boolean);
      if (!cause || isAwaitedType(node) || isReturnType(node, propagation)) continue;
      const why = { because: cause, reason: 'the type is that of the value, not of its promise' };
      plan.step('wrap-type', node.getSourceFile(), rangeOf(node), why, { wrapper: 'awaited' });
    }
  }
}

function planReturnTypes(
  callable: Callable,
  cause: Cause,
  propagation: Propagation,
  ask: Questions,
  plan: PlanBuilder,
): void {
  for (const declaration of declarationsOf(callable)) {
    const type = declaration.type ?? ts.getJSDocReturnType(declaration);
    if (!type || type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.UnknownKeyword)
      continue;
    const why = { because: cause, reason: `${describeCallable(callable)} returns a promise` };
    const wrapper =
      isFunctionType(callable) && takesSynchronousFunctions(callable, propagation, ask)
        ? 'promise-or-value'
        : mentionsReturnType(type)
          ? 'promise-of-awaited'
          : 'promise';
    plan.step('wrap-type', declaration.getSourceFile(), rangeOf(type), why, { wrapper });
  }
}

/** Whether functions that stay synchronous flow into a function type too. */
function takesSynchronousFunctions(callable: Callable, propagation: Propagation, ask: Questions): boolean {
  return propagation
    .flowsInto(callable)
    .some(({ from }) => !propagation.asyncCallables.has(from) && !alreadyPromise(from, ask));
}

/** `ReturnType<F>` of a type parameter is already a promise once the function given for it is async. */
function mentionsReturnType(type: ts.TypeNode): boolean {
  return (
    ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'ReturnType'
  );
}

/** Whether a type is the declared return type of something that became async, which is wrapped as such. */
function isReturnType(node: ts.TypeReferenceNode, propagation: Propagation): boolean {
  const { parent } = node;
  return (
    ts.isFunctionLike(parent) && parent.type === node && propagation.asyncCallables.has(callableOf(parent))
  );
}

function isAwaitedType(node: ts.TypeReferenceNode): boolean {
  const { parent } = node;
  return (
    ts.isTypeReferenceNode(parent) && ts.isIdentifier(parent.typeName) && parent.typeName.text === 'Awaited'
  );
}
