import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Questions } from './questions.js';

/**
 * The functions a library has wrapped to make a value: `f` for `memoize(f)`, for a variable that holds it, and for
 * `lazy.value` where `lazy` is `new Lazy(f)`. What such a value gives back may be what `f` gives back.
 */
export function wrappedBy(
  node: ts.Node,
  ask: Questions,
  isExternal: (node: ts.Node) => boolean,
): readonly Callable[] {
  const made = making(node, ask, new Set());
  if (!made) return [];
  const maker = ask.checker.getResolvedSignature(made)?.declaration as ts.Node | undefined;
  if (!maker || !isExternal(maker)) return [];
  return (made.arguments ?? []).flatMap((argument) =>
    ask.callables(ask.type(argument)).filter((callable) => !isExternal(callable)),
  );
}

/**
 * The wrapped functions whose result a call gives back: a call of a library's function or method whose result, as the
 * library declares it, depends on what was wrapped.
 * @param targets what the call is known to reach
 */
export function calledThroughWrapper(
  call: ts.Node,
  targets: readonly Callable[],
  ask: Questions,
  isExternal: (node: ts.Node) => boolean,
): readonly Callable[] {
  const generic = targets.some((target) => isExternal(target) && dependsOnTypes(resultOf(target, ask)));
  if (!ts.isCallExpression(call) || !generic) return [];
  const wrapped = wrappedBy(call.expression, ask, isExternal);
  if (wrapped.length === 0) return [];
  const result = ask.type(call);
  return wrapped.filter((callable) => resultOf(callable, ask) === result);
}

/** Whether a type as declared is a type parameter, made of one (`ReturnType<F>`), or a union with such a type. */
function dependsOnTypes(type: ts.Type | undefined): boolean {
  if (!type) return false;
  return type.isUnionOrIntersection()
    ? type.types.some(dependsOnTypes)
    : (type.flags & ts.TypeFlags.Instantiable) !== 0;
}

function resultOf(callable: Callable, ask: Questions): ts.Type | undefined {
  const signature = ask.checker.getSignatureFromDeclaration(callable);
  return signature && ask.checker.getReturnTypeOfSignature(signature);
}

/** The call or `new` that made a value: the expression itself, what its variable was set to, or what its method is of. */
function making(
  node: ts.Node,
  ask: Questions,
  seen: Set<ts.Symbol>,
): ts.CallExpression | ts.NewExpression | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node))
    return making(node.expression, ask, seen);
  if (ts.isNewExpression(node)) return node;
  if (ts.isCallExpression(node)) return node.arguments.length > 0 ? node : making(node.expression, ask, seen);
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const symbol = ask.symbol(ts.isIdentifier(node) ? node : node.name);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || seen.has(symbol)) return undefined;
  seen.add(symbol);
  const holds = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
  if (holds && declaration.initializer) return making(declaration.initializer, ask, seen);
  return ts.isPropertyAccessExpression(node) ? making(node.expression, ask, seen) : undefined;
}
