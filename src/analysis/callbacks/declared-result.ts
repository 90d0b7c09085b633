import { ts } from '../../compiler/typescript.js';
import { declarationsOf, type Callable } from '../callables.js';
import { constituents, type Questions } from '../questions.js';

/** What the declared result of a callback's type says about promises. */
export type ResultWanted =
  /** A promise will do. */
  | 'promise'
  /** Nothing: `void`. */
  | 'nothing'
  /** Whatever it is: `any`, `unknown`. */
  | 'anything'
  /** A type that the callback decides. */
  | ts.TypeParameter
  /** A plain value. */
  | 'value';

/**
 * What one callback type says of its result.
 * @param at where a callback is given, for types that depend on what else is given there
 */
export function resultWanted(callable: Callable, ask: Questions, at?: ts.Node): ResultWanted {
  const signature = ask.checker.getSignatureFromDeclaration(callable);
  if (!signature) return 'anything';
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
  let type = ask.checker.getReturnTypeOfSignature(signature);
  if (isTypeParameter(type)) {
    const constraint = ask.checker.getBaseConstraintOfType(type);
    if (!constraint || constraint.flags & open) return type;
    type = constraint;
  }
  if (type.flags & ts.TypeFlags.Conditional) type = resultExpected(callable, at, ask) ?? type;
  if (type.flags & open) return 'anything';
  if (type.flags & ts.TypeFlags.Conditional && mayBePromise((type as ts.ConditionalType).root.node, ask))
    return 'promise';
  const parts = constituents(type);
  if (parts.some((part) => part.flags & ts.TypeFlags.Any) || ask.isPromise(type)) return 'promise';
  return type.flags & ts.TypeFlags.Void || parts.length === 0 ? 'nothing' : 'value';
}

/** Whether a type that depends on others is a promise in one of its cases, as its text says: fastify's results are. */
function mayBePromise(node: ts.TypeNode, ask: Questions): boolean {
  if (ts.isConditionalTypeNode(node))
    return mayBePromise(node.trueType, ask) || mayBePromise(node.falseType, ask);
  if (ts.isUnionTypeNode(node)) return node.types.some((part) => mayBePromise(part, ask));
  return ts.isTypeReferenceNode(node) && ask.isPromise(ask.type(node));
}

/** The result that is expected of a callable where it stands, with its type parameters settled. */
function resultExpected(callable: Callable, at: ts.Node | undefined, ask: Questions): ts.Type | undefined {
  const expected = at && ts.isExpression(at) ? ask.expectedType(at) : undefined;
  const signature =
    expected &&
    constituents(expected)
      .flatMap((part) => part.getCallSignatures())
      .find(({ declaration }) => declaration === callable);
  return signature?.getReturnType();
}

/**
 * Whether another form of the callback, which the same place takes too, gives a promise: a part of a union, or the
 * parameter in another overload.
 * @param among the callables that the type expected at the place is called through
 */
export function takesPromiseToo(
  at: ts.Node,
  among: readonly Callable[],
  call: ts.CallExpression | undefined,
  ask: Questions,
): boolean {
  const index = call ? call.arguments.findIndex((argument) => argument.end >= at.end) : -1;
  const [target] = call ? ask.targets(call) : [];
  const overloads = target && index >= 0 ? declarationsOf(target) : [];
  const others = overloads.flatMap(({ parameters }) => {
    const parameter = parameters[index];
    return parameter ? ask.callables(ask.type(parameter)) : [];
  });
  return [...among, ...others].some((callable) => resultWanted(callable, ask) === 'promise');
}

/** How the result of a call speaks of the type its callback decides. */
export function mentionOf(
  parameter: ts.TypeParameter,
  call: ts.CallExpression,
  ask: Questions,
): 'itself' | 'awaited' | 'inside' | 'nowhere' {
  const [target] = ask.targets(call);
  const owner = parameter.symbol.declarations?.[0]?.parent;
  const declared = target && declarationsOf(target).find((one) => one === owner);
  const method = declared ?? target;
  const signature = method && ask.checker.getSignatureFromDeclaration(method);
  if (!signature) return 'nowhere';
  const result = ask.checker.getReturnTypeOfSignature(signature);
  if (result === parameter) return 'itself';
  if (ask.isPromise(result)) return 'awaited';
  // A type parameter of the class stands for what its other methods return.
  if (!declared) return 'inside';
  // A function that comes back is the callback wrapped: what its calls give is known of them.
  if (ask.callables(ask.type(call)).length > 0) return 'awaited';
  return declared.type && mentions(declared.type, parameter, ask) ? 'inside' : 'nowhere';
}

/** Whether a callback is given what it returned: `(value: string, previous: T) => T`. Nobody awaited that in between. */
export function isGivenBack(parameter: ts.TypeParameter, { parameters }: Callable, ask: Questions): boolean {
  return parameters.some(({ type }) => type !== undefined && mentions(type, parameter, ask));
}

function mentions(node: ts.Node, parameter: ts.TypeParameter, ask: Questions): boolean {
  if (ts.isTypeReferenceNode(node) && ask.symbol(node.typeName) === parameter.symbol) return true;
  return ts.forEachChild(node, (child) => mentions(child, parameter, ask)) ?? false;
}

/** Whether an argument is declared as a type parameter of its own, so that the call hands on what it was given. */
export function isHandedThrough(at: ts.Node, call: ts.CallExpression, ask: Questions): boolean {
  const index = call.arguments.findIndex((argument) => argument.end >= at.end);
  const type = ask.targets(call)[0]?.parameters[index]?.type;
  return type !== undefined && isTypeParameter(ask.type(type));
}

function isTypeParameter(type: ts.Type): type is ts.TypeParameter {
  return type.isTypeParameter();
}
