import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import { constituents, type Questions } from '../questions.js';

/** What the declared result of a callback's type says about promises. */
export function resultWanted(
  callable: Callable,
  ask: Questions,
): 'promise' | 'nothing' | 'anything' | 'value' {
  const signature = ask.checker.getSignatureFromDeclaration(callable);
  if (!signature) return 'anything';
  let type = ask.checker.getReturnTypeOfSignature(signature);
  if (type.isTypeParameter()) {
    const constraint = ask.checker.getBaseConstraintOfType(type);
    if (!constraint || constraint.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'anything';
    type = constraint;
  }
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'promise';
  if (constituents(type).some((part) => part.flags & ts.TypeFlags.Any) || ask.isPromise(type))
    return 'promise';
  if (type.flags & ts.TypeFlags.Void) return 'nothing';
  return 'value';
}

/** Whether the result of a call is exactly the result of its callback: both are the same type parameter. */
export function resultIsCallbacks(callback: Callable, call: ts.CallExpression, ask: Questions): boolean {
  const declaration = ask.targets(call)[0];
  const own = declaration && ask.checker.getSignatureFromDeclaration(declaration);
  const called = ask.checker.getSignatureFromDeclaration(callback);
  return (
    own !== undefined &&
    called !== undefined &&
    ask.checker.getReturnTypeOfSignature(own) === ask.checker.getReturnTypeOfSignature(called)
  );
}
