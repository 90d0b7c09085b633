import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import { stateAccess, type StateAccess } from './hazards/shared-state.js';
import type { Questions } from './questions.js';

/** What is needed to judge statements. */
export interface SetUpContext {
  ask: Questions;
  /** Types whose values can be told to do something before all that is asked of them next, with the method for it. */
  methods: ReadonlyMap<ts.Symbol, string>;
  isExternal: (node: ts.Node) => boolean;
  /** Whether a callable talks to the database. */
  isSeed: (callable: Callable) => boolean;
}

/** An object that is told to do something first. */
export interface Handle {
  text: string;
  method: string;
  /** What it is called in the methods of the class that has it in a field. */
  inMethods?: string;
}

/** What doing a statement a little later than what follows it comes to. */
export interface Delay {
  /** It cannot be: it declares or exports something, or means something else in a function. */
  isMisfit: boolean;
  /** What it leaves behind, variables and fields, which is there at once now. */
  left: readonly StateAccess[];
  /** What functions it calls leave behind that do not talk to the database: a log, a counter. */
  late: readonly StateAccess[];
}

/** Says what doing a statement later comes to, through everything it calls. */
export function delayOf(statement: ts.Statement, context: SetUpContext): Delay {
  if (!isDoing(statement) || isBound(statement)) return { isMisfit: true, left: [], late: [] };
  const { own, late } = writesIn(statement, statement, context, new Set());
  return { isMisfit: false, left: own, late };
}

interface Writes {
  /** By what talks to the database. */
  own: readonly StateAccess[];
  late: readonly StateAccess[];
  /** Whether the database is reached. */
  reaches: boolean;
}

/** @param holder the statement or function whose own variables are nobody else's business */
function writesIn(root: ts.Node, holder: ts.Node, context: SetUpContext, seen: Set<ts.Node>): Writes {
  const { ask, isExternal, isSeed } = context;
  const own: StateAccess[] = [];
  const late: StateAccess[] = [];
  let reaches = false;
  const visit = (node: ts.Node): void => {
    const access = stateAccess(node, holder, ask, () => false);
    if (access && access.kind !== 'read') own.push(access);
    if (ts.isCallExpression(node)) {
      for (const target of ask.targets(node)) {
        reaches ||= isSeed(target);
        if (!hasBody(target) || isExternal(target) || seen.has(target)) continue;
        seen.add(target);
        const called = writesIn(target.body, target, context, seen);
        late.push(...called.late, ...(called.reaches ? [] : called.own));
        if (called.reaches) own.push(...called.own);
        reaches ||= called.reaches;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { own, late, reaches };
}

/** Whether something in a statement means something else in a function. */
export function isBound(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (node.kind === ts.SyntaxKind.SuperKeyword && ts.isCallExpression(node.parent)) return true;
  if (ts.isIdentifier(node) && isOfModule(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => isBound(child) || undefined) ?? false);
}

/** Whether a statement does something, or declares what may be of use to its neighbours alone. */
export function isDoing(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) {
    const { flags } = statement.declarationList;
    return (flags & ts.NodeFlags.BlockScoped) !== 0 && (statement.modifiers ?? []).length === 0;
  }
  return (
    ts.isExpressionStatement(statement) ||
    ts.isIfStatement(statement) ||
    ts.isTryStatement(statement) ||
    ts.isBlock(statement) ||
    ts.isIterationStatement(statement, false)
  );
}

/** Whether a name is one that a module or function has of its own: `module`, `exports`, `arguments`. */
function isOfModule(name: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(name.parent) && name.parent.name === name) return false;
  if (ts.isPropertyAssignment(name.parent) && name.parent.name === name) return false;
  return name.text === 'module' || name.text === 'exports' || name.text === 'arguments';
}

/**
 * The one object that statements work with, or that was made by one of those before them.
 * @returns it, or nothing where there is none, or more than one
 */
export function handleOf(
  statements: readonly ts.Statement[],
  before: readonly ts.Statement[],
  context: SetUpContext,
): Handle | undefined {
  const aliases = aliasesIn(before);
  const named = (found: readonly Handle[]) =>
    new Map(
      found.map(({ text, method }) => [
        aliases.get(text) ?? text,
        { text: aliases.get(text) ?? text, method },
      ]),
    );
  const used = named(statements.flatMap((one) => handlesIn(one, statements, context)));
  const made = used.size > 0 ? used : named(before.flatMap((one) => handlesIn(one, [], context)));
  const [first, second] = made.values();
  if (!first || second) return undefined;
  const names = [
    first.text,
    ...[...aliases].flatMap(([name, other]) => (other === first.text ? [name] : [])),
  ];
  const inMethods = names.find((name) => name.startsWith('this.'));
  return { ...first, ...(inMethods !== undefined && { inMethods }) };
}

function handlesIn(root: ts.Node, inside: readonly ts.Node[], { ask, methods }: SetUpContext): Handle[] {
  const found: Handle[] = [];
  const visit = (node: ts.Node): void => {
    if (isPath(node)) {
      const method = methodOf(node);
      const isNamed = !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
      if (method !== undefined && isNamed && !isDeclaredIn(node)) {
        found.push({ text: node.getText(), method });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  const methodOf = (node: ts.Expression): string | undefined => {
    const named = ask.symbol(ts.isPropertyAccessExpression(node) ? node.name : node);
    // What may be nothing is known to be something only until a function begins.
    const type = named?.valueDeclaration && ask.checker.getTypeOfSymbol(named);
    // The type of a class itself has the class's symbol too.
    const symbol = type && type.getConstructSignatures().length === 0 ? type.getSymbol() : undefined;
    return symbol && methods.get(symbol);
  };
  const isDeclaredIn = (node: ts.Node): boolean => {
    const root = rootOf(node);
    const declaration = ts.isIdentifier(root) ? ask.localSymbol(root)?.valueDeclaration : undefined;
    if (!declaration) return false;
    const isIn = (outer: ts.Node) =>
      declaration.getSourceFile() === outer.getSourceFile() &&
      outer.pos <= declaration.pos &&
      declaration.end <= outer.end;
    return inside.some(isIn);
  };
  visit(root);
  return found;
}

/** A name, or names below `this` or another: what stands for the same object each time. */
function isPath(node: ts.Node): node is ts.Identifier | ts.PropertyAccessExpression {
  if (ts.isIdentifier(node)) return true;
  if (!ts.isPropertyAccessExpression(node) || node.questionDotToken) return false;
  return node.expression.kind === ts.SyntaxKind.ThisKeyword || isPath(node.expression);
}

/** What names were given to what has another: `this.db = db`. */
function aliasesIn(statements: readonly ts.Statement[]): Map<string, string> {
  const assigned = statements.flatMap((one) => {
    if (!ts.isExpressionStatement(one) || !ts.isBinaryExpression(one.expression)) return [];
    const { left, operatorToken, right } = one.expression;
    const isKept = operatorToken.kind === ts.SyntaxKind.EqualsToken && isPath(left) && isPath(right);
    return isKept ? [[left.getText(), right.getText()] as const] : [];
  });
  return new Map(assigned);
}

function rootOf(node: ts.Node): ts.Node {
  return ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : node;
}
