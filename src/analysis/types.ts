import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import {
  callableOf,
  declarationsOf,
  describeCallable,
  hasBody,
  isFunctionType,
  type Callable,
} from './callables.js';
import { alreadyPromise } from './already-promise.js';
import type { Propagation } from './propagate.js';
import { rangeOf } from './ranges.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';

/**
 * Plans the declared types that change with what became async: return types, and types that speak of them.
 * @returns what gave `void`, and gives `unknown` now
 */
export function planTypes(propagation: Propagation, ask: Questions, plan: PlanBuilder): Set<Callable> {
  const valued = new Set<Callable>();
  for (const [callable, cause] of [...propagation.asyncCallables, ...propagation.promiseReturning]) {
    if (planReturnTypes(callable, cause, propagation, ask, plan)) valued.add(callable);
  }
  for (const { returnTypes } of propagation.facts.values()) {
    for (const { node, callables } of returnTypes) {
      const cause = callables.map((callable) => propagation.asyncCallables.get(callable)).find(Boolean);
      if (!cause || isAwaitedType(node) || isReturnType(node, propagation)) continue;
      const why = { because: cause, reason: 'the type is that of the value, not of its promise' };
      plan.step('wrap-type', node.getSourceFile(), rangeOf(node), why, { wrapper: 'awaited' });
    }
  }
  return valued;
}

/** @returns whether it gave `void`, and gives `unknown` now */
function planReturnTypes(
  callable: Callable,
  cause: Cause,
  propagation: Propagation,
  ask: Questions,
  plan: PlanBuilder,
): boolean {
  let valued = false;
  for (const declaration of declarationsOf(callable)) {
    const type = returnTypeOf(declaration);
    if (!type || (isOpen(type) && !hasBody(declaration))) continue;
    const why = { because: cause, reason: `${describeCallable(callable)} returns a promise` };
    const file = declaration.getSourceFile();
    const mixed = isFunctionType(callable) && takesSynchronousFunctions(callable, propagation, ask);
    if (type.kind === ts.SyntaxKind.VoidKeyword && takesValues(callable, propagation, ask)) {
      plan.step('replace-text', file, rangeOf(type), why, { text: mixed ? 'unknown' : 'Promise<unknown>' });
      valued = true;
      continue;
    }
    const wrapper = mixed ? 'promise-or-value' : mentionsReturnType(type) ? 'promise-of-awaited' : 'promise';
    plan.step('wrap-type', file, rangeOf(type), why, { wrapper });
  }
  return valued;
}

/** What a callable is declared to return, in its own words or in JSDoc's (`@returns`, also that of a `@callback`). */
function returnTypeOf(declaration: Callable): ts.TypeNode | undefined {
  const node: ts.Node = declaration; // the compiler's types leave the signature of a `@callback` out
  if (ts.isJSDocSignature(node)) return node.type?.typeExpression?.type;
  return declaration.type ?? ts.getJSDocReturnType(declaration);
}

/**
 * Whether something that returns a value flows into a callable. A function type that returns `void` takes it; one that
 * returns `Promise<void>` would not, since a promise of a value is not a promise of nothing.
 */
function takesValues(
  callable: Callable,
  propagation: Propagation,
  ask: Questions,
  seen = new Set<Callable>(),
): boolean {
  seen.add(callable);
  return propagation.flowsInto(callable).some(({ from }) => {
    if (seen.has(from)) return false;
    return !returnsNothing(from, ask) || takesValues(from, propagation, ask, seen);
  });
}

/** `any` is nothing too: a function that returns it may stand for one that gives a promise of nothing. */
function returnsNothing(callable: Callable, ask: Questions): boolean {
  const signature = ask.checker.getSignatureFromDeclaration(callable);
  const type = signature && ask.checker.getReturnTypeOfSignature(signature);
  const result = type && (ask.checker.getAwaitedType(type) ?? type);
  return !result || (result.flags & nothing) !== 0;
}
const nothing = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never | ts.TypeFlags.Any;

/** `any` and `unknown` take a promise as they are; only what says `async` has to name it. */
function isOpen(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.UnknownKeyword;
}

/** Whether functions that stay synchronous flow into a function type too, straight or through another one. */
function takesSynchronousFunctions(
  callable: Callable,
  propagation: Propagation,
  ask: Questions,
  seen = new Set<Callable>(),
): boolean {
  seen.add(callable);
  return propagation.flowsInto(callable).some(({ from }) => {
    if (!propagation.asyncCallables.has(from)) return !alreadyPromise(from, ask);
    return isFunctionType(from) && !seen.has(from) && takesSynchronousFunctions(from, propagation, ask, seen);
  });
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
