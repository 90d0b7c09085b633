import { ts } from '../compiler/typescript.js';
import type { LocalNames } from './local-names.js';
import type { Questions } from './questions.js';

interface ConstantContext {
  ask: Questions;
  sources: readonly ts.SourceFile[];
  names: (file: ts.SourceFile) => LocalNames;
}

/**
 * Finds the value of a constant, and everywhere it is used: a `const`, or a property of an object literal that only its
 * properties are taken from.
 * @returns `undefined` if it is not a constant of the project's own, or if not all of its uses can be seen
 */
export function constantUses(
  use: ts.Identifier | ts.PropertyAccessExpression,
  context: ConstantContext,
): { initializer: ts.Expression; uses: ts.Expression[] } | undefined {
  const symbol = context.ask.symbol(ts.isIdentifier(use) ? use : use.name);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !context.sources.includes(declaration.getSourceFile())) return undefined;
  if (!isConstant(declaration) || !declaration.initializer) return undefined;
  if (ts.isPropertyAssignment(declaration) && !isReadByPropertyOnly(declaration, context)) return undefined;
  return { initializer: declaration.initializer, uses: usesOf(symbol, declaration, context) };
}

/** A type that says more than `string` would not take another text. */
function isConstant(node: ts.Node): node is ts.VariableDeclaration | ts.PropertyAssignment {
  if (ts.isPropertyAssignment(node)) return ts.isIdentifier(node.name) || ts.isStringLiteral(node.name);
  if (!ts.isVariableDeclaration(node) || (node.parent.flags & ts.NodeFlags.Const) === 0) return false;
  return node.type === undefined || node.type.kind === ts.SyntaxKind.StringKeyword;
}

/** Whether an object literal, and what it is a property of, is never handed on, spread, destructured or indexed. */
function isReadByPropertyOnly(property: ts.PropertyAssignment, context: ConstantContext): boolean {
  let value: ts.Node = property.parent;
  while (ts.isParenthesizedExpression(value.parent) || isConstAssertion(value.parent)) value = value.parent;
  const holder = value.parent;
  if (!(ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)) || holder.initializer !== value)
    return false;
  if (!isConstant(holder)) return false;
  const symbol = context.ask.localSymbol(holder.name);
  if (!symbol) return false;
  const read = usesOf(symbol, holder, context).every(
    (use) => ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use,
  );
  return read && (ts.isVariableDeclaration(holder) || isReadByPropertyOnly(holder, context));
}

function isConstAssertion(node: ts.Node): boolean {
  return ts.isAsExpression(node) && ts.isConstTypeReference(node.type);
}

/** The expressions that give a constant's value, under every name it is imported or exported by. */
function usesOf(symbol: ts.Symbol, declaration: ts.Node, { ask, sources, names }: ConstantContext) {
  const texts = new Set([symbol.name]);
  const found: ts.Expression[] = [];
  for (const text of texts) {
    for (const file of sources.filter((source) => source.text.includes(text))) {
      for (const name of names(file).uses(text)) {
        if (name.parent === declaration || ask.symbol(name) !== symbol) continue;
        const { parent } = name;
        if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) texts.add(parent.name.text);
        else if (!ts.isPropertyAccessExpression(parent) || parent.name !== name) found.push(name);
        else found.push(parent);
      }
    }
  }
  return found;
}
