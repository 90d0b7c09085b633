import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

/** The other places inside a node where a variable is named. */
export function namesIn(within: ts.Node, name: ts.Identifier, ask: Questions): ts.Identifier[] {
  const symbol = ask.localSymbol(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node !== name && node.text === name.text && ask.localSymbol(node) === symbol)
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(within);
  return found;
}

/** Whether other modules may see a variable. */
export function isExportedVariable(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}
