import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { catchesEverything } from './callbacks/caught-errors.js';
import { usesName } from './local-names.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import { returnsIn } from './returns.js';
import type { SourceFiles } from './source-files.js';

export interface ExecutorContext {
  ask: Questions;
  files: Pick<SourceFiles, 'isLanguage'>;
  plan: PlanBuilder;
  freeName: (near: ts.Node, proposed: string) => string;
}

/** The function that is given to `new Promise()`. */
type Executor = (ts.ArrowFunction | ts.FunctionExpression) & { body: ts.Block };

/**
 * The functions given to `new Promise()` that are to await. What such a function throws rejects the promise, and what one
 * rejects with that is async is seen by nobody: so what it does goes into an async function, whose errors are handed on.
 */
export class PromiseExecutors {
  readonly #context: ExecutorContext;
  readonly #found = new Map<Executor, Cause>();

  constructor(context: ExecutorContext) {
    this.#context = context;
  }

  /** Whether a function is such an executor, written where it is given, and can be put so. */
  has(fn: ts.Node): fn is Executor {
    if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
    const { parameters, body, modifiers, asteriskToken } = fn;
    if (modifiers || asteriskToken || !ts.isBlock(body) || !this.#isGivenToPromise(fn)) return false;
    return (
      (parameters.length === 1 || parameters.length === 2) &&
      parameters.every(
        ({ name, initializer, dotDotDotToken }) =>
          ts.isIdentifier(name) && initializer === undefined && dotDotDotToken === undefined,
      ) &&
      returnsIn(body).every((given) => this.#isNothing(given))
    );
  }

  #isGivenToPromise(fn: ts.Expression): boolean {
    const { ask, files } = this.#context;
    const { parent } = fn;
    if (!ts.isNewExpression(parent) || parent.arguments?.[0] !== fn) return false;
    const declaration = ask.symbol(parent.expression)?.valueDeclaration;
    return (
      parent.expression.getText() === 'Promise' && declaration !== undefined && files.isLanguage(declaration)
    );
  }

  /** Whether a `return` gives nothing that a function without a result may not give. */
  #isNothing({ expression }: ts.ReturnStatement): boolean {
    const nothing = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Any | ts.TypeFlags.Never;
    return expression === undefined || (this.#context.ask.type(expression).flags & nothing) !== 0;
  }

  /** Takes note that an executor awaits. */
  accept(fn: Executor, cause: Cause): void {
    if (this.#found.has(fn)) return;
    this.#found.set(fn, cause);
    const { ask, plan } = this.#context;
    const given = assignments(fn.body).find(({ left }) => {
      const declaration = ts.isIdentifier(left) ? ask.symbol(left)?.valueDeclaration : undefined;
      return declaration && ts.findAncestor(declaration, (node) => node === fn) === undefined;
    });
    if (!given) return;
    const message = `new Promise() does not wait for its executor, which gives ${given.left.getText()} its value a little later now: who reads it at once meets it as it was before. Give it before the first await.`;
    plan.hazard('AS301', fn, message, given);
  }

  /** Plans what was taken note of. */
  finish(): void {
    for (const [fn, because] of this.#found) this.#wrap(fn, because);
  }

  #wrap(fn: Executor, because: Cause): void {
    const { plan, freeName } = this.#context;
    const { statements } = fn.body;
    const [first] = statements;
    const last = statements.at(-1);
    if (!first || !last) return;
    const why = { because, reason: 'new Promise() does not wait for what it calls' };
    const list = statements.map(rangeOf);
    const rejects = this.#rejects(fn, why);
    plan.step('main-function', fn.getSourceFile(), { start: first.getStart(), end: last.end }, why, {
      name: usesName(fn, 'run') ? freeName(first, 'run') : 'run',
      // An arrow function has the `this` and the narrowed variables of the executor.
      form: 'constant',
      statements: list,
      list,
      first: rangeOf(first),
      ...(rejects !== undefined && { rejects }),
    });
  }

  /** The parameter that rejects the promise, which is added where it is needed and missing. */
  #rejects(fn: Executor, why: Parameters<PlanBuilder['step']>[3]): string | undefined {
    const [resolve, reject] = fn.parameters;
    if (reject) return reject.name.getText();
    if (!resolve || catchesEverything(fn)) return undefined;
    const { plan, freeName } = this.#context;
    const file = fn.getSourceFile();
    const name = usesName(fn.body, 'reject') ? freeName(fn.body, 'reject') : 'reject';
    const isBare = !file.text.slice(fn.getStart(), resolve.getStart()).includes('(');
    const text = isBare ? `(${resolve.getText()}, ${name})` : `${resolve.getText()}, ${name}`;
    plan.step('replace-text', file, rangeOf(resolve), why, { text });
    return name;
  }
}

/** The assignments of a function's body, without those of functions inside it. */
function assignments(node: ts.Node): ts.BinaryExpression[] {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return [];
  const found: ts.BinaryExpression[] = [];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) found.push(node);
  ts.forEachChild(node, (child) => {
    found.push(...assignments(child));
  });
  return found;
}
