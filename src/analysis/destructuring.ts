import { ts } from '../compiler/typescript.js';
import { hasBody } from './callables.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import { isWriteTarget } from './write-targets.js';

type Range = ReturnType<typeof rangeOf>;

interface Read {
  element: Range;
  property: string;
  target: Range;
}

/** A destructuring of lazily loaded properties, in the form of the step that takes it apart. */
export type Destructuring =
  | {
      kind: 'statement';
      node: ts.VariableStatement;
      details: { pattern: Range; source: Range; reads: Read[]; name?: string };
    }
  /** A parameter's pattern, or a loop's; its awaits will stand in the body. */
  | {
      kind: 'parameter';
      node: ts.Node;
      body: ts.Node;
      details: { body: Range; name: string; reads: Read[] };
    };

/**
 * Works out how the reads in a destructuring become statements of their own.
 * @param isLazy whether an element of the pattern reads a property that may do I/O
 * @param freeName a name for the object that nothing in the file uses yet, made from the one proposed
 * @returns `undefined` where statements cannot say it: with a default for a lazily loaded property, with a rest element,
 *   or in a pattern inside another
 */
export function destructuring(
  element: ts.BindingElement,
  isLazy: (element: ts.BindingElement) => boolean,
  ask: Questions,
  freeName: (proposed: string) => string,
): Destructuring | undefined {
  const pattern = element.parent;
  if (!ts.isObjectBindingPattern(pattern) || pattern.elements.some((other) => other.dotDotDotToken))
    return undefined;
  const lazy = pattern.elements.filter(isLazy);
  if (
    lazy.some(
      (other) => other.initializer !== undefined || !ts.isIdentifier(other.propertyName ?? other.name),
    )
  ) {
    return undefined;
  }
  const reads = lazy.map((other) => ({
    element: rangeOf(other),
    property: (other.propertyName ?? other.name).getText(),
    target: rangeOf(other.name),
  }));
  const holder = pattern.parent;
  if (ts.isVariableDeclaration(holder)) {
    const list = holder.parent;
    if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1 || holder.type) return undefined;
    if (ts.isForOfStatement(list.parent) && isConst(list)) return inBody(list.parent.statement);
    const source = holder.initializer;
    if (!source || !ts.isVariableStatement(list.parent)) return undefined;
    const once = lazy.length === 1 && pattern.elements.length === 1;
    const name = once || isPlainPath(source) ? undefined : objectName();
    return {
      kind: 'statement',
      node: list.parent,
      details: {
        pattern: rangeOf(pattern),
        source: rangeOf(source),
        reads,
        ...(name !== undefined && { name }),
      },
    };
  }
  if (!ts.isParameter(holder) || holder.initializer || !hasBody(holder.parent)) return undefined;
  // Assigning to a parameter is not assigning to a constant.
  return pattern.elements.some((other) => isAssigned(other, holder.parent))
    ? undefined
    : inBody(holder.parent.body);

  function inBody(body: ts.Node): Destructuring {
    return {
      kind: 'parameter',
      node: pattern,
      body,
      details: { body: rangeOf(body), name: objectName(), reads },
    };
  }

  /** A name for the object that is taken apart, after its type. */
  function objectName(): string {
    const type = ask.type(pattern).getSymbol()?.name ?? '';
    return freeName(/^[A-Za-z]/.test(type) ? type.charAt(0).toLowerCase() + type.slice(1) : 'item');
  }

  function isAssigned(other: ts.BindingElement, within: ts.Node): boolean {
    if (!ts.isIdentifier(other.name)) return false;
    const symbol = ask.localSymbol(other.name);
    const assigns = (node: ts.Node): boolean =>
      (ts.isIdentifier(node) && isWriteTarget(node) && ask.localSymbol(node) === symbol) ||
      (ts.forEachChild(node, assigns) ?? false);
    return assigns(within);
  }
}

function isConst(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.Const) !== 0;
}

/** `order`, `this`, `this.order`: reading it twice is reading it once. */
function isPlainPath(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isPlainPath(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
