import { coroutine } from '../core/coroutine.js';
import { DetachedInstanceError } from '../core/errors.js';
import { call } from '../core/flow.js';
import { isLoaded } from './attributes.js';
import { stateOf } from './state.js';

/** The attributes of a model, each as an awaitable. */
export type AwaitableAttrs<T> = { readonly [K in Exclude<keyof T, 'awaitableAttrs'>]: Promise<T[K]> };

/** Attributes of an instance as awaitables: reading one gives a coroutine that loads what is not there yet. */
export function awaitableAttrsOf(instance: object): unknown {
  return new Proxy(instance, {
    get(target, name) {
      const read = () => (target as Record<string | symbol, unknown>)[name];
      return coroutine(`AwaitableAttrs.${String(name)}`, () => {
        const state = stateOf(target);
        const { mapper, session } = state;
        const known =
          typeof name === 'string' && (mapper.relationships.has(name) || mapper.columnKeys.has(name));
        if (!known || isLoaded(state, name)) return call(read);
        if (session === undefined) {
          throw new DetachedInstanceError(
            `Instance ${state.toString()} is not bound to a Session; attribute '${name}' cannot be loaded`,
            { code: 'bhk3' },
          );
        }
        return session.loadAttributeGuarded(state, name, read);
      });
    },
  });
}
