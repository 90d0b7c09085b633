import path from 'node:path';
import { packageRoot } from '../../package/root.js';

const declared = (name: string) => path.join(packageRoot, `src/profiles/react/declarations/${name}.d.ts`);
const navigation = declared('navigation');

/** Declarations of what applications made with React Native take callbacks with, for where it is not installed. */
export const reactDeclarations: Readonly<Record<string, string>> = {
  react: declared('react'),
  'expo-router': navigation,
  '@react-navigation/native': navigation,
};
