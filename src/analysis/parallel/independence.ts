import { ts } from '../../compiler/typescript.js';
import { bare, isMadeHere, type CallGraph } from '../array-origins.js';
import { declarationsOf, hasBody, type Callable } from '../callables.js';
import { iteratedBy, iteratorsOf } from '../iterated.js';
import { excerpt } from '../plan-builder.js';
import { constituents } from '../questions.js';
import type { Seeds } from '../seeds.js';
import { isWriteTarget } from '../write-targets.js';
import { languageEffect } from './language-calls.js';

/** What has to be known to say whether the turns of a callback depend on each other. */
export interface IndependenceContext extends CallGraph {
  seeds: Seeds;
  isLanguage: (node: ts.Node) => boolean;
  /** Whether a property is loaded when it is read, by the session its object belongs to. */
  isLazyRead: (node: ts.Node) => boolean;
  /** Whether a call runs callbacks in turn itself. */
  runsTurns: (call: ts.Node) => boolean;
}

/**
 * Why the turns of a callback cannot run together, if that cannot be proved: everything they reach has to be in sight,
 * change nothing but what it has made itself, and use no session, connection or transaction but its own.
 */
export function dependence(callback: ts.Expression, context: IndependenceContext): string | undefined {
  const reached = new Set<ts.Node>();
  const problems: string[] = [];
  const queue = bodiesOf(context.ask.callables(context.ask.type(callback)), context);
  if (queue.length === 0) return 'the callback is not in sight';
  for (let next = queue.pop(); next && problems.length === 0; next = queue.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    ts.forEachChild(next, (child) => {
      calls(child);
    });
  }
  function calls(node: ts.Node): void {
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isNewExpression(node)) {
      const outcome = calledBy(node, context);
      if (typeof outcome === 'string') problems.push(outcome);
      else queue.push(...outcome);
    }
    ts.forEachChild(node, calls);
  }
  if (problems[0] !== undefined) return problems[0];
  const uses = new Uses(reached, context);
  for (const body of reached) {
    const problem = uses.problemIn(body);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type AnyCall = ts.CallExpression | ts.TaggedTemplateExpression | ts.NewExpression;

/** The functions of the project that a call reaches, or why it cannot run beside itself. */
function calledBy(node: AnyCall, context: IndependenceContext): ts.Node[] | string {
  const { ask, seeds, isExternal, isLanguage } = context;
  if (context.runsTurns(node)) return `${excerpt(node)} runs turns of its own`;
  const made = ts.isNewExpression(node)
    ? (ask.checker.getResolvedSignature(node)?.declaration as ts.Node | undefined)
    : undefined;
  if (ts.isNewExpression(node) && !made) {
    // The constructor of a class that declares none: its fields are looked into.
    const declared = ask.symbol(node.expression)?.valueDeclaration;
    return declared && ts.isClassLike(declared) ? fieldsOf(declared) : `${excerpt(node)} is not in sight`;
  }
  const targets = made ? [made as Callable] : ts.isNewExpression(node) ? [] : ask.targets(node);
  if (targets.length === 0) return `${excerpt(node)} is not in sight`;
  const found: ts.Node[] = [];
  for (const target of targets) {
    if (!isExternal(target)) {
      const bodies = bodiesOf([target], context);
      if (bodies.length === 0) return `${excerpt(node)} is not in sight`;
      found.push(...bodies);
      if (ts.isConstructorDeclaration(target)) found.push(...fieldsOf(target.parent));
    } else if (seeds.tasks.effects.has(target)) {
      return `${excerpt(node)} writes, and the order of writes shows`;
    } else if (seeds.calls.has(target) && !isSpokenOf(target, context)) {
      return `the profile does not say what several tasks may do with what ${excerpt(node)} uses`;
    } else if (isLanguage(target)) {
      const effect = languageEffect(target);
      if (effect === 'unknown') return `${excerpt(node)} does something whose order may show`;
      const changed =
        ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
          ? node.expression.expression
          : undefined;
      if (effect === 'changes-receiver' && !(changed && isOwn(changed, context)))
        return `${excerpt(node)} may change what other turns use`;
    } else if (!seeds.tasks.folders.some((folder) => target.getSourceFile().fileName.startsWith(folder))) {
      return `${excerpt(node)} does something whose order may show`;
    }
  }
  return found;
}

/** Whether a member that does I/O is of a type that belongs to one task, or may be used by all. */
function isSpokenOf({ parent }: Callable, { seeds }: IndependenceContext): boolean {
  const owner = (parent as { symbol?: ts.Symbol }).symbol;
  return owner !== undefined && (seeds.tasks.owned.has(owner) || seeds.tasks.shared.has(owner));
}

/** The bodies behind callables: their own, and those of what stands for a member or a function type. */
function bodiesOf(callables: readonly Callable[], graph: CallGraph): ts.Node[] {
  const seen = new Set<Callable>();
  const found: ts.Node[] = [];
  const queue = [...callables];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (seen.has(next) || graph.isExternal(next)) continue;
    seen.add(next);
    found.push(
      ...declarationsOf(next).filter((one) => hasBody(one) || (ts.isConstructorDeclaration(one) && one.body)),
    );
    queue.push(...graph.flowsInto(next).map(({ from }) => from));
  }
  return found;
}

function fieldsOf(owner: ts.Node): ts.Node[] {
  return ts.isClassLike(owner) ? owner.members.filter((member) => ts.isPropertyDeclaration(member)) : [];
}

