import path from 'node:path';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/expo-sqlite'),
  packages: {
    'expo-router': path.resolve('test/support/expo-router'),
    'expo-sqlite': path.resolve('test/support/expo-sqlite'),
    react: path.resolve('test/support/react'),
    ...Object.fromEntries(
      ['@types/node', 'libsql'].map((name) => [name, path.resolve('node_modules', name)]),
    ),
  },
});
