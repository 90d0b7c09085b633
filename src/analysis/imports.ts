import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';

interface ImportContext {
  ask: Questions;
  seeds: Seeds;
  files: SourceFiles;
  plan: PlanBuilder;
}

interface Move {
  module: string;
  name: string;
}

/** Plans the imports, re-exports and requires of moved exports in one file, and the names that follow from them. */
export function planImports(file: ts.SourceFile, context: ImportContext): void {
  const names = new LocalNames(file);
  for (const binding of bindings(file)) {
    const symbol = context.ask.symbol(binding.name);
    const move = symbol && context.seeds.moves.get(symbol);
    if (move && comesFromLibrary(binding.name, context)) planMove(file, binding, move, names, context);
  }
  for (const namespace of namespaces(file, context)) planNamespace(file, namespace, names, context);
}

/** A name that an import, re-export or require binds. */
interface Binding {
  /** The specifier, binding element or declaration. */
  node: ts.Node;
  name: ts.Identifier;
  /** Whether the file gives it a name of its own (`import { Session as S }`), so that its uses stay. */
  aliased: boolean;
  reExport: boolean;
}

function bindings(file: ts.SourceFile): Binding[] {
  const found: Binding[] = [];
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const named = statement.importClause?.namedBindings;
      if (!named || !ts.isNamedImports(named)) continue;
      for (const node of named.elements) {
        found.push({ node, name: node.name, aliased: node.propertyName !== undefined, reExport: false });
      }
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
      for (const node of statement.exportClause.elements) {
        if (ts.isIdentifier(node.name)) found.push({ node, name: node.name, aliased: true, reExport: true });
      }
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (!initializer || !ts.isObjectBindingPattern(name) || !isRequire(initializer)) continue;
        for (const node of name.elements) {
          if (ts.isIdentifier(node.name)) {
            found.push({ node, name: node.name, aliased: node.propertyName !== undefined, reExport: false });
          }
        }
      }
    }
  }
  return found;
}

export function isRequire(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'require' &&
    node.arguments.length === 1
  );
}

/** Whether a name comes straight from a library: not through a re-export of the project's own, which changes instead. */
function comesFromLibrary(name: ts.Node, { ask, files }: ImportContext): boolean {
  const local = ask.localSymbol(name);
  const next = local && ask.nextSymbol(local);
  const declaration = next?.declarations?.[0];
  return declaration === undefined || files.isExternal(declaration);
}

function planMove(
  file: ts.SourceFile,
  binding: Binding,
  move: Move,
  names: LocalNames,
  context: ImportContext,
): void {
  const { plan } = context;
  const because: Cause = { profile: move.module, entry: move.name };
  const why = { because, reason: `${move.name} of ${move.module} takes its place` };
  const old = binding.name.text;
  const local = binding.aliased ? old : names.free(move.name);
  const step = plan.step('move-import', file, rangeOf(binding.node), why, { ...move, local });
  if (local === old) return;
  const symbol = context.ask.localSymbol(binding.name);
  const renamed = { because: { step }, reason: `${old} is imported as ${local}` };
  for (const use of names.uses(old)) {
    if (use !== binding.name && use.parent !== binding.node && context.ask.localSymbol(use) === symbol) {
      plan.step('rename', file, rangeOf(use), renamed, { to: local });
    }
  }
}

/** The names that stand for a whole module whose exports move. */
function namespaces(file: ts.SourceFile, { ask, seeds }: ImportContext): ts.Identifier[] {
  return file.statements.flatMap((statement): ts.Identifier[] => {
    const name = namespaceName(statement);
    const symbol = name && ask.symbol(name);
    return name && symbol && seeds.modules.has(symbol) ? [name] : [];
  });
}

function namespaceName(statement: ts.Statement): ts.Identifier | undefined {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamespaceImport(bindings) ? bindings.name : statement.importClause?.name;
  }
  if (ts.isImportEqualsDeclaration(statement)) return statement.name;
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration] = statement.declarationList.declarations;
  const required = declaration?.initializer && isRequire(declaration.initializer);
  return required && ts.isIdentifier(declaration.name) ? declaration.name : undefined;
}

/** `orm.createEngine` becomes `ormAsync.createAsyncEngine`, with an import of its own. */
function planNamespace(
  file: ts.SourceFile,
  namespace: ts.Identifier,
  names: LocalNames,
  context: ImportContext,
): void {
  const { ask, plan, seeds } = context;
  const symbol = ask.localSymbol(namespace);
  const local = names.free(`${namespace.text}Async`);
  for (const use of names.uses(namespace.text)) {
    if (use === namespace || ask.localSymbol(use) !== symbol) continue;
    const member = memberOf(use);
    const exported = member && ask.symbol(member);
    const move = exported && seeds.moves.get(exported);
    if (!move) continue;
    const because: Cause = { profile: move.module, entry: move.name };
    const why = { because, reason: `${move.name} of ${move.module} takes its place` };
    const style = ts.isVariableDeclaration(namespace.parent) ? 'require' : 'import';
    const start = { start: namespace.parent.getStart(), end: namespace.parent.end };
    const added = { module: move.module, name: '*', local, typeOnly: false, style } as const;
    const step = plan.step('add-import', file, start, why, added);
    plan.step('replace-text', file, rangeOf(use), { ...why, because: { step } }, { text: local });
    plan.step('rename', file, rangeOf(member), { ...why, because: { step } }, { to: move.name });
  }
}

function memberOf(use: ts.Identifier): ts.Identifier | undefined {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use && ts.isIdentifier(parent.name))
    return parent.name;
  return ts.isQualifiedName(parent) && parent.left === use ? parent.right : undefined;
}

/** The identifiers of one file by their text. */
export class LocalNames {
  readonly #byText = new Map<string, ts.Identifier[]>();

  constructor(file: ts.SourceFile) {
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const list = this.#byText.get(node.text);
        if (list) list.push(node);
        else this.#byText.set(node.text, [node]);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }

  uses(text: string): readonly ts.Identifier[] {
    return this.#byText.get(text) ?? [];
  }

  /** The name itself, or the name with a number, whichever the file does not use yet; it then counts as used. */
  free(name: string): string {
    let candidate = name;
    for (let number = 2; this.#byText.has(candidate); number++) candidate = `${name}${number}`;
    this.#byText.set(candidate, []);
    return candidate;
  }
}
