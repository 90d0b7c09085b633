import { ts } from '../compiler/typescript.js';
import { withoutParentheses } from './module-loads.js';
import type { Questions } from './questions.js';

/**
 * Where a value that the checker knows nothing of stands: a variable, parameter or property (its symbol), what a call or a
 * read of an unknown member gives or a cast takes its type from (the expression), or what a function returns (its declaration).
 */
export type Place = ts.Symbol | ts.Node | AddedMember | NamedMember;

/** A member that an object is given by an assignment, of which its type says nothing: `globalThis.context = …`. */
export interface AddedMember {
  addedTo: ts.Symbol;
  name: string;
}

/**
 * The members of this name of all objects of which nothing is known: who reads what `app.decorate('db', db)` or
 * `request.db = db` keeps is not visible, but for the name.
 */
export interface NamedMember {
  memberName: string;
}

const namedMembers = new Map<string, NamedMember>();

export function namedMember(memberName: string): NamedMember {
  const member = namedMembers.get(memberName) ?? { memberName };
  namedMembers.set(memberName, member);
  return member;
}

/** Each added member once: it is a place. */
const addedMembers = new WeakMap<ts.Symbol, Map<string, AddedMember>>();

/** The member of this name that an object may have been given, if its type has none. */
export function addedMember(holder: ts.Expression, name: string, ask: Questions): AddedMember | undefined {
  const type = ask.type(holder);
  if (isAny(type) || ask.checker.getPropertyOfType(ask.checker.getApparentType(type), name)) return undefined;
  const addedTo = globalObject(type) ?? holderOf(holder, ask);
  return addedTo && isSymbol(addedTo) ? memberOf(addedTo, name) : undefined;
}

function memberOf(addedTo: ts.Symbol, name: string): AddedMember {
  const members = addedMembers.get(addedTo) ?? new Map<string, AddedMember>();
  addedMembers.set(addedTo, members);
  const member = members.get(name) ?? { addedTo, name };
  members.set(name, member);
  return member;
}

/** The elements of the collection that is named by a symbol, of which its type says nothing: a place. */
export function elementsOf(collection: ts.Symbol): AddedMember {
  return memberOf(collection, '[]');
}

/** The one object that `globalThis`, `global` and `window` are. */
function globalObject(type: ts.Type): ts.Symbol | undefined {
  const parts = type.isIntersection() ? type.types : [type];
  return parts
    .map(({ symbol }) => symbol as ts.Symbol | undefined)
    .find((symbol) => symbol?.name === 'globalThis');
}

/** Whether a type is that of the global object. */
export function isGlobalObject(type: ts.Type): boolean {
  return globalObject(type) !== undefined;
}

/** Whether a place is a variable, parameter or property. */
export function isSymbol(place: Place): place is ts.Symbol {
  return 'escapedName' in place;
}

/** Where the value of an untyped expression stands, as far as it can be told. */
export function placeOf(given: ts.Expression, ask: Questions): Place | undefined {
  const node = withoutParentheses(given);
  if (!isPlace(node) || !isAny(ask.type(node))) return undefined;
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return node;
  const symbol = ask.symbol(ts.isIdentifier(node) ? node : node.name);
  if (symbol?.declarations?.length) return placeOfSymbol(symbol, ask);
  return ts.isIdentifier(node) ? undefined : node;
}

/**
 * Where an untyped value stands, or an object is named that members have been added to: what is read of those is untyped too,
 * and nothing else of it is.
 */
export function holderOf(given: ts.Expression, ask: Questions): Place | undefined {
  const node = withoutParentheses(given);
  if (isAny(ask.type(node))) return placeOf(node, ask);
  const isNamed = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);
  const symbol = isNamed ? ask.symbol(ts.isIdentifier(node) ? node : node.name) : undefined;
  return symbol && placeOfSymbol(symbol, ask);
}

type PlaceExpression =
  | ts.Identifier
  | ts.PropertyAccessExpression
  | ts.ElementAccessExpression
  | ts.CallExpression
  | ts.NewExpression
  | ts.AssertionExpression;

function isPlace(node: ts.Expression): node is PlaceExpression {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    isCast(node)
  );
}

/** `value as any`, `<any>value`. */
export function isCast(node: ts.Node): node is ts.AssertionExpression {
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
}

/** What is cast, once or several times: `value` in `value as unknown as any`. */
export function beforeCasts(given: ts.Expression): ts.Expression {
  const node = withoutParentheses(given);
  return isCast(node) ? beforeCasts(node.expression) : node;
}

/** Each look at an object's text makes new symbols of its properties: the place is that of what is written. */
export function placeOfSymbol(symbol: ts.Symbol, ask: Questions): ts.Symbol {
  const declaration = symbol.valueDeclaration;
  const isWritten =
    declaration && (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration));
  return (isWritten && ask.symbol(declaration.name)) || symbol;
}

/** Whether a type says nothing of what has it. `{ store = null }` says `null`, and nobody would write that of a null. */
export function isAny(type: ts.Type): boolean {
  return (type.flags & saysNothing) !== 0;
}
/** Whether what is written for a type says as good as nothing of what has it: `object`, `Function`. */
export function isVague(type: ts.Type): boolean {
  if ((type.flags & ts.TypeFlags.NonPrimitive) !== 0) return true;
  const symbol = type.symbol as ts.Symbol | undefined;
  return symbol?.name === 'Function' && (symbol.flags & ts.SymbolFlags.Interface) !== 0;
}

const saysNothing =
  ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Never;

/** Whether values of a type have members: objects, and what several of them are put together to. */
export function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}
