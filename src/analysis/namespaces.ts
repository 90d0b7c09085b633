import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Move } from '../profiles/profile.js';
import { propertyOf, type Namespace } from './import-bindings.js';
import { isLibrarys, moveReason, rename, type ImportContext } from './imports.js';
import { loadedModule, moduleGiven, withoutParentheses } from './module-loads.js';
import { rangeOf } from './ranges.js';

type Why = { because: Cause; reason: string };

/** A use of a module's name that takes a moved export from it. */
interface MemberUse {
  /** The module's name as it stands there. */
  use: ts.Identifier;
  /** The export's name as it stands there. */
  member: ts.Node;
  move: Move;
}

/**
 * Plans the uses of a module's name: `orm.createEngine` becomes `ormAsync.createAsyncEngine`, with an import of its own,
 * or goes on as `orm` where everything that is taken from the module has moved to the same other one.
 * @returns the names of exports that are dealt with
 */
export function planNamespace(file: ts.SourceFile, namespace: Namespace, context: ImportContext): ts.Node[] {
  const uses = usesOf(file, namespace.name, context).filter((use) => !planHelped(use, context));
  const members = uses.flatMap((use) => memberUse(use, context));
  const modules = new Set(members.map(({ move }) => move.module));
  const [module] = modules;
  if (module === undefined) return [];
  const together = members.length === uses.length && modules.size === 1;
  const own = moduleOf(namespace);
  if (own === module && modules.size === 1) {
    for (const { member, move } of members) renameMember(member, move, moveReason(move), context);
  } else if (together && (namespace.whole ?? namespace.module)) {
    const step = moveWhole(file, namespace, module, members, context);
    for (const { member, move } of members)
      renameMember(member, move, { ...moveReason(move), because: { step } }, context);
  } else {
    for (const { use, member, move } of members) {
      if (move.through !== undefined) {
        const between = ts.isStringLiteralLike(member) ? `${quoteOf(member)}][${quoteOf(member)}` : '.';
        const name = `${move.through}${between}${move.name}`;
        renameMember(member, { ...move, name }, moveReason(move), context);
        continue;
      }
      const beside = move.module === own ? moveReason(move) : nameBeside(use, namespace, move, context);
      if (!beside) return [];
      renameMember(member, move, { ...moveReason(move), because: beside.because }, context);
    }
  }
  return members.map(({ member }) => member);
}

function usesOf(file: ts.SourceFile, name: ts.Identifier, { ask, names }: ImportContext): ts.Identifier[] {
  const symbol = ask.localSymbol(name);
  return names(file)
    .uses(name.text)
    .filter((use) => use !== name && ask.localSymbol(use) === symbol);
}

/** The name of the export that is taken from a module's name. */
function memberOf(use: ts.Identifier): ts.Node | undefined {
  const { parent } = use;
  return ts.isPropertyAccessExpression(parent) && parent.expression === use
    ? parent.name
    : ts.isQualifiedName(parent) && parent.left === use
      ? parent.right
      : ts.isElementAccessExpression(parent) && parent.expression === use
        ? parent.argumentExpression
        : undefined;
}

function memberUse(use: ts.Identifier, context: ImportContext): MemberUse[] {
  const member = memberOf(use);
  const move = member && !context.stays(member) ? movedMember(member, context) : undefined;
  return move && member ? [{ use, member, move }] : [];
}

/** Has a helper stand where a member of a module is used whose place it takes. @returns whether it does */
function planHelped(use: ts.Identifier, context: ImportContext): boolean {
  const { seeds, ask, plan, leavesAlone } = context;
  const member = memberOf(use);
  const symbol = member && seeds.helpers.size > 0 ? ask.symbol(member) : undefined;
  const helped = symbol && seeds.helpers.get(symbol);
  if (!member || !helped || leavesAlone(use) || context.stays(member)) return false;
  const { helper, entry } = helped;
  const file = use.getSourceFile();
  const why = { because: entry, reason: `${helper} takes its place` };
  const text = context.useHelper(file, helper, entry);
  plan.step('replace-text', file, rangeOf(use.parent), why, { text });
  return true;
}

