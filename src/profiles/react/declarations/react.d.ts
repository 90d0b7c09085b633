// React as far as it takes callbacks and keeps values: for projects that have not installed it.
// Facts: https://react.dev/reference/react/hooks

export = React;
export as namespace React;

declare namespace React {
  type Dispatch<A> = (value: A) => void;
  type SetStateAction<S> = S | ((previous: S) => S);
  type DependencyList = readonly unknown[];
  /** What an effect does when it is cleaned up. React runs an effect, looks at what it gives, and waits for nothing. */
  type Destructor = () => void | { [undefinedOrVoid]: never };
  type EffectCallback = () => void | Destructor;
  const undefinedOrVoid: unique symbol;
  interface RefObject<T> {
    current: T;
  }
  interface Context<T> {
    Provider: any;
    Consumer: any;
    displayName?: string;
    /** The type that `useContext` gives. */
    readonly value?: T;
  }

  function useState<S>(initial: S | (() => S)): [S, Dispatch<SetStateAction<S>>];
  function useState<S = undefined>(): [S | undefined, Dispatch<SetStateAction<S | undefined>>];
  function useReducer<S, A>(reducer: (state: S, action: A) => S, initial: S): [S, Dispatch<A>];
  function useReducer<S, A, I>(
    reducer: (state: S, action: A) => S,
    initial: I,
    start: (initial: I) => S,
  ): [S, Dispatch<A>];
  function useEffect(effect: EffectCallback, dependencies?: DependencyList): void;
  function useLayoutEffect(effect: EffectCallback, dependencies?: DependencyList): void;
  function useInsertionEffect(effect: EffectCallback, dependencies?: DependencyList): void;
  function useCallback<T extends Function>(callback: T, dependencies: DependencyList): T;
  function useMemo<T>(factory: () => T, dependencies: DependencyList): T;
  function useRef<T>(initial: T): RefObject<T>;
  function useRef<T>(initial: T | null): RefObject<T | null>;
  function useRef<T = undefined>(): RefObject<T | undefined>;
  function createContext<T>(initial: T): Context<T>;
  function useContext<T>(context: Context<T>): T;
  function useSyncExternalStore<S>(
    subscribe: (onChange: () => void) => () => void,
    snapshot: () => S,
    serverSnapshot?: () => S,
  ): S;
}
