import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Container } from './containers.js';
import { Getters, type GetterContext } from './getters.js';
import { MainFunctions, type MainFunctionsContext } from './main-functions.js';
import type { Obstacle } from './obstacles.js';

/** What a place that cannot await is made into so that it can, or why it cannot. */
export interface Conversion {
  refusal: Obstacle | undefined;
  /** Plans the conversion and everything that follows from it. */
  convert(cause: Cause): void;
}

/** The constructs that cannot await and can be made into others that can. */
export class Conversions {
  readonly #getters: Getters;
  readonly #mains: MainFunctions;

  constructor(context: GetterContext & MainFunctionsContext) {
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

  /**
   * Plans the conversions that depend on everything that is found in their file.
   * @param isPlain whether a call becomes awaited, and nothing else
   */
  finish(isPlain: (call: ts.Node) => boolean): void {
    this.#mains.finish(isPlain);
  }
}
