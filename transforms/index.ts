import asyncFactory from './async-factory.js';
import awaitTransform from './await.js';
import awaitUsing from './await-using.js';
import call from './call.js';
import collect from './collect.js';
import construct from './construct.js';
import destructureParameter from './destructure-parameter.js';
import destructureRead from './destructure-read.js';
import forAwait from './for-await.js';
import forOf from './for-of.js';
import getterToMethod from './getter-to-method.js';
import helperCall from './helper-call.js';
import helperCallIfPresent from './helper-call-if-present.js';
import hoistFields from './hoist-fields.js';
import imports from './imports.js';
import mainFunction from './main-function.js';
import makeAsync from './make-async.js';
import marker from './marker.js';
import moveDefaults from './move-defaults.js';
import readThrough from './read-through.js';
import rename from './rename.js';
import replaceText from './replace-text.js';
import setOption from './set-option.js';
import oneTransaction from './one-transaction.js';
import setUp from './set-up.js';
import splitResult from './split-result.js';
import type { TransformDefinition } from './support/define.js';
import tryFinally from './try-finally.js';
import voidTransform from './void.js';
import wrapCall from './wrap-call.js';
import wrapType from './wrap-type.js';

/** Every transform, one for each kind of step or group of kinds. */
export const transforms: readonly TransformDefinition[] = [
  asyncFactory,
  awaitTransform,
  awaitUsing,
  call,
  collect,
  construct,
  destructureParameter,
  destructureRead,
  forAwait,
  forOf,
  getterToMethod,
  helperCall,
  helperCallIfPresent,
  hoistFields,
  imports,
  mainFunction,
  makeAsync,
  marker,
  moveDefaults,
  readThrough,
  rename,
  replaceText,
  setOption,
  oneTransaction,
  setUp,
  splitResult,
  tryFinally,
  voidTransform,
  wrapCall,
  wrapType,
].map(({ definition }) => definition);

export { rewriteText, type TextOutcome, type TextRequest } from './support/rewrite-text.js';
export { changedSince, runAlone } from './support/run-alone.js';
