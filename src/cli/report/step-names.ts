import type { StepKind } from '../../plan/plan.js';

/** What a step does, for the summary: one of them, several of them. */
export const stepNames: Record<StepKind, readonly [one: string, several: string]> = {
  await: ['expression awaited', 'expressions awaited'],
  'make-async': ['function made async', 'functions made async'],
  'wrap-type': ['type wrapped in a promise', 'types wrapped in a promise'],
  rename: ['name replaced', 'names replaced'],
  'replace-text': ['value replaced', 'values replaced'],
  'move-import': ['import moved', 'imports moved'],
  'add-import': ['import added', 'imports added'],
  'remove-import': ['import removed', 'imports removed'],
  'set-option': ['option set', 'options set'],
  'wrap-call': ['value passed through a helper', 'values passed through a helper'],
  'await-using': ['resource closed by "await using"', 'resources closed by "await using"'],
  'try-finally': ['resource closed in a "finally"', 'resources closed in a "finally"'],
  'split-result': ['result split into two statements', 'results split into two statements'],
  'read-through': ['lazy read awaited', 'lazy reads awaited'],
  'destructure-read': ['read taken out of a pattern', 'reads taken out of patterns'],
  'destructure-parameter': ['read moved into a body', 'reads moved into bodies'],
  'getter-to-method': ['getter made a method', 'getters made methods'],
  call: ['read made a call', 'reads made calls'],
  'move-defaults': ['parameter default moved into a body', 'parameter defaults moved into bodies'],
  'for-of': ['forEach turned into a loop', 'forEach calls turned into loops'],
  'helper-call': ['callback run in sequence by a helper', 'callbacks run in sequence by a helper'],
  'helper-call-if-present': ['optional callback run by a helper', 'optional callbacks run by a helper'],
  marker: ['marker comment left', 'marker comments left'],
};
