import { ts } from '../../compiler/typescript.js';

/** An expression without the parentheses and type assertions around it. */
export function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAssertionExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;
}

/** Questions about types, asked of one program's checker. */
export interface PromiseTypes {
  /** The expression can be a promise, or anything else with a `then` that takes callbacks. */
  maybe(node: ts.Expression): boolean;
  /** It is one whatever happens. */
  always(node: ts.Expression): boolean;
  /** It can be an array of promises. */
  array(node: ts.Expression): boolean;
  /** It is a function that can return a promise. */
  returnedBy(node: ts.Expression): boolean;
  /** It is an array, set, map or another of the standard library's collections. */
  collection(node: ts.Expression): boolean;
}

/** Answers for a program. `any` and `unknown` are never promises: nothing is known about them. */
export function promiseTypes(checker: ts.TypeChecker): PromiseTypes {
  const thenable = (type: ts.Type, at: ts.Node): boolean => {
    const then = checker.getPropertyOfType(checker.getApparentType(type), 'then');
    if (then === undefined) return false;
    const signatures = checker.getTypeOfSymbolAtLocation(then, at).getCallSignatures();
    return signatures.some(({ parameters: [first] }) => {
      if (first === undefined) return false;
      const callback = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(first, at));
      return parts(callback).some((part) => part.getCallSignatures().length > 0);
    });
  };
  const maybe = (node: ts.Expression) =>
    parts(checker.getTypeAtLocation(node)).some((part) => thenable(part, node));
  return {
    maybe,
    always: (node) => parts(checker.getTypeAtLocation(node)).every((part) => thenable(part, node)),
    array: (node) =>
      parts(checker.getTypeAtLocation(node)).some((part) => {
        if (!checker.isArrayLikeType(part)) return false;
        const element = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
        return element !== undefined && parts(element).some((inner) => thenable(inner, node));
      }),
    returnedBy: (node) =>
      checker
        .getTypeAtLocation(node)
        .getCallSignatures()
        .some((signature) => parts(signature.getReturnType()).some((part) => thenable(part, node))),
    collection: (node) =>
      parts(checker.getApparentType(checker.getTypeAtLocation(node))).some((part) => {
        const declarations = (part.aliasSymbol ?? part.getSymbol())?.declarations ?? [];
        const inLibrary = declarations.some((one) =>
          /\/lib\.[^/]+\.d\.ts$/.test(one.getSourceFile().fileName),
        );
        return checker.isArrayLikeType(part) || inLibrary;
      }),
  };
}

function parts(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
