import { ts } from '../compiler/typescript.js';
import { rangeOf } from './ranges.js';

/** A variable statement that destructures lazily loaded properties, in the form the `destructure-read` step takes. */
export interface DestructuredReads {
  statement: ts.VariableStatement;
  details: {
    pattern: { start: number; end: number };
    source: { start: number; end: number };
    reads: { element: Range; property: string; target: Range }[];
  };
}

type Range = ReturnType<typeof rangeOf>;

/**
 * Works out how the reads in a destructuring become statements of their own.
 * @param isLazy whether an element of the pattern reads a property that may do I/O
 * @returns `undefined` where that cannot be said in statements: in a parameter or loop header, with a default for a lazily
 *   loaded property, with a rest element, or where the object is an expression that must not be evaluated twice
 */
export function destructuredReads(
  element: ts.BindingElement,
  isLazy: (element: ts.BindingElement) => boolean,
): DestructuredReads | undefined {
  const pattern = element.parent;
  const declaration = pattern.parent;
  if (!ts.isObjectBindingPattern(pattern) || !ts.isVariableDeclaration(declaration) || declaration.type)
    return undefined;
  const list = declaration.parent;
  const source = declaration.initializer;
  if (!source || !ts.isVariableDeclarationList(list) || list.declarations.length > 1) return undefined;
  const statement = list.parent;
  if (!ts.isVariableStatement(statement) || pattern.elements.some((other) => other.dotDotDotToken))
    return undefined;
  const lazy = pattern.elements.filter(isLazy);
  if (lazy.some((other) => other.initializer !== undefined)) return undefined;
  const once = lazy.length === 1 && pattern.elements.length === 1;
  if (!once && !isPlainPath(source)) return undefined;
  const reads = lazy.flatMap((other) => {
    const name = other.propertyName ?? other.name;
    return ts.isIdentifier(name)
      ? [{ element: rangeOf(other), property: name.text, target: rangeOf(other.name) }]
      : [];
  });
  return { statement, details: { pattern: rangeOf(pattern), source: rangeOf(source), reads } };
}

/** `order`, `this`, `this.order`: reading it twice is reading it once. */
function isPlainPath(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isPlainPath(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
