import path from 'node:path';
import { ts } from '../../compiler/typescript.js';
import type { Side } from './programs.js';

/** Where something is: `file` from the project's root, the rest 0-based. */
export interface Place {
  file: string;
  line: number;
  character: number;
}

/**
 * What explains a place by the values it reads: it is in a statement that reads a variable of a promise, and the
 * variable's declaration, or what that reads in turn, is explained.
 * @param explain says what explains a place by itself
 * @returns the wall's code
 */
export function explainedValue(
  side: Side,
  root: string,
  place: Place,
  explain: (place: Place) => string | undefined,
): string | undefined {
  const file = path.join(root, place.file);
  const program = side.programs
    .map(({ program: one }) => one)
    .find((one) => one.getSourceFile(file) !== undefined);
  const source = program?.getSourceFile(file);
  if (program === undefined || source === undefined) return undefined;
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Node>();
  const explainedRead = (node: ts.Node): string | undefined => {
    if (ts.isIdentifier(node)) return explainedVariable(node);
    return ts.forEachChild(node, explainedRead);
  };
  const explainedVariable = (name: ts.Identifier): string | undefined => {
    const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
    if (declaration === undefined || seen.has(declaration) || declaration.getSourceFile() !== source)
      return undefined;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    seen.add(declaration);
    if (!holdsPromise(checker.getTypeAtLocation(declaration.name), checker)) return undefined;
    const { line, character } = source.getLineAndCharacterOfPosition(declaration.initializer.getStart());
    return explain({ ...place, line, character }) ?? explainedRead(declaration.initializer);
  };
  return explainedRead(
    statementAt(source, source.getPositionOfLineAndCharacter(place.line, place.character)),
  );
}

/** The smallest node of a file that is at a position. */
export function innermost(node: ts.Node, position: number): ts.Node {
  const child = ts.forEachChild(node, (inner) =>
    inner.getStart() <= position && position < inner.getEnd() ? inner : undefined,
  );
  return child === undefined ? node : innermost(child, position);
}

/** The statement a position is in, or what of it is before its block. */
function statementAt(source: ts.SourceFile, position: number): ts.Node {
  let node = innermost(source, position);
  while (!ts.isStatement(node.parent) && !ts.isSourceFile(node.parent)) node = node.parent;
  return ts.isBlock(node.parent) || ts.isSourceFile(node.parent) ? node : holder(node);
}

/** A statement that has no statements in it, whole; of any other the part that is given. */
function holder(part: ts.Node): ts.Node {
  const statement = part.parent;
  const isSimple =
    ts.isExpressionStatement(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isReturnStatement(statement);
  return isSimple ? statement : part;
}

function holdsPromise(type: ts.Type, checker: ts.TypeChecker): boolean {
  return /\bPromise</.test(checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation));
}
