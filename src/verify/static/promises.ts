import { ts } from '../../compiler/typescript.js';
import { findingAt, type Finding } from './finding.js';
import { escapes } from './promise-escapes.js';
import { excerpt, misuses } from './promise-misuses.js';
import { bare, promiseTypes, type PromiseTypes } from './promise-types.js';
import { ownFiles } from './types.js';
import type { Side } from './programs.js';

/** What can go wrong with a promise that the type checker lets pass. */
type PromiseMistake = 'floating promise' | 'misused promise' | 'promise leaves too early';

/**
 * Finds promises nobody waits for: dropped ones, ones taken for their value (in a condition, a string, a spread, a
 * loop), promise-returning callbacks whose caller does not wait, and ones returned out of a `try` or `using` that ends
 * before they do. In the sense of typescript-eslint's no-floating-promises, no-misused-promises and return-await.
 */
export function promiseMistakes(root: string, side: Side): Finding[] {
  const seen = new Set<string>();
  return side.programs.flatMap(({ program }) => {
    const types = promiseTypes(program.getTypeChecker());
    return ownFiles(root, program).flatMap((source) => {
      // One file may be in the programs of several tsconfigs.
      if (source.isDeclarationFile || seen.has(source.fileName)) return [];
      seen.add(source.fileName);
      return mistakesIn(root, source, types);
    });
  });
}

function mistakesIn(root: string, source: ts.SourceFile, types: PromiseTypes): Finding[] {
  const findings: Finding[] = [];
  const report = (node: ts.Node, mistake: PromiseMistake, message: string) =>
    findings.push(findingAt(root, source, node.getStart(source), mistake, message));
  const visit = (node: ts.Node): void => {
    for (const dropped of droppedExpressions(node)) {
      const expression = floating(dropped, types);
      if (expression)
        report(
          expression,
          'floating promise',
          `${excerpt(expression)} is not awaited: its outcome and its errors are lost`,
        );
    }
    for (const { node: misused, message } of misuses(node, types))
      report(misused, 'misused promise', message);
    const escaping = escapes(node);
    if (escaping && types.maybe(escaping.promise)) {
      report(
        escaping.promise,
        'promise leaves too early',
        `${excerpt(escaping.promise)} is returned without await: ${escaping.why}`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

/** Expressions whose value goes nowhere. */
function droppedExpressions(node: ts.Node): ts.Expression[] {
  if (ts.isExpressionStatement(node)) return [node.expression];
  if (ts.isForStatement(node)) {
    const { initializer, incrementor } = node;
    const dropped = initializer && ts.isExpression(initializer) ? [initializer] : [];
    return incrementor ? [...dropped, incrementor] : dropped;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) return [node.left];
  return [];
}

/** The promise in a dropped expression that nothing handles. */
function floating(expression: ts.Expression, types: PromiseTypes): ts.Expression | undefined {
  const node = bare(expression);
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const chooses = [
      ts.SyntaxKind.AmpersandAmpersandToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.QuestionQuestionToken,
      ts.SyntaxKind.CommaToken,
    ].includes(kind);
    return chooses ? floating(node.right, types) : undefined; // an assignment keeps it
  }
  if (ts.isConditionalExpression(node))
    return floating(node.whenTrue, types) ?? floating(node.whenFalse, types);
  if (ts.isVoidExpression(node) || ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return undefined;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return undefined;
  if (!types.maybe(node) && !types.array(node)) return undefined;
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression: receiver } = node.expression;
    const [first, second] = node.arguments;
    if (name.text === 'catch' && first !== undefined) return undefined;
    if (name.text === 'then' && second !== undefined) return undefined;
    if (name.text === 'finally') return floating(receiver, types) && node;
  }
  return node;
}
