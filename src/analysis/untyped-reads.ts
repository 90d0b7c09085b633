import { ts } from '../compiler/typescript.js';
import { constituents, type Questions } from './questions.js';
import { mayBeUntyped } from './untyped-calls.js';
import type { UntypedFacts, UntypedReader } from './untyped-facts.js';
import { addedMember, holderOf, isAny, isObject, namedMember, type Place } from './untyped-places.js';
import { variableOf } from './untyped-stores.js';

/** A member is read of which the object's type says nothing. */
export function readMember(
  to: Place,
  holder: ts.Expression,
  name: string,
  node: UntypedReader | undefined,
  { reads, stores }: UntypedFacts,
  ask: Questions,
): void {
  const on = holderOf(holder, ask);
  if (on) reads.push({ to, name, on, node });
  const added = addedMember(holder, name, ask);
  if (added) stores.push({ to, from: { place: added } });
  stores.push({ to, from: { place: namedMember(name) } });
}

/** `const { find } = repo` reads a member. */
export function unpack(
  { elements }: ts.ObjectBindingPattern,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  for (const element of elements) {
    const { name, propertyName = name } = element;
    const to = ts.isIdentifier(name) && isAny(ask.type(name)) ? ask.symbol(name) : undefined;
    if (to && ts.isIdentifier(propertyName)) readMember(to, value, propertyName.text, element, facts, ask);
  }
}

/** Members are written into variables that are there already: `({ db, save } = await import('./db.js'))`. */
export function takeApart(
  { properties }: ts.ObjectLiteralExpression,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  const held = ask.checker.getApparentType(ask.type(value));
  for (const property of properties) {
    const { name } = property;
    if (!name || !ts.isIdentifier(name)) continue;
    const to = ts.isShorthandPropertyAssignment(property)
      ? ask.checker.getShorthandAssignmentValueSymbol(property)
      : ts.isPropertyAssignment(property) && variableOf(property.initializer, ask);
    if (!to || !('escapedName' in to) || !isAny(ask.checker.getTypeOfSymbol(to))) continue;
    const member = ask.checker.getPropertyOfType(held, name.text);
    const type = member && ask.checker.getTypeOfSymbol(member);
    if (!type || isAny(type)) readMember(to, value, name.text, undefined, facts, ask);
    else
      for (const part of constituents(type))
        if (isObject(part)) facts.stores.push({ to, from: { type: part } });
  }
}

/** An untyped parameter is taken apart: `({ users }) => …`. What it is given stands in its pattern. */
export function readPart(element: ts.BindingElement, { reads, stores }: UntypedFacts, ask: Questions): void {
  const { parent: pattern, name, propertyName = name } = element;
  if (!ts.isObjectBindingPattern(pattern) || !ts.isParameter(pattern.parent)) return;
  if (!mayBeUntyped(pattern.parent) || !ts.isIdentifier(name) || !ts.isIdentifier(propertyName)) return;
  const to = isAny(ask.type(name)) ? ask.symbol(name) : element;
  const isOpen = to !== element || isOfPattern(pattern, propertyName.text, ask);
  if (!to || !isOpen) return;
  reads.push({ to, name: propertyName.text, on: pattern, node: element });
  stores.push({ to, from: { place: namedMember(propertyName.text) } });
}

/** Whether a pattern itself is all that says a property's type, by its default: `({ size = 0 }) => …`. */
function isOfPattern(pattern: ts.ObjectBindingPattern, name: string, ask: Questions): boolean {
  const property = ask.checker.getPropertyOfType(ask.type(pattern), name);
  return property !== undefined && !property.declarations?.length;
}
