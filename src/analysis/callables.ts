import { ts } from '../compiler/typescript.js';

/**
 * Anything with a signature that calls resolve to: a function, method or arrow, an overload, a member of an interface, a
 * function type. Declarations of one symbol (overloads and their implementation) are one callable, represented by the
 * first of them.
 */
export type Callable = ts.SignatureDeclaration;

/** The representative of a declaration's callable. */
export function callableOf(declaration: Callable): Callable {
  return declarationsOf(declaration)[0] ?? declaration;
}

/** Every declaration of the callable a declaration belongs to: the overloads and the implementation. */
export function declarationsOf(declaration: Callable): readonly Callable[] {
  const symbol = (declaration as { symbol?: ts.Symbol }).symbol; // anonymous nodes carry a symbol of their own
  const all = (symbol?.declarations ?? []).filter(
    (other): other is Callable => ts.isFunctionLike(other) && other.kind !== ts.SyntaxKind.Constructor,
  );
  return all.includes(declaration) ? all : [declaration];
}

/** A callable whose body is in sight, which is what an `async` can be written on. */
export type FunctionWithBody = (
  ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration
) & { body: ts.ConciseBody };

export function hasBody(node: ts.Node): node is FunctionWithBody {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isMethodDeclaration(node)) &&
    node.body !== undefined
  );
}

/** Whether a declaration says `async`. */
export function isAsync(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

/** Whether a callable is a type for functions (`(x: A) => B`, a call signature): values of many functions flow into it. */
export function isFunctionType(callable: Callable): boolean {
  return (
    ts.isFunctionTypeNode(callable) ||
    ts.isCallSignatureDeclaration(callable) ||
    ts.isConstructorTypeNode(callable)
  );
}

/** A name for people: `UserRepository.find`, `loadUser`, `the callback at line 12`. */
export function describeCallable(callable: Callable): string {
  const parent = callable.parent;
  const own = callable.name && nameText(callable.name);
  if (own) {
    const owner =
      (ts.isClassLike(parent) || ts.isInterfaceDeclaration(parent)) && parent.name
        ? `${parent.name.text}.`
        : '';
    return `${owner}${own}`;
  }
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent)
  ) {
    const name = nameText(parent.name);
    if (name) return name;
  }
  const line = callable.getSourceFile().getLineAndCharacterOfPosition(callable.getStart()).line + 1;
  return isFunctionType(callable) ? `the function type at line ${line}` : `the callback at line ${line}`;
}

function nameText(name: ts.Node): string | undefined {
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteral(name)
    ? name.text
    : undefined;
}
