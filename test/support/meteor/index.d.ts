export * from '../../../src/profiles/meteor/declarations.js';