/** Whether what an expression stands for was made by the function it is in, for a variable of its own. */
function isOwn(node: ts.Expression, context: IndependenceContext): boolean {
  const value = bare(node);
  if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) return false;
  if (value.kind === ts.SyntaxKind.ThisKeyword) {
    const within = ts.findAncestor(value, (at) => ts.isFunctionLike(at) && !ts.isArrowFunction(at));
    return within !== undefined && ts.isConstructorDeclaration(within);
  }
  if (!ts.isIdentifier(value)) return isMadeHere(value, context);
  const declaration = context.ask.symbol(value)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const holder = ts.findAncestor(declaration, ts.isFunctionLike);
  const made = bare(declaration.initializer);
  return (
    holder !== undefined &&
    ts.findAncestor(value, (at) => at === holder) !== undefined &&
    (ts.isObjectLiteralExpression(made) || isMadeHere(made, context))
  );
}

/** What the functions that a turn reaches do with values. */
class Uses {
  readonly #reached: ReadonlySet<ts.Node>;
  readonly #context: IndependenceContext;

  constructor(reached: ReadonlySet<ts.Node>, context: IndependenceContext) {
    this.#reached = reached;
    this.#context = context;
  }

  problemIn(body: ts.Node): string | undefined {
    const visit = (node: ts.Node): string | undefined =>
      ts.isTypeNode(node) ? undefined : (this.#problemAt(node) ?? ts.forEachChild(node, visit));
    return ts.forEachChild(body, visit);
  }

  #problemAt(node: ts.Node): string | undefined {
    if (this.#context.isLazyRead(node))
      return `${excerpt(node)} is loaded by the session its object belongs to`;
    if (
      ts.isExpression(node) &&
      (isWriteTarget(node) || ts.isDeleteExpression(node.parent)) &&
      !this.#isOwnTarget(node)
    )
      return `${excerpt(node)} is written, which other turns may use`;
    if (this.#runsUnseen(node)) return `${excerpt(node)} runs code that is not looked into`;
    if (!ts.isExpression(node) && !ts.isBindingElement(node) && !ts.isParameter(node)) return undefined;
    return this.#isOwned(node) ? this.#owned(node) : undefined;
  }

  /** Whether a node calls a getter or an iterator of the project's own, which no call names. */
  #runsUnseen(node: ts.Node): boolean {
    const { ask, isExternal } = this.#context;
    if (ts.isPropertyAccessExpression(node)) {
      const symbol = ask.symbol(node.name);
      const accessor = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Accessor) !== 0;
      return accessor && (symbol.declarations ?? []).some((declaration) => !isExternal(declaration));
    }
    const iterated = iteratedBy(node);
    return iterated !== undefined && iteratorsOf(ask.type(iterated), ask).some((one) => !isExternal(one));
  }

  #isOwnTarget(node: ts.Expression): boolean {
    if (ts.isIdentifier(node)) return this.#isInside(this.#context.ask.symbol(node)?.valueDeclaration);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      return isOwn(node.expression, this.#context);
    return false;
  }

  /** Whether a declaration lives within one turn. */
  #isInside(declaration: ts.Node | undefined): boolean {
    return (
      declaration !== undefined && ts.findAncestor(declaration, (at) => this.#reached.has(at)) !== undefined
    );
  }

  /** Whether a node is a value of a type that belongs to one task at a time. */
  #isOwned(node: ts.Node): boolean {
    const { ask, seeds } = this.#context;
    if (ts.isIdentifier(node) && !isValue(node)) return false;
    return constituents(ask.type(node)).some((part) => {
      // A class and its objects have one symbol.
      const names = [part.symbol as ts.Symbol | undefined, part.aliasSymbol];
      const isNamed = names.some((one) => one !== undefined && seeds.tasks.owned.has(one));
      return isNamed && part.getConstructSignatures().length === 0;
    });
  }

  /** Why a value that belongs to one task is not the turn's own, if so. */
  #owned(node: ts.Node): string | undefined {
    const { ask, isLanguage } = this.#context;
    const shared = `${excerpt(node)} is used by every turn`;
    if (
      ts.isBindingElement(node) ||
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node)
    )
      return shared;
    if (ts.isParameter(node)) {
      const call = node.parent.parent;
      const isGiven = ts.isCallExpression(call) && ask.targets(call).some(isLanguage);
      return isGiven || !isArgumentOfOwn(node, this.#reached) ? shared : undefined;
    }
    if (ts.isCallExpression(node)) return ask.targets(node).some(isLanguage) ? shared : undefined;
    if (!ts.isIdentifier(node)) return undefined;
    const declaration = ask.symbol(node)?.valueDeclaration;
    if (!this.#isInside(declaration)) return shared;
    const isLoopVariable =
      declaration && ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent);
    return isLoopVariable ? shared : undefined;
  }
}

/** Whether a parameter gets its value from a call within the turn: not that of the turn's own callback. */
function isArgumentOfOwn(parameter: ts.ParameterDeclaration, reached: ReadonlySet<ts.Node>): boolean {
  const [first] = reached;
  return parameter.parent !== first;
}

/** Whether an identifier stands for a value, and not for the name of something. */
function isValue(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === name;
  const declares = ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
  return declares
    ? parent.initializer === name
    : !ts.isPropertyDeclaration(parent) && !ts.isMethodDeclaration(parent);
}
