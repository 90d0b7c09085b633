import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Questions } from './questions.js';

/** A function that becomes a member the language calls by its name. */
export interface LanguageMember {
  name: string;
  callables: readonly Callable[];
}

const names = new Set(['toString', 'valueOf', 'toJSON']);
const symbols = new Set(['[Symbol.iterator]', '[Symbol.toPrimitive]', '[Symbol.hasInstance]']);

/** The name of a member that the language calls and whose result it uses at once, if that is its name. */
export function languageName(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return names.has(name.text) ? name.text : undefined;
  const text = name.getText();
  return symbols.has(text) ? text : undefined;
}

/**
 * The functions that a node makes such a member, other than as a method: a property of an object, a field of a class, or
 * what is assigned to one. An iterator's method is followed by the way of what it gives.
 */
export function languageMember(node: ts.Node, ask: Questions): LanguageMember | undefined {
  const found = memberAt(node);
  if (!found || found.name === '[Symbol.iterator]') return undefined;
  return { name: found.name, callables: ask.callables(ask.type(found.value)) };
}

function memberAt(node: ts.Node): { name: string; value: ts.Expression } | undefined {
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    const value = node.initializer;
    const name = languageName(node.name);
    return name === undefined || !value ? undefined : { name, value };
  }
  if (ts.isShorthandPropertyAssignment(node))
    return names.has(node.name.text) ? { name: node.name.text, value: node.name } : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { left, right } = node;
  if (ts.isPropertyAccessExpression(left))
    return names.has(left.name.text) ? { name: left.name.text, value: right } : undefined;
  const key = ts.isElementAccessExpression(left) ? `[${left.argumentExpression.getText()}]` : '';
  return symbols.has(key) ? { name: key, value: right } : undefined;
}
