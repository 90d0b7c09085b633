import { ts } from '../../compiler/typescript.js';
import type { Cause } from '../../plan/plan.js';
import { isFunctionType, type Callable } from '../callables.js';
import type { HelperFiles } from '../helper-files.js';
import type { ImportedNames } from '../imported-names.js';
import type { PlanBuilder } from '../plan-builder.js';
import { constituents, type Questions } from '../questions.js';
import { rangeOf } from '../ranges.js';
import { isPlainCall, onlyCall } from './direct-calls.js';
import type { AssertionStyle, ThrowAssertion } from './throw-assertions.js';

/** The helper that lets an assertion which calls a function see what an async one came to. */
const settled = 'settled';

/** What planning an assertion asks of propagation. */
export interface AssertionContext {
  ask: Questions;
  plan: PlanBuilder;
  /** Whether a callable said nothing of promises before and is async now. */
  becameAsync(callable: Callable): boolean;
  /** Plans an await, and what holds it to become async. `also` is given the step's id. */
  awaitExpression(node: ts.Expression, cause: Cause, reason: string, also: (id: number) => void): void;
  /** Plans a step that awaits (`act`, which gives its id), if what holds the node can become async. */
  grant(node: ts.Node, cause: Cause, act: () => number): void;
}

/** What is left to do for an assertion once everything is known. */
export type AssertionUse =
  /** The function around a call goes, so that the assertion is about the call's promise. */
  | { kind: 'unwrap'; subject: ts.Expression; call: ts.CallExpression }
  /** The helper's name is to be written. */
  | { kind: 'settled'; subject: ts.Expression }
  /** Another function of the assertions' module is to be imported. */
  | { kind: 'import'; name: ts.Identifier; to: string; module: string; step: number };

const reason = 'the function under test rejects instead of throwing';

/** Plans an assertion about a function that throws to be one about a function that rejects. */
export function planAssertion(
  { call, subject, style }: ThrowAssertion,
  cause: Cause,
  context: AssertionContext,
): AssertionUse[] {
  const { plan } = context;
  const file = call.getSourceFile();
  const uses: AssertionUse[] = [];
  const inner = promiseOf(subject, context);
  const says = `${file.text.slice(call.expression.getStart(), call.expression.end).split('\n')[0] ?? ''} asserts on a promise`;
  const form = formOf(style, inner, context);
  if (form === 'settled') {
    context.grant(subject, cause, () => {
      uses.push({ kind: 'settled', subject });
      const why = { because: cause, reason: `${says}: it sees what the function came to` };
      return plan.step('wrap-call', file, rangeOf(subject), why, { callee: settled, awaited: true });
    });
    return uses;
  }
  context.awaitExpression(call, cause, says, (step) => {
    const why = { because: { step }, reason };
    if (inner && form !== 'function') uses.push({ kind: 'unwrap', subject, call: inner });
    if (style.kind === 'modifier') {
      const at = { start: style.at, end: style.at };
      plan.step('replace-text', file, at, why, { text: style.negated ? '.resolves' : '.rejects' });
    } else if (style.kind === 'as-promised') {
      const given = call.arguments.length > 0;
      const range = given ? rangeOf(style.name) : { start: style.name.getStart(), end: call.end };
      plan.step('replace-text', file, range, why, { text: given ? 'be.rejectedWith' : 'be.rejected' });
    } else if (style.kind === 'function') {
      const { name, to, module } = style;
      if (module !== undefined) uses.push({ kind: 'import', name, to, module, step });
      else plan.step('rename', file, rangeOf(style.name), why, { to: style.to });
    }
  });
  return uses;
}

/** Which of its own words an assertion can use of a subject: some take a promise only, and others a function. */
function formOf(
  style: AssertionStyle,
  inner: ts.CallExpression | undefined,
  { ask }: AssertionContext,
): 'promise' | 'function' | 'settled' {
  switch (style.kind) {
    case 'none':
      return 'settled';
    case 'function':
      return 'function';
    case 'as-promised':
      return inner ? 'promise' : 'settled';
    case 'modifier':
      // `resolves` takes no function, and calls a value that is one.
      return style.negated && !(inner && isInert(ask.type(inner), ask)) ? 'settled' : 'promise';
  }
}

/** The call whose promise the subject would give, if that can stand in the subject's place. */
function promiseOf(subject: ts.Expression, context: AssertionContext): ts.CallExpression | undefined {
  const call = onlyCall(subject);
  if (!call || !isPlainCall(call)) return undefined;
  const targets = context.ask.targets(call);
  const rejects = targets.every((target) => context.becameAsync(target) && !isFunctionType(target));
  return targets.length > 0 && rejects ? call : undefined;
}

/** Whether a value is one that `not.toThrow()` passes whatever it is: no function, and no error. */
function isInert(type: ts.Type, ask: Questions): boolean {
  return constituents(type).every((part) => {
    const open =
      ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter | ts.TypeFlags.NonPrimitive;
    if (part.flags & open || ask.callables(part).length > 0) return false;
    return ask.member(part, 'stack') === undefined;
  });
}

/** Plans what only the end of propagation can tell of the assertions. */
export function finishAssertions(
  uses: readonly AssertionUse[],
  helpers: HelperFiles,
  imported: (file: ts.SourceFile) => ImportedNames,
  plan: PlanBuilder,
): void {
  for (const use of uses) {
    if (use.kind === 'unwrap') unwrap(use.subject, use.call, plan);
    else if (use.kind === 'settled') nameHelper(use.subject, helpers, plan);
    else importFunction(use, imported, plan);
  }
}

function unwrap(subject: ts.Expression, call: ts.CallExpression, plan: PlanBuilder): void {
  const file = subject.getSourceFile();
  const awaited = plan.planned('await', file, rangeOf(call));
  const made = plan.planned('make-async', file, rangeOf(subject));
  if (!awaited || !made) return;
  plan.withdraw(awaited, file);
  plan.withdraw(made, file);
  const why = { because: awaited.because, reason: 'the assertion is about the promise itself' };
  const before = { start: subject.getStart(), end: call.getStart() };
  plan.step('replace-text', file, before, why, { text: '' }, made.id);
  const after = { start: call.end, end: subject.end };
  if (after.end > after.start) plan.step('replace-text', file, after, why, { text: '' }, awaited.id);
}

function nameHelper(subject: ts.Expression, helpers: HelperFiles, plan: PlanBuilder): void {
  const file = subject.getSourceFile();
  const step = plan.planned('wrap-call', file, rangeOf(subject));
  if (!step) return;
  const callee = helpers.use(file, settled, { step: step.id });
  const why = { because: step.because, reason: step.reason };
  plan.withdraw(step, file);
  plan.step('wrap-call', file, rangeOf(subject), why, { callee, awaited: true }, step.id);
}

function importFunction(
  { name, to, module, step }: AssertionUse & { kind: 'import' },
  imported: (file: ts.SourceFile) => ImportedNames,
  plan: PlanBuilder,
): void {
  const file = name.getSourceFile();
  const why = { because: { step }, reason };
  const { local } = imported(file).add({ module, name: to }, why);
  plan.step('rename', file, rangeOf(name), why, { to: local });
}
