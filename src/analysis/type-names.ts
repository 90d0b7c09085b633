import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

interface NameContext {
  ask: Questions;
  isMoved: (symbol: ts.Symbol) => boolean;
}

/**
 * The type of a field in words, where every name in it can be written at the field's place and stays what it is.
 * @returns `undefined` where it cannot be said
 */
export function nameableType(
  field: ts.PropertyDeclaration,
  { ask, isMoved }: NameContext,
): string | undefined {
  const { checker } = ask;
  const type = checker.getTypeAtLocation(field);
  if (type.flags & ts.TypeFlags.Any) return undefined;
  const flags: ts.NodeBuilderFlags =
    ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.UseSingleQuotesForStringLiteralType;
  const node = checker.typeToTypeNode(type, field, flags);
  if (!node) return undefined;
  const names = namesIn(node);
  if (!names) return undefined;
  const meaning: ts.SymbolFlags = ts.SymbolFlags.Type | ts.SymbolFlags.Namespace | ts.SymbolFlags.Alias;
  const inScope = checker.getSymbolsInScope(field, meaning);
  for (const name of names) {
    const symbol = inScope.find((one) => one.name === name);
    if (!symbol) return undefined;
    const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (isMoved(declared)) return undefined;
  }
  const text = ts
    .createPrinter({ removeComments: true })
    .printNode(ts.EmitHint.Unspecified, node, field.getSourceFile());
  return text.includes('\n') ? undefined : text;
}

/** The names a type starts its references with; `undefined` where it holds what cannot be written here. */
function namesIn(type: ts.TypeNode): Set<string> | undefined {
  const names = new Set<string>();
  const visit = (node: ts.Node): boolean => {
    if (ts.isImportTypeNode(node) || ts.isTypeQueryNode(node)) return false;
    if (ts.isTypeReferenceNode(node)) {
      let name = node.typeName;
      while (ts.isQualifiedName(name)) name = name.left;
      names.add(name.text);
    }
    return !ts.forEachChild(node, (child) => !visit(child));
  };
  return visit(type) ? names : undefined;
}
