import { ts } from '../../compiler/typescript.js';

/**
 * What a function does, in the order it does it, as far as a hazard can depend on it: the events of one function body,
 * with what happens after one another, in one of several ways, and again and again.
 */
export type Flow<E> =
  | { kind: 'event'; event: E }
  | { kind: 'sequence'; parts: readonly Flow<E>[] }
  | { kind: 'either'; parts: readonly Flow<E>[] }
  | { kind: 'repeat'; part: Flow<E> }
  | { kind: 'exit' };

/** Says what a node means, its children seen to already: the events it stands for. */
export interface Reader<E> {
  /** Events of a node itself, that happen after its children's. */
  after(node: ts.Node): readonly E[];
  /** A function that runs where it stands, before the call it is given to returns. */
  runsInPlace(node: ts.FunctionLikeDeclaration): boolean;
}

/** Reads the body of a function, or any other node, into a flow. */
export function flowOf<E>(node: ts.Node, reader: Reader<E>): Flow<E> {
  const sequence = (...nodes: (ts.Node | undefined)[]): Flow<E> => ({
    kind: 'sequence',
    parts: nodes.flatMap((one) => (one ? [visit(one)] : [])),
  });
  const either = (...parts: Flow<E>[]): Flow<E> => ({ kind: 'either', parts });
  const repeat = (part: Flow<E>): Flow<E> => ({ kind: 'repeat', part });
  const nothing: Flow<E> = { kind: 'sequence', parts: [] };

  const children = (parent: ts.Node): Flow<E> => {
    const parts: Flow<E>[] = [];
    ts.forEachChild(parent, (child) => {
      parts.push(visit(child));
    });
    return { kind: 'sequence', parts };
  };

  const inner = (at: ts.Node): Flow<E> => {
    if (ts.isIfStatement(at)) return branch(at.expression, at.thenStatement, at.elseStatement);
    if (ts.isConditionalExpression(at)) return branch(at.condition, at.whenTrue, at.whenFalse);
    if (ts.isBinaryExpression(at)) return binary(at);
    if (ts.isForStatement(at)) {
      return join(optional(at.initializer), repeat(sequence(at.condition, at.statement, at.incrementor)));
    }
    if (ts.isForOfStatement(at) || ts.isForInStatement(at)) {
      return join(visit(at.expression), repeat(sequence(at.initializer, at.statement)));
    }
    if (ts.isWhileStatement(at)) return repeat(sequence(at.expression, at.statement));
    if (ts.isDoStatement(at)) return repeat(sequence(at.statement, at.expression));
    if (ts.isSwitchStatement(at)) {
      const clauses = at.caseBlock.clauses.map((clause) => children(clause));
      return join(visit(at.expression), either(nothing, ...clauses));
    }
    if (ts.isTryStatement(at)) {
      const body = visit(at.tryBlock);
      const caught = at.catchClause ? either(body, join(body, visit(at.catchClause.block))) : body;
      return join(caught, optional(at.finallyBlock));
    }
    return children(at);
  };
  const optional = (at: ts.Node | undefined): Flow<E> => (at ? visit(at) : nothing);
  const join = (...parts: Flow<E>[]): Flow<E> => ({ kind: 'sequence', parts });

  const branch = (condition: ts.Expression, yes: ts.Node, no: ts.Node | undefined): Flow<E> => {
    const { holds, fails } = test(condition);
    return either(join(holds, visit(yes)), join(fails, optional(no)));
  };
  /** What is evaluated of a condition where it holds, and where it fails. */
  const test = (condition: ts.Expression): { holds: Flow<E>; fails: Flow<E> } => {
    if (ts.isParenthesizedExpression(condition)) return test(condition.expression);
    if (ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken) {
      const { holds, fails } = test(condition.operand);
      return { holds: fails, fails: holds };
    }
    if (ts.isBinaryExpression(condition)) {
      const operator = condition.operatorToken.kind;
      const [left, right] = [test(condition.left), test(condition.right)];
      if (operator === ts.SyntaxKind.AmpersandAmpersandToken) {
        return {
          holds: join(left.holds, right.holds),
          fails: either(left.fails, join(left.holds, right.fails)),
        };
      }
      if (operator === ts.SyntaxKind.BarBarToken) {
        return {
          holds: either(left.holds, join(left.fails, right.holds)),
          fails: join(left.fails, right.fails),
        };
      }
    }
    const flow = visit(condition);
    return { holds: flow, fails: flow };
  };

  const binary = (at: ts.BinaryExpression): Flow<E> => {
    const operator = at.operatorToken.kind;
    if (isShortCircuit(operator)) return join(visit(at.left), either(nothing, visit(at.right)));
    return sequence(at.left, at.right);
  };

  const visit = (at: ts.Node): Flow<E> => {
    if (ts.isTypeNode(at) || ts.isClassLike(at)) return nothing;
    if (at !== node && ts.isFunctionLike(at)) {
      const runs = !ts.isFunctionDeclaration(at) && 'body' in at && reader.runsInPlace(at);
      return runs && at.body ? repeat(visit(at.body)) : nothing;
    }
    const events = reader.after(at).map((event): Flow<E> => ({ kind: 'event', event }));
    const leaves = ts.isReturnStatement(at) || ts.isThrowStatement(at);
    const parts = leaves ? [inner(at), ...events, { kind: 'exit' } as const] : [inner(at), ...events];
    return { kind: 'sequence', parts };
  };
  return visit(node);
}

function isShortCircuit(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken ||
    operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    operator === ts.SyntaxKind.BarBarEqualsToken ||
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken
  );
}

/** What is known at one point of a flow, and how two ways that meet there are seen as one. */
export interface Knowledge<S extends object> {
  copy: (state: S) => S;
  merge: (one: S, other: S) => S;
}

/**
 * Follows a flow from a state through its events.
 * @param step changes the state by an event
 * @returns the state at the end; nothing if the end is never reached
 */
export function follow<E, S extends object>(
  flow: Flow<E>,
  start: S,
  step: (state: S, event: E) => void,
  { copy, merge }: Knowledge<S>,
): S | undefined {
  const run = (at: Flow<E>, state: S): S | undefined => {
    switch (at.kind) {
      case 'event':
        step(state, at.event);
        return state;
      case 'exit':
        return undefined;
      case 'sequence': {
        let current: S | undefined = state;
        for (const part of at.parts) if (current !== undefined) current = run(part, current);
        return current;
      }
      case 'either':
        return joined(at.parts.map((part) => run(part, copy(state))));
      case 'repeat': {
        // What a turn leaves behind meets the next turn: two turns show all there is to see.
        const once = run(at.part, copy(state));
        const again = once === undefined ? undefined : run(at.part, copy(once));
        return joined([state, once, again]);
      }
    }
  };
  const joined = (states: readonly (S | undefined)[]): S | undefined => {
    const reached = states.filter((state) => state !== undefined);
    return reached.length === 0 ? undefined : reached.reduce(merge);
  };
  return run(flow, start);
}
