import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { callableOf, describeCallable, type FunctionWithBody } from './callables.js';
import { isHandedThrough } from './callbacks/declared-result.js';
import { ignored } from './callbacks/index.js';
import { calleeText, takingOf } from './callbacks/taking-call.js';
import { usesName } from './local-names.js';
import { MainStatements } from './main-statements.js';
import { formFor } from './narrowed.js';
import type { Obstacle } from './obstacles.js';
import type { PlanBuilder } from './plan-builder.js';
import { constituents, type Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import { returnsIn } from './returns.js';
import type { SourceFiles } from './source-files.js';

export interface EffectContext {
  ask: Questions;
  files: Pick<SourceFiles, 'isExternal'>;
  plan: PlanBuilder;
  freeName: (near: ts.Node, proposed: string) => string;
}

/** What of a callback goes into an async function. */
interface Effect {
  fn: FunctionWithBody;
  first: number;
  awaited: Set<ts.Node>;
  cause: Cause;
}

/**
 * The callbacks that may give nothing, or something else that is no promise: what an effect of React gives is what cleans it
 * up. What such a callback does from its first await on goes into an async function, which it calls without waiting for it.
 */
export class EffectCallbacks {
  readonly #context: EffectContext;
  readonly #found = new Map<FunctionWithBody, Effect>();

  constructor(context: EffectContext) {
    this.#context = context;
  }

  /** Whether a function is such a callback of a library's, and not one that may be async itself. */
  has(fn: FunctionWithBody): boolean {
    if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
    if (fn.modifiers !== undefined || fn.asteriskToken !== undefined) return false;
    const { ask } = this.#context;
    const taking = takingOf(fn);
    const through =
      taking && ts.isCallExpression(taking) && isHandedThrough(fn, taking, ask) ? taking : undefined;
    return [fn, through].some((at) => at !== undefined && this.#mayGiveNothing(at));
  }

  /** Whether what is expected at a place is a library's callback that may give nothing, and gives no promise. */
  #mayGiveNothing(at: ts.Expression): boolean {
    const { ask, files } = this.#context;
    const expected = ask.expectedType(at);
    const signatures = (expected ? constituents(expected) : []).flatMap((type) => type.getCallSignatures());
    return (
      signatures.length > 0 &&
      signatures.every((signature) => {
        const { declaration } = signature;
        if (!declaration || ts.isJSDocSignature(declaration) || !files.isExternal(declaration)) return false;
        const result = signature.getReturnType();
        return (
          result.isUnion() &&
          result.types.some(({ flags }) => flags & ts.TypeFlags.Void) &&
          !ask.isPromise(result)
        );
      })
    );
  }

  /** Why a place in such a callback cannot go into an async function, if so. */
  refusal(at: ts.Node, fn: FunctionWithBody): Obstacle | undefined {
    const reason = this.#reason(at, fn);
    return reason === undefined
      ? undefined
      : { code: 'AS208', message: `${nameOf(fn)} needs the result at once; ${reason}` };
  }

  #reason(at: ts.Node, fn: FunctionWithBody): string | undefined {
    if (!ts.isBlock(fn.body))
      return fn.body === at && ts.isCallExpression(at)
        ? undefined
        : 'put braces around what the callback does, so that it gives nothing';
    const list = statementsOf(fn);
    const index = indexIn(list, at);
    if (index < 0) return 'do the database work before the call, and pass its results';
    const first = this.#first(fn, index);
    const moved = new MainStatements(list, first, false, this.#context.ask);
    const cleansUp = lastReturn(fn);
    const results = list.slice(first).flatMap(returnsIn);
    if (moved.refusal() !== undefined)
      return 'move the database work into an async function of its own, and call that';
    if (results.some(givesSomething))
      return 'give what cleans up at the end of the callback, and do the database work in an async function that it calls';
    if (
      cleansUp &&
      (results.length > 0 ||
        this.#uses(
          cleansUp,
          list.filter((one) => moved.inside.has(one)),
        ))
    )
      return 'what cleans up has to be there at once; do the database work in an async function that the callback calls';
    return undefined;
  }

  /** Takes note of an await in such a callback. */
  accept(at: ts.Node, fn: FunctionWithBody, cause: Cause): void {
    const known = this.#found.get(fn);
    const index = indexIn(statementsOf(fn), at);
    const first = index < 0 ? 0 : this.#first(fn, index);
    const awaited = (known?.awaited ?? new Set()).add(at);
    this.#found.set(fn, { fn, first, awaited, cause: known?.cause ?? cause });
    if (!known) this.#context.plan.hazard('AS301', fn, ignored(nameOf(fn)));
  }

  /**
   * Plans what was taken note of.
   * @param isPlain whether a call becomes awaited, and nothing else
   */
  finish(isPlain: (call: ts.Node) => boolean): void {
    for (const effect of this.#found.values()) {
      const call = onlyCall(effect);
      if (call && (isPlain(call) || call === effect.fn.body)) this.#float(call);
      else this.#wrap(effect);
    }
  }

  #float(call: ts.CallExpression): void {
    const { plan } = this.#context;
    const file = call.getSourceFile();
    const awaited = plan.planned('await', file, rangeOf(call));
    if (!awaited) return;
    plan.withdraw(awaited, file);
    const { because, reason } = awaited;
    plan.step('void', file, rangeOf(call), { because, reason }, {}, awaited.id);
  }

  #wrap({ fn, first, cause }: Effect): void {
    const { plan, ask, freeName } = this.#context;
    const list = statementsOf(fn);
    const { inside } = new MainStatements(list, first, false, ask);
    const all = list.filter((statement, index) => index >= first || inside.has(statement));
    const [start, end] = [all[0], all.at(-1)];
    if (!start || !end) return;
    const moved = all.filter((statement) => inside.has(statement));
    const why = { because: cause, reason: `${nameOf(fn)} waits for nothing, and takes no promise` };
    const cleansUp = lastReturn(fn);
    const name = usesName(fn, 'run') ? freeName(start, 'run') : 'run';
    plan.step('main-function', fn.getSourceFile(), { start: start.getStart(), end: end.end }, why, {
      name,
      form: formFor(moved, list, ask),
      statements: moved.map(rangeOf),
      list: [...list, ...(cleansUp ? [cleansUp] : [])].map(rangeOf),
      first: rangeOf(list[first] ?? start),
    });
  }

  #first(fn: FunctionWithBody, index: number): number {
    const known = this.#found.get(fn);
    return known ? Math.min(known.first, index) : index;
  }

  /** Whether a node uses what statements declare. */
  #uses(node: ts.Node, statements: readonly ts.Statement[]): boolean {
    if (ts.isIdentifier(node)) {
      const declaration = this.#context.ask.localSymbol(node)?.valueDeclaration;
      return (
        declaration !== undefined &&
        declaration.getSourceFile() === node.getSourceFile() &&
        statements.some(({ pos, end }) => pos <= declaration.pos && declaration.end <= end)
      );
    }
    return ts.forEachChild(node, (child) => this.#uses(child, statements) || undefined) ?? false;
  }
}

