import { setTimeout } from 'node:timers';

// Stands for React where a component is shown once: effects are run and cleaned up, and what a state is set to is printed.
export function useState(first) {
  return [first, (next) => console.log('state', next instanceof Date ? 'date' : next)];
}

export function useReducer(reducer, first) {
  let state = first;
  return [state, (action) => console.log('state', (state = reducer(state, action)))];
}

export function useEffect(effect) {
  const cleanUp = effect();
  if (cleanUp) setTimeout(cleanUp, 20);
}

export function useCallback(callback) {
  return callback;
}
