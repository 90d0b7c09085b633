import type { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import type { WallCode } from '../../plan/codes.js';

/** A member of a library that does not wait for callbacks, and the name of one beside it that does. */
export interface PromiseTwin {
  callable: Callable;
  to: string;
}

/** What a library does with a callback's result, once the callback is async. */
export type CallbackMeaning =
  /** It takes a promise: nothing else changes, but for calls that do not wait where a twin of theirs does. */
  | { kind: 'accepts'; twins?: readonly PromiseTwin[] }
  /** Nobody waits for the promise; `message` says what comes of that. */
  | { kind: 'ignores'; message: string }
  /** Its own result is the callback's result, or waits for it, and so is a promise to be awaited. */
  | { kind: 'returns-result'; call: ts.CallExpression }
  /** A helper that awaits the callback takes the method's place, where `test` is neither null nor undefined. */
  | { kind: 'helper'; call: ts.CallExpression; helper: string; test?: ts.Expression }
  /** It needs the result at once, or `needs` something else; `instead`: what to do, if not what the code advises. */
  | { kind: 'refuses'; code: WallCode; call: string; needs?: string; instead?: string };
