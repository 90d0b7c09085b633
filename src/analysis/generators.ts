import path from 'node:path';
import type { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { isAsync, type Callable, type FunctionWithBody } from './callables.js';
import { place } from './expression-places.js';
import { IterationClosure, type IterationContext } from './iteration-closure.js';
import { iteratorSymbol } from './iteration-types.js';
import type { IterationPlace } from './iteration-places.js';
import type { Obstacle } from './obstacles.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';

export interface GeneratorContext extends IterationContext {
  plan: PlanBuilder;
  awaitExpression: (node: ts.Expression, cause: Cause, reason: string, also?: (id: number) => void) => void;
  grant: (node: ts.Node, cause: Cause, act: () => number) => void;
}

/** A place where the items of an asynchronous iterable are put into an array by a helper. */
export interface CollectUse {
  file: ts.SourceFile;
  node: ts.Expression;
  helper: 'collectAsync' | 'takeAsync';
}

/**
 * Turns generators that do I/O into asynchronous ones, with everything that gives, holds and reads what they yield; where
 * something that reads it cannot wait, both places are walls.
 */
export class Generators {
  readonly #context: GeneratorContext;
  readonly #closures = new Map<ts.Node, IterationClosure>();
  readonly #converted = new Set<ts.Node>();
  readonly uses: CollectUse[] = [];

  constructor(context: GeneratorContext) {
    this.#context = context;
  }

  /** Why a generator cannot become asynchronous, if so. */
  obstacle(generator: FunctionWithBody): Obstacle | undefined {
    const { refusal } = this.#of(generator);
    if (!refusal) return undefined;
    const { node } = refusal;
    const reader = `${path.basename(node.getSourceFile().fileName)}, ${excerpt(node)}`;
    const message =
      node === generator
        ? refusal.message
        : `make it an async generator once this can wait for it: ${reader}`;
    return { code: 'AS205', message };
  }

  /** Plans a wall where what stands in the way of a generator's conversion is. */
  refuse(generator: FunctionWithBody, cause: Cause): void {
    const { refusal } = this.#of(generator);
    const { plan, mayChange } = this.#context;
    if (!refusal || refusal.node === generator) return;
    const marker = mayChange(refusal.node.getSourceFile());
    plan.wall('AS205', refusal.node, refusal.message, cause, marker);
  }

  /** Plans the conversion of a generator and of all that belongs to it. */
  convert(generator: FunctionWithBody, cause: Cause): void {
    if (this.#converted.has(generator)) return;
    const closure = this.#of(generator);
    const { plan } = this.#context;
    const why = { because: cause, reason: 'what it yields has to be waited for' };
    let step = cause;
    for (const fn of closure.generators) {
      this.#converted.add(fn);
      if (isAsync(fn)) continue;
      const id = plan.step('make-async', fn.getSourceFile(), rangeOf(fn), why, {});
      if (fn === generator) step = { step: id };
    }
    const because = { because: step, reason: 'what it gives is asynchronous' };
    for (const { name, to } of closure.types)
      plan.step('replace-text', name.getSourceFile(), rangeOf(name), because, { text: to });
    for (const callable of closure.functions) this.#rename(callable, step);
    for (const { value, place } of closure.places) this.#read(value, place, step);
  }

  #of(generator: FunctionWithBody): IterationClosure {
    const known = this.#closures.get(generator) ?? new IterationClosure(generator, this.#context);
    this.#closures.set(generator, known);
    return known;
  }

  #rename(callable: Callable, because: Cause): void {
    const why = { because, reason: 'it is iterated asynchronously' };
    const symbol = iteratorSymbol(callable.name);
    if (symbol)
      this.#context.plan.step('replace-text', symbol.getSourceFile(), rangeOf(symbol), why, {
        text: 'asyncIterator',
      });
  }

  #read(value: ts.Expression, at: IterationPlace, cause: Cause): void {
    const { plan, grant, awaitExpression } = this.#context;
    const file = value.getSourceFile();
    const why = { because: cause, reason: `${place(value)} ${excerpt(value)} is read asynchronously` };
    switch (at.kind) {
      case 'loop': {
        const { node } = at;
        grant(node, cause, () => plan.step('for-await', file, rangeOf(node), why, {}));
        return;
      }
      case 'step':
        awaitExpression(at.node, cause, `${excerpt(at.node)} steps an asynchronous iterator`);
        return;
      case 'iterator':
        plan.step('replace-text', file, rangeOf(at.symbol), why, { text: 'asyncIterator' });
        return;
      case 'collect':
      case 'take': {
        const { node } = at;
        const source = rangeOf(value);
        const more = at.kind === 'take' ? { count: at.count } : at.map ? { map: rangeOf(at.map) } : {};
        const helper = at.kind === 'take' ? 'takeAsync' : 'collectAsync';
        grant(node, cause, () => {
          this.uses.push({ file, node, helper });
          return plan.step('collect', file, rangeOf(node), why, { helper, source, ...more });
        });
        return;
      }
      case 'delegate':
      case 'value':
      case 'variable':
      case 'argument':
      case 'result':
      case 'nothing':
      case 'other':
        return;
    }
  }
}
