import { coroutine } from '../core/coroutine.js';
import { call } from '../core/flow.js';
import { isLoaded } from './attributes.js';
import { stateOf } from './state.js';

/** The attributes of a model, each as an awaitable. */
export type AwaitableAttrs<T> = { readonly [K in Exclude<keyof T, 'awaitableAttrs'>]: Promise<T[K]> };

/** Attributes of an instance as awaitables: reading one gives a coroutine that loads what is not there yet. */
export function awaitableAttrsOf(instance: object): unknown {
  return new Proxy(instance, {
    get(target, name) {
      // `then` and symbols are asked for by whoever looks at the object, not by the program.
      if (typeof name === 'symbol' || !(name in target)) return undefined;
      const read = () => (target as Record<string, unknown>)[name];
      return coroutine(`AwaitableAttrs.${name}`, () => {
        const state = stateOf(target);
        const { mapper, session } = state;
        const known = mapper.relationships.has(name) || mapper.columnKeys.has(name);
        // Without a session the read itself says what is wrong.
        if (!known || session === undefined || isLoaded(state, name)) return call(read);
        return session.loadAttributeGuarded(state, name, read);
      });
    },
  });
}
