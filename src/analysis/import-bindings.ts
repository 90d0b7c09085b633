import { ts } from '../compiler/typescript.js';
import { loadedModule, moduleGiven, withoutParentheses } from './module-loads.js';
import type { Questions } from './questions.js';

/** A name that stands for one export of another module. */
export interface Binding {
  /** What the name is bound by: a specifier, a binding element, or `const x = require('m').x`. */
  node: ts.Node;
  name: ts.Identifier;
  /** The export, followed to its declaration. */
  exported: ts.Symbol;
  /** The export as the imported module itself has it: its own, or one it re-exports. */
  next: ts.Symbol;
  /** Whether the file gives it a name of its own (`import { Session as S }`), so that its uses stay. */
  aliased: boolean;
  reExport: boolean;
  typeOnly: boolean;
}

/** A name that stands for a whole module. */
export interface Namespace {
  name: ts.Identifier;
  /** The statement or declaration that takes nothing else from the module, where there is one. */
  whole: ts.ImportDeclaration | ts.ImportEqualsDeclaration | ts.VariableDeclaration | undefined;
  /** Where another module can be named instead, if the name is bound by a call. */
  module: ts.StringLiteralLike | undefined;
}

/** Everything in a file that binds names to modules or their exports. */
export function bindingsOf(
  file: ts.SourceFile,
  ask: Questions,
): { bindings: Binding[]; namespaces: Namespace[] } {
  const bindings: Binding[] = [];
  const namespaces: Namespace[] = [];
  const add = (node: ts.Node, name: ts.Node | undefined, key: ts.Node | undefined, reExport = false) => {
    if (!name || !ts.isIdentifier(name)) return;
    const own = ask.localSymbol(name);
    const next = (own && ask.nextSymbol(own)) ?? (ts.isBindingElement(node) ? propertyOf(node, ask) : own);
    const exported = next && (ask.nextSymbol(next) ? ask.checker.getAliasedSymbol(next) : next);
    if (!exported) return;
    if (exported.flags & ts.SymbolFlags.ValueModule)
      namespaces.push({ name, whole: undefined, module: undefined });
    const typeOnly = ts.isImportSpecifier(node) && ts.isTypeOnlyImportDeclaration(node);
    bindings.push({ node, name, exported, next, aliased: reExport || key !== undefined, reExport, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportSpecifier(node)) add(node, node.name, node.propertyName);
    else if (ts.isExportSpecifier(node) && node.parent.parent.moduleSpecifier)
      add(node, node.name, undefined, true);
    else if (ts.isNamespaceImport(node)) {
      const clause = node.parent;
      const whole = clause.name ? undefined : (clause.parent as ts.ImportDeclaration);
      namespaces.push({ name: node.name, whole, module: undefined });
    } else if (ts.isImportClause(node) && node.name) {
      namespaces.push({ name: node.name, whole: undefined, module: undefined });
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      namespaces.push({ name: node.name, whole: node, module: undefined });
    } else if (ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      const module = moduleGiven(node);
      if (module && ts.isIdentifier(node.name)) {
        namespaces.push({
          name: node.name,
          whole: ts.isVariableDeclaration(node) ? node : undefined,
          module,
        });
      } else if (module && ts.isObjectBindingPattern(node.name) && ts.isVariableDeclaration(node)) {
        for (const element of node.name.elements) add(element, element.name, element.propertyName);
      } else if (ts.isVariableDeclaration(node) && node.initializer && isLoadedMember(node.initializer)) {
        add(node, node.name, node.initializer.name.text === node.name.getText() ? undefined : node.name);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { bindings, namespaces };
}

/** The export that an element of a pattern takes. */
export function propertyOf(element: ts.BindingElement, ask: Questions): ts.Symbol | undefined {
  const key = element.propertyName ?? element.name;
  const text = ts.isIdentifier(key) || ts.isStringLiteral(key) ? key.text : undefined;
  return text === undefined ? undefined : ask.checker.getPropertyOfType(ask.type(element.parent), text);
}

/** `require('m').x` */
function isLoadedMember(node: ts.Expression): node is ts.PropertyAccessExpression {
  return (
    ts.isPropertyAccessExpression(node) && loadedModule(withoutParentheses(node.expression)) !== undefined
  );
}
