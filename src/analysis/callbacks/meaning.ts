import type { ts } from '../../compiler/typescript.js';
import type { WallCode } from '../../plan/codes.js';

/** What a library does with a callback's result, once the callback is async. */
export type CallbackMeaning =
  /** It takes a promise: nothing else changes. */
  | { kind: 'accepts' }
  /** It ignores the result, so nobody waits for the promise. */
  | { kind: 'ignores'; call: string }
  /** Its own result is the callback's result, and so becomes a promise. */
  | { kind: 'returns-result'; call: ts.CallExpression }
  /** A helper that awaits the callback takes the method's place, where `test` is neither null nor undefined. */
  | { kind: 'helper'; call: ts.CallExpression; helper: string; test?: ts.Expression }
  /** An assertion about what the callback throws becomes one about what it rejects with. */
  | { kind: 'assertion'; call: ts.CallExpression; insertAt: number; insert: string }
  | { kind: 'asserting-function'; call: ts.CallExpression; name: ts.Node; to: string }
  /** It needs the result at once; `instead` says what else to do, where the usual advice is beside the point. */
  | { kind: 'refuses'; code: WallCode; call: string; instead?: string };
