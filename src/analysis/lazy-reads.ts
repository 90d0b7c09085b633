import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';

/** Properties that do I/O when read. */
export interface LazyProperties {
  names: ReadonlySet<string>;
  /** The property to read it through, if the read at a node is of such a property. */
  read: (node: ts.Node) => { through: string; cause: Cause } | undefined;
}

interface LazyProperty {
  through: string;
  name: string;
  cause: Cause;
}

/** Finds the properties whose declared type is one of the profile's markers. */
export function findLazyProperties(
  sources: readonly ts.SourceFile[],
  ask: Questions,
  seeds: Seeds,
): LazyProperties {
  const found = new Map<ts.Node, LazyProperty>();
  if (seeds.lazyMarkers.size > 0) for (const file of sources) collect(file, ask, seeds, found);
  return {
    names: new Set([...found.values()].map(({ name }) => name)),
    read(node) {
      const name = readName(node);
      const declarations = name && propertySymbol(node, name, ask)?.declarations;
      const property = declarations?.map((declaration) => found.get(declaration)).find(Boolean);
      if (!property || isPlainWrite(node)) return undefined;
      return { through: property.through, cause: property.cause };
    },
  };
}

function collect(node: ts.Node, ask: Questions, seeds: Seeds, found: Map<ts.Node, LazyProperty>): void {
  if (
    ts.isPropertyDeclaration(node) &&
    node.type &&
    ts.isTypeReferenceNode(node.type) &&
    ts.isIdentifier(node.name)
  ) {
    const marker = ask.symbol(node.type.typeName);
    const rule = marker && seeds.lazyMarkers.get(marker);
    if (rule) found.set(node, { through: rule.through, name: node.name.text, cause: rule.entry });
  }
  if (ts.isSourceFile(node) || ts.isClassLike(node) || ts.isStatement(node)) {
    ts.forEachChild(node, (child) => {
      collect(child, ask, seeds, found);
    });
  }
}

function readName(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isElementAccessExpression(node)) return node.argumentExpression;
  return ts.isBindingElement(node) ? (node.propertyName ?? node.name) : undefined;
}

function propertySymbol(node: ts.Node, name: ts.Node, ask: Questions): ts.Symbol | undefined {
  if (ts.isBindingElement(node) && ts.isIdentifier(name)) {
    return ask.checker.getPropertyOfType(ask.type(node.parent), name.text);
  }
  return ask.localSymbol(name);
}

/** `user.posts = […]` writes without reading. */
function isPlainWrite(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}
