/**
 * What objects keep to themselves. As private members of their class it would make the class another type in each package
 * that has a copy of it, and no database of one would fit where another asks for one.
 */
export class Hidden<State> {
  readonly #states = new WeakMap<object, State>();

  set(owner: object, state: State): void {
    this.#states.set(owner, state);
  }

  get(owner: object): State | undefined {
    return this.#states.get(owner);
  }

  /** @throws TypeError when the object has nothing yet, as a private member does */
  of(owner: object): State {
    const state = this.get(owner);
    if (state === undefined) throw new TypeError('The object was not made by its constructor');
    return state;
  }
}