/** What takes the place of the export a member's name stands for, if the module it is taken from is the library's. */
function movedMember(member: ts.Node, context: ImportContext): Move | undefined {
  const own = context.ask.localSymbol(member);
  const exported = context.ask.symbol(member);
  const move = exported && context.seeds.moves.get(exported);
  return own && move && isLibrarys(own, context) ? move : undefined;
}

function renameMember(member: ts.Node, move: Move, why: Why, { plan }: ImportContext): void {
  if (!ts.isStringLiteralLike(member)) rename(member, move.name, why, plan);
  else replaceInside(member, move.name, why, plan);
}

function quoteOf(literal: ts.StringLiteralLike): string {
  return literal.getText().charAt(0);
}

/** Replaces what is between a literal's quotes. */
function replaceInside(
  literal: ts.StringLiteralLike,
  text: string,
  why: Why,
  plan: ImportContext['plan'],
): number {
  const { start, end } = rangeOf(literal);
  return plan.step('replace-text', literal.getSourceFile(), { start: start + 1, end: end - 1 }, why, {
    text,
  });
}

function moduleOf({ whole, module, name }: Namespace): string | undefined {
  if (module) return module.text;
  const from = whole ?? ts.findAncestor(name, ts.isImportDeclaration);
  if (!from || ts.isVariableDeclaration(from)) return undefined;
  const literal = ts.isImportDeclaration(from)
    ? from.moduleSpecifier
    : ts.isExternalModuleReference(from.moduleReference)
      ? from.moduleReference.expression
      : undefined;
  return literal && ts.isStringLiteral(literal) ? literal.text : undefined;
}

/** Has the same name stand for the other module. */
function moveWhole(
  file: ts.SourceFile,
  { name, whole, module }: Namespace,
  to: string,
  members: readonly MemberUse[],
  { plan }: ImportContext,
): number {
  const [first] = members;
  const why = moveReason(first?.move ?? { module: to, name: '*' });
  if (!whole) return module ? replaceInside(module, to, why, plan) : -1;
  return plan.step('move-import', file, rangeOf(whole), why, { module: to, name: '*', local: name.text });
}

/** Has a name of its own stand for the other module where one export is taken from it. */
function nameBeside(
  use: ts.Identifier,
  { name, module }: Namespace,
  move: Move,
  { plan, imported }: ImportContext,
): { because: Cause } | undefined {
  const file = use.getSourceFile();
  const proposed = `${name.text}Async`;
  const wanted = { module: move.module, name: '*' };
  const inside = ts.findAncestor(name, ts.isFunctionLike);
  const why = moveReason(move);
  const beside = inside
    ? module && loadBeside(module, imported(file).replacing(wanted, false, proposed), move, plan)
    : imported(file).add(wanted, why, { proposed, behind: name.parent });
  if (!beside) return undefined;
  plan.step('replace-text', file, rangeOf(use), { ...why, because: beside.because }, { text: beside.local });
  return beside;
}

/** `const orm = await import('m')` in a function: the other module is loaded in a statement behind it. */
function loadBeside(
  module: ts.StringLiteralLike,
  local: string,
  move: Move,
  plan: ImportContext['plan'],
): { local: string; because: Cause } | undefined {
  const file = module.getSourceFile();
  const declaration = ts.findAncestor(module, ts.isVariableDeclaration);
  const statement = declaration?.parent.parent;
  if (!declaration?.initializer || !statement || !ts.isVariableStatement(statement)) return undefined;
  const { line } = file.getLineAndCharacterOfPosition(statement.getStart());
  const [indent = ''] = /^[ \t]*/.exec(file.text.slice(file.getPositionOfLineAndCharacter(line, 0))) ?? [];
  const load = declaration.initializer.getText();
  const at = module.getStart() - declaration.initializer.getStart();
  const loads = load.slice(0, at + 1) + move.module + load.slice(at + 1 + module.text.length);
  const end = file.text[statement.end - 1] === ';' ? ';' : '';
  const text = `\n${indent}const ${local} = ${loads}${end}`;
  const range = { start: statement.end, end: statement.end };
  return { local, because: { step: plan.step('replace-text', file, range, moveReason(move), { text }) } };
}

