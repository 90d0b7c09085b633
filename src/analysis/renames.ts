import { ts } from '../compiler/typescript.js';
import { advice } from './advice.js';
import type { Callable } from './callables.js';
import { propertyOf } from './import-bindings.js';
import type { LocalNames } from './local-names.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { FileFacts, FlowFact } from './scan.js';
import type { Rename, Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';

export interface RenameContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  files: SourceFiles;
  /** What was found in the files that can matter. */
  facts: Iterable<FileFacts>;
  names: (file: ts.SourceFile) => LocalNames;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
}

/** A rename, with every declaration it is about: the one named, and the members that override, implement or require it. */
interface Family extends Rename {
  declarations: ReadonlySet<ts.Node>;
}

/**
 * Plans the new names of renamed members and exports: wherever they are called, named, declared or overridden.
 * @param changeable the files that may be changed
 */
export function planRenames(changeable: Iterable<ts.SourceFile>, context: RenameContext): void {
  const { seeds, facts, files } = context;
  if (seeds.renames.length === 0) return;
  const flows = [...facts].flatMap((found) => found.flows);
  const byName = new Map<string, Family[]>();
  for (const rename of seeds.renames) {
    const family = { ...rename, declarations: familyOf(rename, flows, files) };
    byName.set(rename.from, [...(byName.get(rename.from) ?? []), family]);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) {
      for (const rename of byName.get(node.text) ?? []) planRename(node, rename, context);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of changeable) visit(file);
}

/** The declarations of the same name that stand for one another, by way of classes, interfaces and values of both. */
function familyOf({ symbol, from }: Rename, flows: readonly FlowFact[], files: SourceFiles): Set<ts.Node> {
  const family = new Set<ts.Node>(symbol.declarations);
  const pairs = flows
    .map((flow) => [memberOf(flow.from), memberOf(flow.to)] as const)
    .filter((pair) => pair.every((member) => member?.name?.getText() === from));
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const pair of pairs) {
      const own = pair.filter((member): member is ts.NamedDeclaration => member !== undefined);
      if (!own.some((member) => family.has(member))) continue;
      for (const member of own) if (!files.isExternal(member)) family.add(member);
    }
  }
  return family;
}

/** The member that a callable is: a method, or the property whose value or type it is. */
function memberOf(callable: Callable): ts.NamedDeclaration | undefined {
  if (ts.isClassElement(callable) || ts.isTypeElement(callable) || ts.isObjectLiteralElement(callable))
    return callable;
  const { parent } = callable;
  return ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent)
    ? parent
    : undefined;
}

function planRename(
  name: ts.Identifier | ts.StringLiteralLike,
  rename: Family,
  context: RenameContext,
): void {
  const { ask, plan, names } = context;
  const { parent } = name;
  const file = name.getSourceFile();
  const symbol = symbolOf(name, ask);
  if (!symbol || !standsFor(symbol, rename) || context.leavesAlone(name)) return;
  if (rename.twin && declares(name, rename.symbol)) return;
  if (rename.sideBySide && isUnawaitedCall(name, plan)) return;
  const why = {
    because: rename.entry,
    reason: `${rename.from} is called ${rename.to} in ${rename.entry.profile}`,
  };
  const replace = (text: string) => plan.step('replace-text', file, rangeOf(name), why, { text });
  if (ts.isStringLiteralLike(name)) {
    const { start, end } = rangeOf(name);
    plan.step('replace-text', file, { start: start + 1, end: end - 1 }, why, { text: rename.to });
  } else if (!isFree(name, rename, names(file), context)) {
    const message = `${rename.to} stands for something else here; ${advice.AS214}`;
    plan.wall('AS214', name, message, rename.entry, true);
  } else if (ts.isBindingElement(parent) || ts.isShorthandPropertyAssignment(parent)) {
    replace(bothOf(name, parent, rename, ask));
  } else if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) {
    replace(rename.to);
  } else {
    plan.step('rename', file, rangeOf(name), why, { to: rename.to });
  }
}

