import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { hasBody } from './callables.js';
import type { Container } from './containers.js';
import { Generators, type CollectUse, type GeneratorContext } from './generators.js';
import { Getters, type GetterContext } from './getters.js';
import { MainFunctions, type MainFunctionsContext } from './main-functions.js';
import type { Obstacle } from './obstacles.js';

/** What a place that cannot await is made into so that it can, or why it cannot. */
export interface Conversion {
  refusal: Obstacle | undefined;
  /** Plans the conversion and everything that follows from it. */
  convert(cause: Cause): void;
  /** Says also elsewhere why it cannot be made into anything else. */
  refuse?(cause: Cause): void;
}

/** The constructs that cannot await and can be made into others that can. */
export class Conversions {
  readonly #getters: Getters;
  readonly #mains: MainFunctions;
  readonly #generators: Generators;

  constructor(context: GetterContext & MainFunctionsContext & GeneratorContext) {
    this.#generators = new Generators(context);
    this.#getters = new Getters(context);
    this.#mains = new MainFunctions(context);
  }

  /**
   * @param at what is to be awaited in the container
   * @returns how a container that is a wall is dealt with; `undefined` where nothing can be done about its kind
   */
  of({ node }: Extract<Container, { kind: 'wall' }>, at: ts.Node): Conversion | undefined {
    if (ts.isGetAccessor(node)) {
      return {
        refusal: this.#getters.obstacle(node),
        convert: (cause) => {
          this.#getters.convert(node, cause);
        },
      };
    }
    if (hasBody(node)) {
      return {
        refusal: this.#generators.obstacle(node),
        convert: (cause) => {
          this.#generators.convert(node, cause);
        },
        refuse: (cause) => {
          this.#generators.refuse(node, cause);
        },
      };
    }
    if (ts.isSourceFile(node)) {
      return {
        refusal: this.#mains.refusal(at),
        convert: (cause) => {
          this.#mains.accept(at, cause);
        },
      };
    }
    return undefined;
  }

  /** The places where a helper collects what an asynchronous generator yields. */
  get collectUses(): readonly CollectUse[] {
    return this.#generators.uses;
  }

  /**
   * Plans the conversions that depend on everything that is found in their file.
   * @param isPlain whether a call becomes awaited, and nothing else
   */
  finish(isPlain: (call: ts.Node) => boolean): void {
    this.#mains.finish(isPlain);
  }
}
