import { ts } from '../compiler/typescript.js';
import { isAssignedTo, isWritten } from './expression-places.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

export interface LateReaderContext {
  ask: Questions;
  files: Pick<SourceFiles, 'mentioning'>;
}

/** A field that a constructor's set-up leaves behind later than before. */
export interface LateField {
  state: ts.Symbol;
  /** What writes it in the set-up. */
  writes: readonly ts.Node[];
  /** Where the set-up begins in the constructor. */
  start: number;
}

/**
 * The methods that read a field which a constructor's set-up leaves behind later than before: they can wait for the set-up
 * first. One that has just written it itself need not.
 * @returns nothing where the field is read or written anywhere else
 */
export function lateReaders(
  { state, writes, start }: LateField,
  constructor: ts.ConstructorDeclaration,
  { ask, files }: LateReaderContext,
): ReadonlySet<ts.MethodDeclaration> | undefined {
  const owner = constructor.parent;
  const text = fieldOf(state, owner);
  if (text === undefined) return undefined;
  const found = new Set<ts.MethodDeclaration>();
  const isInOrder = (name: ts.Node) =>
    isIn(name, constructor)
      ? name.end <= start ||
        writes.some((write) => statementOf(write, constructor) === statementOf(name, constructor))
      : writes.some((write) => memberOf(write, owner) === memberOf(name, owner) && write.pos <= name.pos);
  for (const name of files.mentioning(text).flatMap((file) => namesIn(file, text))) {
    if (isDeclared(name, owner) || isInOrder(name)) continue;
    const symbol = ask.localSymbol(name);
    if (symbol && symbol !== state) continue;
    const { parent } = name;
    const isRead = ts.isPropertyAccessExpression(parent) && parent.name === name && !isChanged(parent);
    const method = symbol && isRead ? methodOf(parent, owner) : undefined;
    if (!method) return undefined;
    found.add(method);
  }
  return found;
}

/** The name of a field by which it is read, if it is one of a class's objects and nothing inside one. */
function fieldOf({ declarations = [] }: ts.Symbol, owner: ts.ClassLikeDeclaration): string | undefined {
  const names = declarations.map((declaration) => {
    if (ts.isPropertyDeclaration(declaration) && declaration.parent === owner) return declaration.name;
    // In JavaScript an assignment declares it.
    const target = ts.isBinaryExpression(declaration) ? declaration.left : declaration;
    const isOfThis =
      ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword;
    return isOfThis && memberOf(target, owner) ? target.name : undefined;
  });
  const [name] = names;
  const isName = name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name));
  return isName && !names.includes(undefined) ? name.text : undefined;
}

/** The places where a text is a name, or a key in brackets. */
function namesIn(file: ts.SourceFile, text: string): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isKey = ts.isStringLiteralLike(node) && ts.isElementAccessExpression(node.parent);
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || isKey) && node.text === text)
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether a name is that of the field where the class declares it. */
function isDeclared(name: ts.Node, owner: ts.ClassLikeDeclaration): boolean {
  const { parent } = name;
  return ts.isPropertyDeclaration(parent) && parent.name === name && parent.parent === owner;
}

/** The method of a class whose `this` a property is read of, where something can be awaited. */
function methodOf(
  access: ts.PropertyAccessExpression,
  owner: ts.ClassLikeDeclaration,
): ts.MethodDeclaration | undefined {
  if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const member = memberOf(access, owner);
  const isFit =
    member !== undefined &&
    ts.isMethodDeclaration(member) &&
    member.asteriskToken === undefined &&
    !(member.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  return isFit ? member : undefined;
}

/** The member of a class that a node is in. */
function memberOf(node: ts.Node, owner: ts.ClassLikeDeclaration): ts.Node | undefined {
  return ts.findAncestor(node, ({ parent }) => parent === owner);
}

/** The statement of a constructor's body that a node is in. */
function statementOf(node: ts.Node, { body }: ts.ConstructorDeclaration): ts.Node | undefined {
  return ts.findAncestor(node, ({ parent }) => parent === body);
}

function isIn(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && outer.pos <= node.pos && node.end <= outer.end;
}

function isChanged(node: ts.Expression): boolean {
  return isAssignedTo(node) || isWritten(node);
}
