// Stands for Expo Router where a screen is shown once.
export function useFocusEffect(effect) {
  effect();
}
