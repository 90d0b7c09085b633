import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { UntypedFacts } from './untyped-facts.js';
import { elementsOf, holderOf, isAny, isVague, placeOf } from './untyped-places.js';
import { store, storeIn } from './untyped-stores.js';

/** Reads a call of a value of which nothing is known, or of a member of it, and the functions that it is handed. */
export function scanCall(node: ts.CallExpression, { calls, handovers }: UntypedFacts, ask: Questions): void {
  const callee = node.expression;
  const type = ask.type(callee);
  if (!isAny(type) && !isVague(type)) return;
  for (const at of node.arguments) {
    for (const from of ask.callables(ask.type(at))) handovers.push({ call: node, from, at });
  }
  const on = isVague(type) ? holderOf(callee, ask) : placeOf(callee, ask);
  if (on) calls.push({ node, on, member: undefined });
  if (!ts.isPropertyAccessExpression(callee)) return;
  const holder = holderOf(callee.expression, ask);
  if (holder) calls.push({ node, on: holder, member: callee.name.text });
}

/** The parameters of a function in sight take what a call hands them, where their types are open. */
export function scanArguments(
  call: ts.CallExpression | ts.NewExpression,
  target: ts.SignatureDeclaration,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (ts.isJSDocFunctionType(target)) return; // its parameters have no names that anything could be stored under
  const last = target.parameters.at(-1);
  const rest = last?.dotDotDotToken && mayBeUntyped(last) ? ask.symbol(last.name) : undefined;
  for (const [index, argument] of (call.arguments ?? []).entries()) {
    const parameter = target.parameters[index];
    if (rest && index >= target.parameters.length - 1) store(elementsOf(rest), argument, facts, ask);
    if (!parameter || parameter.dotDotDotToken || !mayBeUntyped(parameter)) continue;
    const documented = ts.getJSDocType(parameter) && ask.symbol(parameter.name);
    if (ts.isObjectBindingPattern(parameter.name)) store(parameter.name, argument, facts, ask);
    else if (documented) store(documented, argument, facts, ask);
    else storeIn(parameter.name, argument, facts, ask);
  }
}

/** Whether a parameter's declaration leaves its type open. What a comment says of it need not be so. */
export function mayBeUntyped(parameter: ts.ParameterDeclaration): boolean {
  if (ts.isArrayBindingPattern(parameter.name) || parameter.getSourceFile().isDeclarationFile) return false;
  return parameter.type ? openWords.has(parameter.type.kind) : true;
}

const openWords: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AnyKeyword,
  ts.SyntaxKind.UnknownKeyword,
]);
