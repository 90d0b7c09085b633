import type { WallCode } from '../plan/codes.js';

/** What to do about each kind of wall, in a few words for the marker comment. */
export const advice = {
  AS201: 'move the work to an async method or a static async factory, and await that',
  AS202: 'make it a method that returns a promise, and await its calls',
  AS203: 'set the field in an async factory or on first use',
  AS204: 'move the default into the body of the function',
  AS205: 'make it an async generator and read it with `for await`',
  AS206: 'move the code into an async function, or make the file an ECMAScript module',
  AS207: 'make it a method that returns a promise, and await its calls',
  AS208: 'do the database work before the call, and pass its results',
  AS209: 'do the database work before the library calls it',
  AS210: 'add an async method beside it and call that',
  AS211: 'return a boolean promise and narrow at the caller',
  AS212: 'read the relationship into a variable of its own, awaited',
  AS213: 'run asyncshift on the whole project, or change this place by hand',
  AS214: 'write it so that it is visible',
  AS215: 'do it another way',
} satisfies Record<WallCode, string>;
