import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { callableOf, type Callable, type FunctionWithBody } from './callables.js';
import { callbackMeaning } from './callbacks/index.js';
import type { Obstacle } from './obstacles.js';
import { ParameterMoves, type MovedParameter } from './parameter-moves.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { FlowFact } from './scan.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';

export interface ParameterDefaultsContext {
  ask: Questions;
  files: SourceFiles;
  seeds: Seeds;
  plan: PlanBuilder;
  freeName: (near: ts.Node, proposed: string) => string;
  flowsFrom: (callable: Callable) => readonly FlowFact[];
}

/** The parameters whose defaults do I/O: where that can be, they are moved into the body, with those that follow them. */
export class ParameterDefaults {
  readonly #context: ParameterDefaultsContext;
  readonly #moved = new Map<FunctionWithBody, { moves: readonly MovedParameter[]; cause: Cause }>();

  constructor(context: ParameterDefaultsContext) {
    this.#context = context;
  }

  /** Why the default of a parameter cannot be moved into the body, if so. */
  refusal(fn: FunctionWithBody, parameter: ts.ParameterDeclaration): Obstacle | undefined {
    const because = this.#reason(fn, parameter);
    return because === undefined ? undefined : { code: 'AS204', message: because };
  }

  #reason(fn: FunctionWithBody, parameter: ts.ParameterDeclaration): string | undefined {
    const { flowsFrom, plan } = this.#context;
    if (fn.asteriskToken) return 'the body of a generator runs later than its defaults; pass the value';
    if (flowsFrom(callableOf(fn)).some((flow) => this.#mayCount(flow)))
      return 'a library is given the function and may count its parameters; write a function without defaults for it';
    const file = fn.getSourceFile();
    if (fn.parameters.some(({ name }) => plan.planned('destructure-parameter', file, rangeOf(name))))
      return 'another parameter is taken apart in the body; move the default into the body of the function';
    return new ParameterMoves(fn, this.#context).refusal(this.#first(fn, parameter));
  }

  /** Whether a library is given the function that may count its parameters: array methods do not. */
  #mayCount(flow: FlowFact): boolean {
    return flow.external && callbackMeaning(flow, this.#context.ask, this.#context).kind !== 'helper';
  }

  /** Takes note that a parameter's default is awaited in the body. */
  accept(fn: FunctionWithBody, parameter: ts.ParameterDeclaration, cause: Cause): void {
    const known = this.#moved.get(fn);
    const from = this.#first(fn, parameter);
    const moves = new ParameterMoves(fn, this.#context).from(from);
    if (!known || known.moves.length < moves.length)
      this.#moved.set(fn, { moves, cause: known?.cause ?? cause });
  }

  /** Whether a function's parameters change, so that no other step can change them. */
  has(fn: ts.Node): boolean {
    return this.#moved.has(fn as FunctionWithBody);
  }

  /** Plans what was taken note of. */
  finish(): void {
    const { plan, freeName } = this.#context;
    for (const [fn, { moves, cause }] of this.#moved) {
      const file = fn.getSourceFile();
      const why = { because: cause, reason: 'a parameter default cannot await' };
      const named = moves.map(({ proposedName, ...move }) => ({
        ...move,
        ...(proposedName !== undefined && { name: freeName(fn, proposedName) }),
      }));
      for (const { index } of moves)
        for (const tag of requiredTags(fn.parameters[index]))
          plan.step('replace-text', file, rangeOf(tag.name), why, { text: `[${tag.name.getText()}]` });
      const details = { body: rangeOf(fn.body), moves: named };
      plan.step('move-defaults', file, rangeOf(fn), why, details);
    }
  }

  /** The first parameter that moves: this one, or an earlier one that moves already. */
  #first(fn: FunctionWithBody, parameter: ts.ParameterDeclaration): number {
    const index = fn.parameters.indexOf(parameter);
    const known = this.#moved.get(fn)?.moves[0];
    return known ? Math.min(index, known.index) : index;
  }
}

/** What a JSDoc comment says of a parameter that may be left out because of its default. */
function requiredTags(parameter: ts.ParameterDeclaration | undefined): ts.JSDocParameterTag[] {
  if (!parameter || (parameter.flags & ts.NodeFlags.JavaScriptFile) === 0) return [];
  return ts.getJSDocParameterTags(parameter).filter((tag) => !tag.isBracketed);
}
