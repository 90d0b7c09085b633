import { loadedBy } from '../compiler/required-modules.js';
import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { ImportedNames } from './imported-names.js';
import { bare, covered, loadingCall, type Load } from './module-shapes.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';

/** What is needed to have a file import an adapter where it loaded a module by a call. */
export interface LoadedAdapterContext {
  plan: PlanBuilder;
  why: Parameters<PlanBuilder['step']>[3];
  imported: (file: ts.SourceFile) => ImportedNames;
}

/** Tells of a module that is loaded without a type: what is made of it is not seen. */
export function planUntypedLoad(call: ts.CallExpression, because: Cause, plan: PlanBuilder): void {
  const message = `${excerpt(call)} gives a value without a type, so what is done with it is not visible; import ${call.arguments[0]?.getText() ?? 'the module'}, and run again`;
  plan.wall('AS214', call, message, because, true);
}

/**
 * Has a TypeScript file take an adapter in place of a module that a call loads. CommonJS requires it, whose one export is
 * its default then. Elsewhere it is imported: a declaration at the top level becomes the import itself, any other call
 * becomes a name.
 */
export function planLoadedAdapter(
  { call, shape, isCommonJs, isAny }: Load,
  text: string,
  { plan, why, imported }: LoadedAdapterContext,
): void {
  const file = call.getSourceFile();
  const isOneExport = shape === 'one export';
  const [module = call] = call.arguments;
  if (isCommonJs) {
    const { start, end } = rangeOf(module);
    plan.step('replace-text', file, { start: start + 1, end: end - 1 }, why, { text });
    if (isOneExport)
      plan.step('replace-text', file, { start: call.end, end: call.end }, why, { text: '.default' });
    return;
  }
  const statement = isAny ? undefined : importable(call);
  if (!statement) {
    const name = isOneExport ? 'default' : '*';
    const proposed = text
      .replace(/^.*\//, '')
      .replace(/\.\w+$/, '')
      .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const { local } = imported(file).add({ module: text, name }, why, { proposed });
    plan.step('replace-text', file, rangeOf(call), why, { text: isAny ? asAny(local, call) : local });
    return;
  }
  const { name } = statement.declaration;
  const { start, end } = rangeOf(statement.statement);
  const whole = ts.isIdentifier(name) && !isOneExport ? '* as ' : '';
  plan.step('replace-text', file, { start, end: name.getStart() }, why, { text: `import ${whole}` });
  if (ts.isObjectBindingPattern(name))
    for (const { propertyName, name: local } of name.elements)
      if (propertyName)
        plan.step('replace-text', file, { start: propertyName.end, end: local.getStart() }, why, {
          text: ' as ',
        });
  const quote = module.getText().charAt(0);
  const semicolon = statement.statement.getText().endsWith(';') ? ';' : '';
  const rest = { start: name.end, end };
  plan.step('replace-text', file, rest, why, { text: ` from ${quote}${text}${quote}${semicolon}` });
}

/** Whether the module a specifier names is named by an import that takes the place of its whole statement. */
export function goesWithImport(specifier: ts.StringLiteralLike): boolean {
  const { initializer } = ts.findAncestor(specifier, ts.isVariableDeclaration) ?? {};
  const value = initializer && bare(initializer);
  if (!value || !ts.isCallExpression(value)) return false;
  const module = loadedBy(value, specifier.getSourceFile());
  return (
    module !== undefined &&
    module !== specifier &&
    loadingCall(module) === value &&
    importable(value) !== undefined
  );
}

/** `const m = require('m')` or `const { a, b: c } = require('m') as …` at the top level: what an import can say. */
function importable(
  call: ts.CallExpression,
): { statement: ts.VariableStatement; declaration: ts.VariableDeclaration } | undefined {
  const value = covered(call);
  const declaration = value.parent;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer !== value) return undefined;
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list)) return undefined;
  const statement = list.parent;
  const isConstant = (list.flags & ts.NodeFlags.Const) !== 0 && list.declarations.length === 1;
  if (!isConstant || !ts.isVariableStatement(statement) || !ts.isSourceFile(statement.parent))
    return undefined;
  const { name } = declaration;
  const isPlain =
    ts.isIdentifier(name) || (ts.isObjectBindingPattern(name) && name.elements.every(isSpecifierLike));
  return isPlain && !statement.modifiers?.length ? { statement, declaration } : undefined;
}

function isSpecifierLike({ dotDotDotToken, initializer, propertyName, name }: ts.BindingElement): boolean {
  return (
    !dotDotDotToken &&
    !initializer &&
    ts.isIdentifier(name) &&
    (!propertyName || ts.isIdentifier(propertyName))
  );
}

function asAny(name: string, { parent }: ts.CallExpression): string {
  return ts.isVariableDeclaration(parent) ? `${name} as any` : `(${name} as any)`;
}
