export declare function useState<T>(first?: T): [T, (next: T) => void];
export declare function useReducer<S, A>(
  reducer: (state: S, action: A) => S,
  first: S,
): [S, (action: A) => void];
export declare function useEffect(effect: () => unknown, dependencies?: unknown[]): void;
