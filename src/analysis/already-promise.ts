import { declarationsOf, isAsync, type Callable } from './callables.js';
import type { Questions } from './questions.js';

/** Whether callers already get a promise from it, so that nothing changes for them. */
export function alreadyPromise(callable: Callable, ask: Questions): boolean {
  return declarationsOf(callable).some((declaration) => {
    if (isAsync(declaration)) return true;
    const signature = ask.checker.getSignatureFromDeclaration(declaration);
    return signature !== undefined && ask.isPromise(ask.checker.getReturnTypeOfSignature(signature));
  });
}
