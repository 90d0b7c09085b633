import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Container } from './containers.js';
import { Getters, type GetterContext } from './getters.js';
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

  constructor(context: GetterContext) {
    this.#getters = new Getters(context);
  }

  /** @returns how a container that is a wall is dealt with; `undefined` where nothing can be done about its kind */
  of({ node }: Extract<Container, { kind: 'wall' }>): Conversion | undefined {
    if (ts.isGetAccessor(node)) {
      return {
        refusal: this.#getters.obstacle(node),
        convert: (cause) => {
          this.#getters.convert(node, cause);
        },
      };
    }
    return undefined;
  }
}
