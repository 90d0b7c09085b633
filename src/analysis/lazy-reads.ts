import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { constituents, type Questions } from './questions.js';
import type { Seeds } from './seeds.js';

/** Properties that do I/O when read. */
export interface LazyProperties {
  names: ReadonlySet<string>;
  /** What is known of the read at a node, if it is or can be of such a property. */
  read: (node: ts.Node) => LazyRead | undefined;
  /** What is known of reads of a property. */
  ofProperty: (property: ts.Declaration) => LazyRead | undefined;
}

/** A read of a property that does I/O. */
export interface LazyRead {
  /** The property to read it through, if its own value is not a promise. */
  through: string | undefined;
  cause: Cause;
  /** The property's name, where a key that is worked out at run time may also be that of another one. */
  maybe?: string;
}

interface LazyProperty {
  through: string | undefined;
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
  for (const [declaration, { profile, entry, name }] of seeds.asyncReads)
    found.set(declaration, { through: undefined, name, cause: { profile, entry } });
  if (seeds.lazyMarkers.size > 0) for (const file of sources) collect(file, ask, seeds, found);
  const ofProperty = (declaration: ts.Declaration): LazyRead | undefined => {
    const property = found.get(declaration);
    return property && { through: property.through, cause: property.cause };
  };
  return {
    ofProperty,
    names: new Set([...found.values()].map(({ name }) => name)),
    read(node) {
      if (isKeyed(node)) return isPlainWrite(node) ? undefined : readByKey(node, found, ask);
      const name = readName(node);
      const symbol = name && propertySymbol(node, name, ask);
      return isPlainWrite(node) ? undefined : symbol?.declarations?.map(ofProperty).find(Boolean);
    },
  };
}

/** Whether a node reads a property by a key that is worked out at run time: `author[key]`. */
export function isKeyed(node: ts.Node): node is ts.ElementAccessExpression {
  return ts.isElementAccessExpression(node) && !ts.isStringLiteralLike(node.argumentExpression);
}

/** What the type of a key says: that the property is one that does I/O, or that it may be one. */
function readByKey(
  node: ts.ElementAccessExpression,
  found: ReadonlyMap<ts.Node, LazyProperty>,
  ask: Questions,
): LazyRead | undefined {
  const keys = keysOf(ask.type(node.argumentExpression), ask);
  if (keys?.length === 0) return undefined;
  const holder = ask.type(node.expression);
  const object = ask.checker.getNonNullableType(ask.checker.getBaseConstraintOfType(holder) ?? holder);
  const lazyAt = (name: string): LazyProperty | undefined => {
    const declarations = constituents(object).flatMap((part) => part.getProperty(name)?.declarations ?? []);
    return declarations.map((declaration) => found.get(declaration)).find(Boolean);
  };
  const names = keys ?? [...new Set([...found.values()].map(({ name }) => name))];
  const lazy = names.flatMap((name) => lazyAt(name) ?? []);
  const [first] = lazy;
  if (!first) return undefined;
  const { through, cause, name } = first;
  const isCertain = keys !== undefined && lazy.length === keys.length;
  return isCertain && isLiteral(ask.type(node.argumentExpression))
    ? { through, cause }
    : { through, cause, maybe: name };
}

/** The names that a key can be; nothing where it can be any name. A number is no name. */
function keysOf(type: ts.Type, ask: Questions): string[] | undefined {
  const known = ask.checker.getBaseConstraintOfType(type) ?? type;
  const numbers = ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike | ts.TypeFlags.BooleanLike;
  const parts = constituents(known).filter(({ flags }) => !(flags & numbers));
  const names = parts.map((part) => (part.isStringLiteral() ? part.value : undefined));
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** Whether a type is one name, or several, and no type parameter. */
function isLiteral(type: ts.Type): boolean {
  return constituents(type).every((part) => part.isStringLiteral());
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
