export * from '../../../src/profiles/expo-sqlite/declarations.js';
