export declare function useState<T>(first?: T | (() => T)): [T, (next: T) => void];
export declare function useReducer<S, A>(
  reducer: (state: S, action: A) => S,
  first: S,
): [S, (action: A) => void];
type Destructor = () => void | { [undefinedOrVoid]: never };
declare const undefinedOrVoid: unique symbol;
export declare function useEffect(effect: () => void | Destructor, dependencies?: unknown[]): void;
export declare function useCallback<T extends Function>(callback: T, dependencies: unknown[]): T;