/**
 * Plans moved exports that are taken from a module in passing: `require('m').Session`, `import('m').Session` in a type,
 * `const { Session } = orm`, `import('m').then(({ Session }) => …)`. Where that cannot be done, it is a wall.
 * @param seen names of exports that are dealt with already
 */
export function planHiddenUses(
  file: ts.SourceFile,
  seen: ReadonlySet<ts.Node>,
  context: ImportContext,
): void {
  for (const moved of context.seeds.moves.keys()) {
    for (const name of context.names(file).uses(moved.name)) {
      if (seen.has(name) || context.stays(name)) continue;
      const { parent } = name;
      if (ts.isBindingElement(parent)) planElement(parent, name, context);
      else if (ts.isPropertyAccessExpression(parent) && parent.name === name)
        planMember(name, loadedModule(withoutParentheses(parent.expression)), context);
      else if (ts.isImportTypeNode(parent)) planMember(name, literalOf(parent.argument), context);
      else if (ts.isQualifiedName(parent) && parent.right === name) planMember(name, undefined, context);
    }
  }
}

function literalOf(type: ts.TypeNode): ts.StringLiteralLike | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal : undefined;
}

function planMember(name: ts.Node, module: ts.StringLiteralLike | undefined, context: ImportContext): void {
  const move = movedMember(name, context);
  if (!move) return;
  if (!module) {
    hidden(name, move, context);
    return;
  }
  const why = moveReason(move);
  const step = replaceInside(module, move.module, why, context.plan);
  renameMember(name, move, { ...why, because: { step } }, context);
}

/** A pattern that a whole module is taken apart with. */
function planElement(element: ts.BindingElement, name: ts.Node, context: ImportContext): void {
  const { ask, seeds, plan, imported } = context;
  const taken = propertyOf(element, ask);
  const moveOf = (symbol: ts.Symbol | undefined) =>
    symbol && isLibrarys(symbol, context)
      ? seeds.moves.get(symbol.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(symbol) : symbol)
      : undefined;
  const move = name === (element.propertyName ?? element.name) ? moveOf(taken) : undefined;
  const holder = element.parent.parent;
  if (!move || ts.isBindingElement(holder) || (ts.isVariableDeclaration(holder) && moduleGiven(holder)))
    return;
  const elements = ts.isObjectBindingPattern(element.parent) ? element.parent.elements : [];
  const together = elements.every(
    (one) => !one.dotDotDotToken && moveOf(propertyOf(one, ask))?.module === move.module,
  );
  const source = ts.isVariableDeclaration(holder) ? holder.initializer : undefined;
  const module = ts.isParameter(holder) ? moduleGiven(holder) : undefined;
  if (!together || !(module ?? (source && ts.isIdentifier(source)))) {
    hidden(name, move, context);
    return;
  }
  const file = element.getSourceFile();
  const why = moveReason(move);
  let because: Cause;
  if (module) because = { step: replaceInside(module, move.module, why, plan) };
  else {
    const from = source as ts.Identifier;
    const added = imported(file).add({ module: move.module, name: '*' }, why, {
      proposed: `${from.text}Async`,
    });
    because = added.because;
    plan.step('replace-text', file, rangeOf(from), { ...why, because }, { text: added.local });
  }
  const text = element.propertyName ? move.name : `${move.name}: ${name.getText()}`;
  plan.step('replace-text', file, rangeOf(name), { ...why, because }, { text });
}

function hidden(name: ts.Node, move: Move, { plan }: ImportContext): void {
  const { because } = moveReason(move);
  const message = `${name.getText()} would have to be ${move.name} of '${move.module}', and it is taken from a module as a whole here; import it by its name`;
  plan.wall('AS214', name, message, because, true);
}