/** Whether a name is that of a call which is not awaited: nothing can wait for it where it stands. */
function isUnawaitedCall(name: ts.Node, plan: PlanBuilder): boolean {
  const { parent: access } = name;
  if (!ts.isPropertyAccessExpression(access) || access.name !== name) return false;
  const { parent: call } = access;
  if (!ts.isCallExpression(call) || call.expression !== access) return false;
  return !plan.planned('await', call.getSourceFile(), rangeOf(call));
}

/** What a word becomes that may be both the key of a property and a variable: the one, the other, or both are renamed. */
function bothOf(
  name: ts.Identifier,
  parent: ts.BindingElement | ts.ShorthandPropertyAssignment,
  rename: Family,
  ask: Questions,
): string {
  if (ts.isBindingElement(parent)) {
    const local = ask.symbol(name);
    // Of a JavaScript file's require, the variable stands for the export itself.
    return parent.propertyName || (local && standsFor(local, rename))
      ? rename.to
      : `${rename.to}: ${name.text}`;
  }
  const value = ask.checker.getShorthandAssignmentValueSymbol(parent);
  const isValue = value !== undefined && standsFor(resolved(value, ask), rename);
  if (!isValue) return `${rename.to}: ${name.text}`;
  return isExports(parent) ? rename.to : `${name.text}: ${rename.to}`;
}

function resolved(symbol: ts.Symbol, ask: Questions): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(symbol) : symbol;
}

/** What a name stands for: of a property's key, the member it is where it stands. */
function symbolOf(name: ts.Identifier | ts.StringLiteralLike, ask: Questions): ts.Symbol | undefined {
  const { parent } = name;
  if (ts.isStringLiteralLike(name)) {
    const owner =
      ts.isElementAccessExpression(parent) && parent.argumentExpression === name && parent.expression;
    return owner ? ask.member(ask.type(owner), name.text)?.symbol : undefined;
  }
  if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === name) {
    const taken = propertyOf(parent, ask);
    return taken && resolved(taken, ask);
  }
  const isKey =
    (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === name &&
    ts.isObjectLiteralExpression(parent.parent);
  if (isKey || ts.isShorthandPropertyAssignment(parent)) {
    const expected = ask.checker.getContextualType(parent.parent as ts.ObjectLiteralExpression);
    const member = expected && ask.member(expected, name.text)?.symbol;
    if (member) return member;
  }
  return ask.symbol(name);
}

/** Whether a symbol is one of a family: by its declarations, since members of generic types are symbols of their own. */
function standsFor(symbol: ts.Symbol, { declarations }: Family): boolean {
  return (symbol.declarations ?? []).some((declaration) => declarations.has(declaration));
}

/** Whether a name is where something is declared or exported that stays beside its replacement. */
function declares(name: ts.Node, symbol: ts.Symbol): boolean {
  const { parent } = name;
  const own = symbol.declarations?.[0]?.getSourceFile() === name.getSourceFile();
  const isExport =
    ts.isExportSpecifier(parent) || (ts.isShorthandPropertyAssignment(parent) && isExports(parent));
  return (own && isExport) || (symbol.declarations ?? []).some((declaration) => declaration === parent);
}

/** `module.exports = { a }` */
function isExports(property: ts.ShorthandPropertyAssignment): boolean {
  const assignment = property.parent.parent;
  return ts.isBinaryExpression(assignment) && assignment.left.getText() === 'module.exports';
}

/** Whether the new name can stand here: a member's always can, a variable's unless the file calls something else so. */
function isFree(name: ts.Identifier, rename: Family, names: LocalNames, { ask }: RenameContext): boolean {
  const { parent } = name;
  const isMember =
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent);
  if (isMember) return true;
  const own = rename.symbol.declarations?.[0]?.getSourceFile();
  return names.uses(rename.to).every((use) => {
    const symbol = ask.symbol(use);
    return symbol?.declarations?.[0]?.getSourceFile() === own && !ts.isImportSpecifier(use.parent);
  });
}
