import { ts } from '../compiler/typescript.js';

/** Where a resource (a session, a connection) is opened and closed in one block. */
export interface Life {
  form: 'try-finally' | 'open-close';
  close: ts.ExpressionStatement;
  /** `try-finally`: the statement whose `finally` closes it. */
  tryStatement?: ts.TryStatement;
  /** `try-finally`: statements follow, so the resource needs a block of its own to end before them. */
  ownBlock?: boolean;
  /** `open-close`: the statements that can go into a `try` whose `finally` closes it, the close among them. */
  body?: readonly ts.Statement[];
}

/** What is known of a resource in its block. */
interface ResourceUses {
  uses: readonly ts.Identifier[];
  /** The uses that close it, as statements. */
  closes: readonly ts.ExpressionStatement[];
  /** Whether something in a node is going to be awaited. */
  awaits: (node: ts.Node) => boolean;
  /** Statements that close what was opened earlier, and go because it is closed at the end of the block. */
  closedAtEnd: ReadonlySet<ts.Node>;
}

/**
 * Finds the life of a resource: one close, at the end of the block that opens it or of a `finally` there, that is never
 * passed by. Nothing that matters may stand between that close and the end of the block, where `await using` closes.
 */
export function lifeOf(
  statement: ts.VariableStatement,
  block: ts.Block | ts.SourceFile,
  { uses, closes, awaits, closedAtEnd }: ResourceUses,
): Life | undefined {
  const [close, ...others] = closes;
  if (!close || others.length > 0) return undefined;
  const behind = block.statements.slice(block.statements.indexOf(statement) + 1);
  const usedAfter = (end: number) => uses.some((use) => use.pos >= end);

  const at = behind.findIndex((one) => ts.isTryStatement(one) && one.finallyBlock === close.parent);
  const tryStatement = behind[at];
  if (tryStatement && ts.isTryStatement(tryStatement)) {
    if (tryStatement.finallyBlock?.statements.at(-1) !== close || usedAfter(tryStatement.end))
      return undefined;
    const ownBlock = behind.at(-1) !== tryStatement;
    const between = behind.slice(0, at);
    if (between.length > 0 && (ownBlock || between.some((one) => leaves(one)))) return undefined;
    return { form: 'try-finally', close, tryStatement, ownBlock };
  }

  if (close.parent !== block || usedAfter(close.end)) return undefined;
  const index = behind.indexOf(close);
  const between = behind.slice(0, index);
  const rest = behind.slice(index + 1);
  const quiet = rest.every((one) => closedAtEnd.has(one) || (ts.isReturnStatement(one) && !awaits(one)));
  if (!quiet || between.some((one) => leaves(one))) return undefined;
  const body = between.length > 0 && behind.every((one) => fitsInBlock(one)) ? behind : undefined;
  return { form: 'open-close', close, ...(body ? { body } : {}) };
}

/** Whether a statement means the same in a block of its own: nothing that is exported, or hoisted out of it. */
function fitsInBlock(statement: ts.Statement): boolean {
  if (
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement)
  )
    return false;
  return (
    !ts.isFunctionDeclaration(statement) && !(ts.canHaveModifiers(statement) && statement.modifiers?.length)
  );
}

/** Whether a statement can leave its block early, so that a plain close behind it would be missed. */
function leaves(node: ts.Node, inLoop = false, inSwitch = false, labels: readonly string[] = []): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isBreakOrContinueStatement(node)) {
    if (node.label) return !labels.includes(node.label.text);
    return !(inLoop || (inSwitch && ts.isBreakStatement(node)));
  }
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  const loop = inLoop || ts.isIterationStatement(node, false);
  const within = ts.isLabeledStatement(node) ? [...labels, node.label.text] : labels;
  return (
    ts.forEachChild(node, (child) => leaves(child, loop, inSwitch || ts.isSwitchStatement(node), within)) ??
    false
  );
}
