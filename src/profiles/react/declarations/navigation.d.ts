// What screens do when they come into focus, of Expo Router and React Navigation: for projects that have not installed them.
// Facts: https://docs.expo.dev/router/reference/hooks/#usefocuseffect

export declare function useFocusEffect(effect: () => undefined | void | (() => void)): void;
