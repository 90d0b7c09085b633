import { ts } from '../compiler/typescript.js';

/** The language's types of what is iterated, and their asynchronous twins. */
const twins: Readonly<Record<string, string>> = {
  Generator: 'AsyncGenerator',
  Iterable: 'AsyncIterable',
  IterableIterator: 'AsyncIterableIterator',
  Iterator: 'AsyncIterator',
  IteratorObject: 'AsyncIteratorObject',
};

/** A name in a type, and what it becomes. */
export interface RenamedType {
  name: ts.Node;
  to: string;
}

/**
 * The names to replace in a declared type for it to be that of the asynchronous iterable; none where it stays true.
 * @returns `undefined` for a type that is something else, which it cannot become
 */
export function asynchronousType(type: ts.TypeNode): RenamedType[] | undefined {
  if (ts.isParenthesizedTypeNode(type)) return asynchronousType(type.type);
  if (ts.isUnionTypeNode(type)) {
    const parts = type.types.map((part) => asynchronousType(part));
    return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  const { kind } = type;
  if (kind === ts.SyntaxKind.AnyKeyword || kind === ts.SyntaxKind.UnknownKeyword) return [];
  if (kind === ts.SyntaxKind.UndefinedKeyword || ts.isLiteralTypeNode(type)) return [];
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
  const { text } = type.typeName;
  if (text === 'ReturnType') return [];
  const to = twins[text];
  return to === undefined ? undefined : [{ name: type.typeName, to }];
}

/** The name to replace in `implements Iterable<T>`, if that is what a clause names. */
export function asynchronousBase({ expression }: ts.ExpressionWithTypeArguments): RenamedType | undefined {
  const to = ts.isIdentifier(expression) ? twins[expression.text] : undefined;
  return to === undefined ? undefined : { name: expression, to };
}

/** The `iterator` of a member named `[Symbol.iterator]`. */
export function iteratorSymbol(name: ts.Node | undefined): ts.Node | undefined {
  const access = name && ts.isComputedPropertyName(name) ? name.expression : name;
  if (!access || !ts.isPropertyAccessExpression(access)) return undefined;
  return access.getText() === 'Symbol.iterator' ? access.name : undefined;
}