/** What a callback does, without what it gives at its end. */
function statementsOf(fn: FunctionWithBody): readonly ts.Statement[] {
  if (!ts.isBlock(fn.body)) return [];
  const { statements } = fn.body;
  return lastReturn(fn) ? statements.slice(0, -1) : statements;
}

/** The `return` with a value that a callback ends with. */
function lastReturn(fn: FunctionWithBody): ts.ReturnStatement | undefined {
  const last = ts.isBlock(fn.body) ? fn.body.statements.at(-1) : undefined;
  return last && ts.isReturnStatement(last) && givesSomething(last) ? last : undefined;
}

function givesSomething({ expression }: ts.ReturnStatement): boolean {
  return expression !== undefined && expression.getText() !== 'undefined';
}

function indexIn(list: readonly ts.Statement[], at: ts.Node): number {
  return list.findIndex(({ pos, end }) => pos <= at.pos && at.end <= end);
}

/** The call that is the only await of a callback and the last thing it does before it gives what cleans up. */
function onlyCall({ fn, first, awaited }: Effect): ts.CallExpression | undefined {
  const [only] = awaited;
  if (!only || awaited.size > 1 || !ts.isCallExpression(only)) return undefined;
  if (only === fn.body) return only;
  const list = statementsOf(fn);
  return only.parent === list[first] && first === list.length - 1 ? only : undefined;
}

/** How a message names what takes the callback, through what hands it on. */
function nameOf(fn: FunctionWithBody): string {
  let taking = takingOf(fn);
  for (let outer = taking; outer; outer = takingOf(outer)) taking = outer;
  return taking ? calleeText(taking) : `what calls ${describeCallable(callableOf(fn))}`;
}
