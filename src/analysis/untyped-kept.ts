import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { UntypedFacts } from './untyped-facts.js';
import { isAny, namedMember } from './untyped-places.js';
import { isTypedValue, store } from './untyped-stores.js';

/** A value is kept under a name, by an object of which nothing is known. */
export function keep(name: string, value: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  if (!isTypedValue(value)) store(namedMember(name), value, facts, ask);
}

/** What is handed to a function that is not in sight may be kept under a name: `decorate('db', db)`, `register(routes, { db })`. */
export function keepArguments(
  { arguments: [first, second], arguments: all }: ts.CallExpression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (first && second && ts.isStringLiteralLike(first)) keep(first.text, second, facts, ask);
  for (const argument of all) {
    if (!ts.isObjectLiteralExpression(argument)) continue;
    for (const property of argument.properties) {
      if (ts.isShorthandPropertyAssignment(property)) keep(property.name.text, property.name, facts, ask);
      else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
        keep(property.name.text, property.initializer, facts, ask);
    }
  }
}

/** A function that is not in sight may give what is kept under a name: `app.get('db')`. */
export function giveKept(node: ts.CallExpression, { stores }: UntypedFacts, ask: Questions): void {
  const [name] = node.arguments;
  if (!name || node.arguments.length > 1 || !ts.isStringLiteralLike(name) || !isAny(ask.type(node))) return;
  stores.push({ to: node, from: { place: namedMember(name.text) } });
}
