import { loadedBy } from '../compiler/required-modules.js';
import { ts } from '../compiler/typescript.js';
import { assignedObjects } from './added-members.js';
import { withoutParentheses } from './module-loads.js';
import { constituents, type Questions } from './questions.js';
import { most, type UntypedFacts } from './untyped-facts.js';
import {
  addedMember,
  holderOf,
  isAny,
  isObject,
  isVague,
  placeOf,
  placeOfSymbol,
  type Place,
} from './untyped-places.js';

/** A value comes to stand in a place: what it is of a known type, or what stands where it is read from. */
export function store(to: Place, given: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  const { stores } = facts;
  const value = withoutParentheses(given);
  const type = ask.type(value);
  if (isAny(type)) {
    for (const choice of choicesOf(value)) store(to, choice, facts, ask);
    const place = placeOf(value, ask);
    if (place && place !== to) stores.push({ to, from: { place } });
    return;
  }
  const named = isVague(type) || isDocumented(value, ask) ? holderOf(value, ask) : undefined;
  if (named && named !== to) stores.push({ to, from: { place: named } });
  for (const part of constituents(ask.checker.getNonNullableType(type)))
    if (isObject(part)) stores.push({ to, from: { type: part } });
}

/** A value is given to a variable or a property that a node names, if that is a place. */
export function storeIn(to: ts.Node, value: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  if (!ts.isIdentifier(to) && !ts.isPropertyAccessExpression(to)) return;
  const added = ts.isIdentifier(to) ? undefined : addedMember(to.expression, to.name.text, ask);
  const vague = isVague(ask.type(to)) ? holderOf(to, ask) : undefined;
  const place = added ?? vague ?? variableOf(to, ask) ?? placeOf(to, ask);
  if (place) store(place, value, facts, ask);
}

/** What is assigned to an object adds members to it that its type may say nothing of. */
export function storeAdded(call: ts.CallExpression, facts: UntypedFacts, ask: Questions): void {
  const { to, added } = assignedObjects(call) ?? { added: [] };
  const place = to && holderOf(to, ask);
  if (place) for (const value of added) store(place, value, facts, ask);
}

/** `handlers[name]`: any member of an object that is known may come to stand in a place. */
export function storeMembers(
  to: Place,
  { expression }: ts.ElementAccessExpression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  const { checker } = ask;
  const holder = ask.type(expression);
  if (isAny(holder) || checker.isArrayLikeType(holder)) return;
  const members = checker.getPropertiesOfType(holder);
  for (const member of members.slice(0, most)) storePart(to, member, facts, ask);
}

/** What stands in a property comes to stand in a place too. */
function storePart(to: Place, part: ts.Symbol, { stores }: UntypedFacts, ask: Questions): void {
  const type = ask.checker.getNonNullableType(ask.checker.getTypeOfSymbol(part));
  if (isObject(type)) stores.push({ to, from: { type } });
  if (isAny(type) && part.declarations?.length)
    stores.push({ to, from: { place: placeOfSymbol(part, ask) } });
}

/** Whether a value is of a type that is known, whatever it is made of. */
export function isTypedValue(value: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(value) ||
    ts.isTemplateExpression(value) ||
    ts.isArrowFunction(value) ||
    ts.isFunctionExpression(value) ||
    ts.isObjectLiteralExpression(value) ||
    ts.isArrayLiteralExpression(value) ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword
  );
}

/** The variable that is given a value, where it was declared without a type: the checker has what it is given for its type there. */
export function variableOf(to: ts.Node, ask: Questions): Place | undefined {
  const symbol = ts.isIdentifier(to) ? ask.symbol(to) : undefined;
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  return isAny(ask.checker.getTypeOfSymbol(symbol)) ? symbol : undefined;
}

/** The expressions that one gives the value of: `given ?? make`, `test ? one : other`. */
function choicesOf(value: ts.Expression): readonly ts.Expression[] {
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse];
  if (!ts.isBinaryExpression(value)) return [];
  const { kind } = value.operatorToken;
  const chooses = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  if (chooses) return [value.left, value.right];
  return kind === ts.SyntaxKind.AmpersandAmpersandToken ? [value.right] : [];
}

/** Whether only a comment says the type of what is named. */
function isDocumented(value: ts.Expression, ask: Questions): boolean {
  const declaration = ts.isIdentifier(value) ? ask.symbol(value)?.valueDeclaration : undefined;
  return (
    declaration !== undefined && ts.isParameter(declaration) && ts.getJSDocType(declaration) !== undefined
  );
}

/** A module is loaded by a call that says nothing of it: `createRequire(import.meta.url)('better-sqlite3')`. */
export function storeLoaded(call: ts.CallExpression, { stores }: UntypedFacts, ask: Questions): void {
  const name = loadedBy(call, call.getSourceFile());
  const module = name && isAny(ask.type(call)) ? ask.module(name) : undefined;
  if (!module) return;
  const { checker } = ask;
  const one = module.exports?.get(ts.InternalSymbolName.ExportEquals) ?? module;
  const exported = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
  stores.push({ to: call, from: { type: checker.getTypeOfSymbol(exported) } });
}
