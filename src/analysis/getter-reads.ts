import { ts } from '../compiler/typescript.js';
import { propertyOf, type GetterFamily } from './getter-family.js';
import type { Questions } from './questions.js';
import type { TypeMeetings } from './type-meetings.js';

/** A read of a property that can be made a call. */
export type GetterRead = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement;

/** Where a family's property is used: reads, what cannot become a call, and declarations it turns out to be one with. */
export interface GetterUses {
  reads: readonly GetterRead[];
  /** Uses that no call can take the place of, with what they are. */
  others: readonly { node: ts.Node; what: string }[];
  /** Declarations that a read resolves to besides the family's own. */
  strangers: readonly ts.Declaration[];
}

/** Finds the uses of a property in the files that can hold one. */
export function usesOf(
  family: GetterFamily,
  ask: Questions,
  meetings: (file: ts.SourceFile) => TypeMeetings,
): GetterUses {
  const reads: GetterRead[] = [];
  const others: { node: ts.Node; what: string }[] = [];
  const strangers: ts.Declaration[] = [];
  const isOurs = (declarations: readonly ts.Declaration[] | undefined): boolean => {
    if (!declarations?.some((declaration) => family.members.has(declaration))) return false;
    strangers.push(...declarations.filter((declaration) => !family.members.has(declaration)));
    return true;
  };
  const has = (node: ts.Node) => isOurs(propertyOf(ask.type(node), family.name, ask));

  const visitName = (name: ts.Identifier | ts.PrivateIdentifier | ts.StringLiteralLike): void => {
    const { parent } = name;
    if (ts.isPropertyAccessExpression(parent) && parent.name === name) {
      visitAccess(parent, ask.localSymbol(name));
    } else if (ts.isElementAccessExpression(parent) && parent.argumentExpression === name) {
      visitAccess(parent, ask.localSymbol(name));
    } else if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === name) {
      if (ts.isObjectBindingPattern(parent.parent) && has(parent.parent)) reads.push(parent);
    } else if (isInAssignmentPattern(name)) {
      const symbol = ts.isIdentifier(name)
        ? ask.checker.getPropertySymbolOfDestructuringAssignment(name)
        : undefined;
      if (isOurs(symbol?.declarations)) others.push({ node: parent, what: 'an assignment takes it apart' });
    } else if (ts.isQualifiedName(parent) && parent.right === name) {
      if (isOurs(ask.localSymbol(name)?.declarations))
        others.push({ node: parent, what: 'a type speaks of it' });
    } else if (ts.isLiteralTypeNode(parent) && ts.isIndexedAccessTypeNode(parent.parent)) {
      if (has(parent.parent.objectType)) others.push({ node: parent.parent, what: 'a type speaks of it' });
    } else if (ts.isStringLiteralLike(name)) {
      const call = callGiven(name);
      if (call && valuesOf(call).some((value) => value !== name && has(value))) {
        others.push({ node: name, what: 'its name is handed to a function together with the object' });
      }
    }
  };

  const visitAccess = (
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    symbol?: ts.Symbol,
  ) => {
    if (!isOurs(symbol?.declarations)) return;
    const what = symbol && notJustRead(node, symbol, ask);
    if (what) others.push({ node, what });
    else reads.push(node);
  };

  for (const file of family.files) {
    if (file.text.includes(family.name)) {
      const visit = (node: ts.Node): void => {
        const named = ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node);
        if (named && node.text === family.name) visitName(node);
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    for (const node of meetings(file).dynamicReads) {
      const taken = ask.type(node.argumentExpression);
      if (mayBe(taken, family.name) && has(node.expression)) {
        others.push({ node, what: 'a name that is worked out at run time may read it' });
      }
    }
  }
  return { reads, others, strangers };
}

/** What an access does other than reading the property as a value. */
function notJustRead(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  symbol: ts.Symbol,
  ask: Questions,
): string | undefined {
  let at: ts.Expression = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent)) at = at.parent;
  const { parent } = at;
  const called =
    (ts.isCallExpression(parent) && parent.expression === at) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === at);
  if (called) return 'what it gives is called as a method';
  const written =
    (ts.isBinaryExpression(parent) &&
      parent.left === at &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
    ts.isDeleteExpression(parent) ||
    ts.isPostfixUnaryExpression(parent) ||
    (ts.isPrefixUnaryExpression(parent) &&
      (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken));
  if (written || isInAssignmentPattern(at)) return 'it is written to';
  if (symbol.flags & ts.SymbolFlags.Optional) return 'it may be missing where it is read';
  const declared = ask.checker.getTypeOfSymbol(symbol);
  const narrowed = isNullable(declared) && !isNullable(ask.type(node));
  return narrowed ? 'one read relies on what another found; read it once into a variable' : undefined;
}

function isNullable(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some(({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0);
}

/** Whether a node is (in) what `({ total } = report)` or `for ({ total } of reports)` assigns to. */
function isInAssignmentPattern(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && isPattern(node);
  }
  if (ts.isForOfStatement(parent)) return parent.initializer === node && isPattern(node);
  const inside =
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent);
  return inside && isInAssignmentPattern(parent);
}

function isPattern(node: ts.Node): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

/** The call a string literal is an argument of, also in a list. */
function callGiven(name: ts.StringLiteralLike): ts.CallExpression | ts.NewExpression | undefined {
  const { parent } = ts.isArrayLiteralExpression(name.parent) ? name.parent : name;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent) ? parent : undefined;
}

/** The arguments of a call, and what its method is called on. */
function valuesOf(call: ts.CallExpression | ts.NewExpression): ts.Expression[] {
  const callee = ts.isPropertyAccessExpression(call.expression) ? [call.expression.expression] : [];
  return [...callee, ...(call.arguments ?? [])];
}

/** Whether a value of a type can be a name. */
function mayBe(type: ts.Type, name: string): boolean {
  if (type.isUnion()) return type.types.some((part) => mayBe(part, name));
  if (type.isStringLiteral()) return type.value === name;
  return (
    (type.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.ESSymbolLike)) === 0
  );
}
