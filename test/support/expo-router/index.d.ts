export declare function useFocusEffect(effect: () => undefined | void | (() => void)): void;
