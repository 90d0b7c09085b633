import { ts } from '../compiler/typescript.js';
import { place } from './expression-places.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

/** A class that is declared by a name. */
export type NamedClass = ts.ClassDeclaration & { name: ts.Identifier };

/** What becomes of a class in the program: where it is constructed, and why not every construction is in sight. */
export interface ClassUses {
  constructions: readonly ts.NewExpression[];
  /** `ConstructorParameters<typeof X>` and `InstanceType<typeof X>`, which ask the class how it is constructed. */
  questions: readonly TypeQuestion[];
  /** A use of the class that hides constructions, in words, with its place. */
  hidden: string | undefined;
}

/** A type that asks a class how it is constructed. */
export type TypeQuestion = ts.TypeReferenceNode & { typeName: ts.Identifier };

/** Looks at every use of a class in the files that can name it. */
export function classUses(node: NamedClass, ask: Questions, files: SourceFiles): ClassUses {
  const symbol = ask.symbol(node.name);
  const constructions: ts.NewExpression[] = [];
  const questions: TypeQuestion[] = [];
  let hidden: string | undefined;
  const visit = (at: ts.Node): void => {
    if (ts.isNewExpression(at) && symbol && ask.type(at.expression).getSymbol() === symbol) {
      const callee = nameOf(at.expression);
      if (callee && ask.symbol(callee) === symbol) constructions.push(at);
      else hidden ??= `it is constructed through a variable (${place(at)})`;
    }
    if (ts.isIdentifier(at) && mayMean(at) && ask.symbol(at) === symbol) {
      const question = node.typeParameters ? undefined : questionOf(at);
      const what = question ? undefined : hiding(at);
      if (question) questions.push(question);
      if (what !== undefined) hidden ??= `${what} (${place(at)})`;
    }
    ts.forEachChild(at, visit);
  };
  const inSight = [...files.dependents(node.getSourceFile())];
  const exported = new Set([node.name.text, 'default', ...inSight.flatMap((file) => namesGiven(file))]);
  const mayMean = (at: ts.Identifier): boolean => at !== node.name && mayName(at, exported);
  for (const file of inSight) visit(file);
  return { constructions, questions, hidden };
}

/**
 * Whether an identifier can stand for a class: not a property's name in a declaration or an object, nor a member that no
 * module exports.
 * @param exported the names that modules export something by
 */
function mayName(name: ts.Identifier, exported: ReadonlySet<string>): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) return exported.has(name.text);
  return !(
    (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === name
  );
}

const givenNames = new WeakMap<ts.SourceFile, readonly string[]>();

/** The names that a file exports something by which may have another name where it is declared. */
function namesGiven(file: ts.SourceFile): readonly string[] {
  const names = givenNames.get(file) ?? file.statements.flatMap(namesGivenBy);
  givenNames.set(file, names);
  return names;
}

function namesGivenBy(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause: clause } = statement;
    if (!clause) return [];
    return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
  }
  const assigned = ts.isExpressionStatement(statement) ? statement.expression : undefined;
  if (!assigned || !ts.isBinaryExpression(assigned)) return [];
  const members = ts.isObjectLiteralExpression(assigned.right) ? assigned.right.properties : [];
  const keys = members.map(({ name }) => name);
  if (ts.isPropertyAccessExpression(assigned.left)) keys.push(assigned.left.name);
  return keys.flatMap((key) => (key && (ts.isIdentifier(key) || ts.isStringLiteral(key)) ? [key.text] : []));
}

/** What a use does with a class if constructions can follow that are not in sight. */
function hiding(name: ts.Identifier): string | undefined {
  let at: ts.Node = name;
  while (
    (ts.isPropertyAccessExpression(at.parent) && at.parent.name === at) ||
    ts.isParenthesizedExpression(at.parent)
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if (ts.isExpressionWithTypeArguments(parent) && ts.isHeritageClause(parent.parent)) {
    const { token, parent: heir } = parent.parent;
    const extended = token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(heir);
    return extended ? 'another class extends it' : undefined;
  }
  if (isTypeQuery(at)) return 'a type speaks of the class itself';
  if (ts.isPartOfTypeNode(at) || ts.isTypeNode(parent)) return undefined;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent))
    return undefined;
  if (ts.isBindingElement(parent) || ts.isImportEqualsDeclaration(parent)) return undefined;
  if (ts.isQualifiedName(parent)) return undefined;
  if (ts.isNewExpression(parent) && parent.expression === at) return undefined;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) return undefined;
  if (isReadThroughCast(at) || isCompared(at)) return undefined;
  if (ts.isBinaryExpression(parent) && parent.right === at) {
    if (parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return undefined;
    if (isModuleExports(parent.left)) return undefined;
  }
  if (isExported(at)) return undefined;
  return 'the class is handed on as a value';
}

/** `(X as any).defaults`: a member of the class, whatever it is cast to before. */
function isReadThroughCast(at: ts.Node): boolean {
  let node = at.parent;
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return false;
  while (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isParenthesizedExpression(node))
    node = node.parent;
  return ts.isPropertyAccessExpression(node);
}

/** `expect(store).toBeInstanceOf(X)`, `expect.any(X)`: nothing is constructed, and any value will do, so the constructor may be private. */
function isCompared(at: ts.Node): boolean {
  const { parent } = at;
  if (!ts.isCallExpression(parent) || parent.expression === at) return false;
  const { expression: callee } = parent;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { name, expression } = callee;
  return name.text === 'toBeInstanceOf' || `${expression.getText()}.${name.text}` === 'expect.any';
}

/** The type that asks how the class of this name is constructed, if it stands in one. */
function questionOf(name: ts.Identifier): TypeQuestion | undefined {
  const query = name.parent;
  if (!ts.isTypeQueryNode(query) || query.typeArguments) return undefined;
  const { parent } = query;
  const asks =
    ts.isTypeReferenceNode(parent) &&
    ts.isIdentifier(parent.typeName) &&
    /^(?:ConstructorParameters|InstanceType)$/.test(parent.typeName.text);
  return asks ? (parent as TypeQuestion) : undefined;
}

function isTypeQuery(at: ts.Node): boolean {
  let node = at;
  while (ts.isQualifiedName(node.parent)) node = node.parent;
  return ts.isTypeQueryNode(node.parent);
}

/** `export default X`, and `module.exports = { X }`. */
function isExported(at: ts.Node): boolean {
  const { parent } = at;
  if (ts.isExportAssignment(parent)) return true;
  const property = ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent);
  const assignment = property ? parent.parent.parent : parent;
  return property && ts.isBinaryExpression(assignment) && isModuleExports(assignment.left);
}

/** `module.exports`, `module.exports.X`, `exports.X` */
function isModuleExports(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    /^(module\.exports|exports\.\w+|module\.exports\.\w+)$/.test(node.getText())
  );
}

function nameOf(callee: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(callee)) return callee;
  return ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.name) ? callee.name : undefined;
}
