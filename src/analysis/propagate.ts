import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { WallCode } from '../plan/codes.js';
import {
  callableOf,
  declarationsOf,
  describeCallable,
  hasBody,
  isAsync,
  isFunctionType,
  type Callable,
  type FunctionWithBody,
} from './callables.js';
import { callbackMeaning, throwAssertion, type CallbackMeaning } from './callbacks.js';
import { containerOf } from './containers.js';
import type { PlanBuilder } from './plan-builder.js';
import { excerpt } from './plan-builder.js';
import { destructuring } from './destructuring.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import { scanFile, type FileFacts, type FlowFact } from './scan.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';

/** What propagation needs to know about the run. */
export interface PropagationContext {
  ask: Questions;
  files: SourceFiles;
  seeds: Seeds;
  plan: PlanBuilder;
  /** Whether a file may be changed. */
  mayChange(file: ts.SourceFile): boolean;
  /** Names of properties that may do I/O when read. */
  lazyNames: ReadonlySet<string>;
  /** The property to read a lazily loaded property through, if the read at a node is one. */
  lazyRead(node: ts.Node): { through: string; cause: Cause } | undefined;
  /** A name that the node's file does not use yet, made from the one proposed. */
  freeName(near: ts.Node, proposed: string): string;
}

/** A helper call that replaces a method call, for the imports and the helper file. */
export interface HelperUse {
  file: ts.SourceFile;
  call: ts.CallExpression;
  helper: string;
  step: number;
}

/** What propagation found, beside the steps it planned. */
export interface Propagation {
  /** Every callable whose callers get a promise now and did not before, with the step that made it so. */
  asyncCallables: ReadonlyMap<Callable, Cause>;
  /** Callables that say `async` now and returned a promise before. */
  promiseReturning: ReadonlyMap<Callable, Cause>;
  facts: ReadonlyMap<ts.SourceFile, FileFacts>;
  flowsInto(callable: Callable): readonly FlowFact[];
  helperUses: readonly HelperUse[];
}

interface Pending {
  callable: Callable;
  cause: Cause;
}

/**
 * Finds everything that has to become async because the seeds do, to the fixpoint: calls are awaited, what holds them
 * becomes async, and with it what overrides it, implements it, or is expected in its place.
 */
export function propagate(context: PropagationContext, start: Iterable<ts.SourceFile>): Propagation {
  const { ask, files, seeds, plan } = context;
  const facts = new Map<ts.SourceFile, FileFacts>();
  const callsOf = new Map<Callable, ts.CallLikeExpression[]>();
  const flowsFrom = new Map<Callable, FlowFact[]>();
  const flowsTo = new Map<Callable, FlowFact[]>();
  const usingsOf = new Map<Callable, ts.VariableDeclarationList[]>();
  const asyncCallables = new Map<Callable, Cause>();
  const promiseReturning = new Map<Callable, Cause>();
  const queue: Pending[] = [];
  const helperUses = new Map<ts.CallExpression, HelperUse>();

  const whose = { isExternal: files.isExternal, isSeed: (callable: Callable) => seeds.calls.has(callable) };
  /** Why a callable is async by now, if it is. */
  const asyncCause = (callable: Callable): Cause | undefined =>
    seeds.calls.get(callable) ?? asyncCallables.get(callable);

  const scan = (file: ts.SourceFile): void => {
    if (facts.has(file)) return;
    const found = scanFile(file, ask, whose, context.lazyNames);
    facts.set(file, found);
    for (const call of found.calls) for (const target of call.targets) push(callsOf, target, call.node);
    for (const flow of found.flows) {
      push(flowsFrom, flow.from, flow);
      push(flowsTo, flow.to, flow);
    }
    for (const using of found.usings)
      for (const target of using.disposers) push(usingsOf, target, using.list);
    // What was settled before this file was read reaches into it too.
    for (const call of found.calls) for (const target of call.targets) awaitIfAsync(target, call.node);
    for (const using of found.usings)
      for (const target of using.disposers) disposeIfAsync(target, using.list);
    for (const flow of found.flows) {
      const cause = asyncCause(flow.from) ?? asyncCause(flow.to);
      if (cause) follow(flow, cause);
    }
    for (const read of found.reads) readLazily(read);
  };

  const awaitIfAsync = (target: Callable, call: ts.CallLikeExpression): void => {
    const seed = seeds.calls.get(target);
    const cause = asyncCause(target);
    if (cause && ts.isExpression(call)) {
      awaitExpression(call, cause, `${excerpt(call)} calls ${seed ? seed.entry : describeCallable(target)}`);
    }
  };

  const disposeIfAsync = (target: Callable, list: ts.VariableDeclarationList): void => {
    const cause = asyncCause(target);
    const statement = list.parent;
    if (!cause || !ts.isVariableStatement(statement)) return;
    const why = { because: cause, reason: `${place(statement)} ${excerpt(statement)} closes asynchronously` };
    const act = () =>
      plan.step('await-using', statement.getSourceFile(), rangeOf(statement), why, { form: 'using' });
    grant(statement, cause, act);
  };

  const readLazily = (node: FileFacts['reads'][number]): void => {
    const read = context.lazyRead(node);
    if (!read) return;
    if (ts.isBindingElement(node) || isWritten(node)) {
      if (!ts.isBindingElement(node) || !readApart(node, read)) {
        plan.wall('AS212', node, advice.AS212, read.cause, true);
      }
      return;
    }
    const reason = `${excerpt(node)} may load from the database`;
    awaitExpression(node, read.cause, reason, (id) => {
      plan.step(
        'read-through',
        node.getSourceFile(),
        rangeOf(node),
        { because: { step: id }, reason },
        { through: read.through },
      );
    });
  };

  /** Plans statements that await what a pattern reads lazily. @returns whether they can say it */
  const readApart = (node: ts.BindingElement, read: { through: string; cause: Cause }): boolean => {
    const isLazy = (element: ts.BindingElement) => context.lazyRead(element) !== undefined;
    const file = node.getSourceFile();
    if (plan.planned('destructure-parameter', file, rangeOf(node.parent))) return true;
    const found = destructuring(node, isLazy, ask, (name) => context.freeName(node, name));
    if (!found) return false;
    const why = { because: read.cause, reason: `${place(node)} ${excerpt(node)} may load from the database` };
    const { through } = read;
    const at = rangeOf(found.node);
    if (found.kind === 'statement') {
      const details = { through, ...found.details };
      grant(found.node, read.cause, () => plan.step('destructure-read', file, at, why, details));
    } else {
      const details = { through, ...found.details };
      grant(found.body, read.cause, () => plan.step('destructure-parameter', file, at, why, details));
    }
    return true;
  };

  /** Plans an await, and makes what holds it async; where that cannot be, plans a wall. */
  const awaitExpression = (
    node: ts.Expression,
    cause: Cause,
    reason: string,
    also?: (id: number) => void,
  ): void => {
    const file = node.getSourceFile();
    if (isAwaited(node)) return;
    grant(node, cause, () => {
      const id = plan.step(
        'await',
        file,
        rangeOf(node),
        { because: cause, reason: `${place(node)} ${reason}` },
        {},
      );
      also?.(id);
      return id;
    });
  };

  /** Plans a step (`act`, which gives its id) if what holds the node is async or can become so; a wall otherwise. */
  const grant = (node: ts.Node, cause: Cause, act: () => number): void => {
    const file = node.getSourceFile();
    if (!context.mayChange(file)) {
      plan.wall('AS213', node, advice.AS213, cause, false);
      return;
    }
    const container = containerOf(node, files.topLevelAwait(file));
    const refusal =
      container.kind === 'wall'
        ? { code: container.code, message: advice[container.code] }
        : container.kind === 'function' && obstacle(container.node);
    if (refusal) {
      plan.wall(refusal.code, node, refusal.message, cause, true);
      return;
    }
    const step = act();
    if (container.kind !== 'function') return;
    const callable = callableOf(container.node);
    if (!alreadyPromise(callable, ask)) becomeAsync(callable, { step });
    else if (!isAsync(container.node)) {
      makeAsync(callable, { step });
      promiseReturning.set(callable, { step });
    }
  };

  const becomeAsync = (callable: Callable, cause: Cause): void => {
    if (asyncCallables.has(callable) || seeds.calls.has(callable) || files.isExternal(callable)) return;
    if (alreadyPromise(callable, ask)) return;
    asyncCallables.set(callable, cause);
    queue.push({ callable, cause });
  };

  /** Why a function cannot become async, if so. */
  const obstacle = (fn: FunctionWithBody): { code: WallCode; message: string } | undefined => {
    if (isAsync(fn)) return undefined;
    if (!context.mayChange(fn.getSourceFile())) return { code: 'AS213', message: advice.AS213 };
    const called = calledByTheLanguage(fn);
    if (called)
      return { code: 'AS210', message: `${called} is called by the language itself; ${advice.AS210}` };
    if (fn.type && ts.isTypePredicateNode(fn.type)) return { code: 'AS211', message: advice.AS211 };
    for (const file of files.dependents(fn.getSourceFile())) scan(file);
    for (const flow of flowsFrom.get(callableOf(fn)) ?? []) {
      if (!flow.external || seeds.calls.has(flow.to)) continue;
      if (ts.isExpressionWithTypeArguments(flow.at)) {
        const signature = ask.checker.getSignatureFromDeclaration(flow.to);
        const result = signature && ask.checker.getReturnTypeOfSignature(signature);
        const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void;
        if (!result || result.flags & open || ask.isPromise(result)) continue;
        return {
          code: 'AS209',
          message: `${describeCallable(flow.to)} of a library returns its result at once; ${advice.AS209}`,
        };
      }
      const meaning = callbackMeaning(flow, ask, files.isLanguage);
      if (meaning.kind === 'refuses') {
        return { code: meaning.code, message: `${meaning.call} needs the result at once; ${advice.AS208}` };
      }
    }
    return undefined;
  };

  /** What follows for the other end of a flow from one end being async. */
  const follow = (flow: FlowFact, cause: Cause): void => {
    if (seeds.calls.has(flow.to)) {
      // What overrides a profile's member, or stands for it, is called as it will be.
      becomeAsyncIfPossible(flow.from, cause);
      return;
    }
    if (flow.external) {
      applyMeaning(callbackMeaning(flow, ask, files.isLanguage), flow.at, cause);
      return;
    }
    if (asyncCause(flow.from)) becomeAsync(flow.to, cause);
    // A function type takes functions of both kinds; a member's implementations change together.
    else if (!isFunctionType(flow.to)) becomeAsyncIfPossible(flow.from, cause);
  };

  const becomeAsyncIfPossible = (callable: Callable, cause: Cause): void => {
    const bodies = declarationsOf(callable).filter(hasBody);
    for (const body of bodies) {
      const refusal = obstacle(body);
      if (!refusal) continue;
      plan.wall(refusal.code, body, refusal.message, cause, true);
      return;
    }
    becomeAsync(callable, cause);
  };

  const applyMeaning = (meaning: CallbackMeaning, at: ts.Node, cause: Cause): void => {
    switch (meaning.kind) {
      case 'helper': {
        const { call, helper } = meaning;
        awaitExpression(call, cause, `${excerpt(call)} calls back asynchronously`, (step) => {
          helperUses.set(call, { file: call.getSourceFile(), call, helper, step });
        });
        return;
      }
      case 'returns-result':
        awaitExpression(meaning.call, cause, `${excerpt(meaning.call)} returns what its callback returns`);
        return;
      case 'ignores':
        plan.hazard(
          'AS301',
          at,
          `${meaning.call} does not wait for the promise its callback now returns, so errors in it are unhandled and its work may overlap with what follows. Await the work elsewhere, or catch inside the callback.`,
        );
        return;
      case 'assertion':
        awaitExpression(meaning.call, cause, `${excerpt(meaning.call)} asserts on a promise`, (step) => {
          const range = { start: meaning.insertAt, end: meaning.insertAt };
          const why = { because: { step }, reason: 'the function under test rejects instead of throwing' };
          plan.step('replace-text', meaning.call.getSourceFile(), range, why, { text: meaning.insert });
        });
        return;
      case 'asserting-function':
        awaitExpression(meaning.call, cause, `${excerpt(meaning.call)} asserts on a promise`, (step) => {
          const why = { because: { step }, reason: 'the function under test rejects instead of throwing' };
          plan.step('rename', meaning.call.getSourceFile(), rangeOf(meaning.name), why, { to: meaning.to });
        });
        return;
      case 'accepts':
      case 'refuses':
        return;
    }
  };

  const settle = ({ callable, cause }: Pending): void => {
    for (const file of files.dependents(callable.getSourceFile())) scan(file);
    const step = makeAsync(callable, cause);
    for (const call of callsOf.get(callable) ?? []) awaitIfAsync(callable, call);
    for (const list of usingsOf.get(callable) ?? []) disposeIfAsync(callable, list);
    for (const flow of flowsFrom.get(callable) ?? []) follow(flow, step);
    for (const flow of flowsTo.get(callable) ?? []) follow(flow, step);
    for (const declaration of declarationsOf(callable)) {
      const assertion = hasBody(declaration) ? throwAssertion(declaration) : undefined;
      if (assertion) applyMeaning(assertion, declaration, step);
    }
  };

  /** Plans `async` on the callable's body, if it has one that does not say so yet. */
  const makeAsync = (callable: Callable, cause: Cause): Cause => {
    for (const declaration of declarationsOf(callable)) {
      if (!hasBody(declaration) || isAsync(declaration)) continue;
      const reason = `${describeCallable(callable)} awaits`;
      const file = declaration.getSourceFile();
      const disposes = ts.isMethodDeclaration(declaration) && disposeSymbol(declaration.name);
      if (disposes) {
        const why = { because: cause, reason: 'it is disposed of asynchronously' };
        plan.step('replace-text', file, rangeOf(disposes), why, { text: 'asyncDispose' });
      }
      return { step: plan.step('make-async', file, rangeOf(declaration), { because: cause, reason }, {}) };
    }
    return cause;
  };

  for (const file of start) scan(file);
  for (let next = queue.shift(); next; next = queue.shift()) settle(next);
  return {
    asyncCallables,
    promiseReturning,
    facts,
    flowsInto: (callable) => flowsTo.get(callable) ?? [],
    helperUses: [...helperUses.values()],
  };
}

/** Whether callers already get a promise from it, so that nothing changes for them. */
export function alreadyPromise(callable: Callable, ask: Questions): boolean {
  return declarationsOf(callable).some((declaration) => {
    if (isAsync(declaration)) return true;
    const signature = ask.checker.getSignatureFromDeclaration(declaration);
    return signature !== undefined && ask.isPromise(ask.checker.getReturnTypeOfSignature(signature));
  });
}

const advice = {
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
} satisfies Record<WallCode, string>;

/** The name of a method that the language calls and whose result it uses at once. */
function calledByTheLanguage(fn: FunctionWithBody): string | undefined {
  if (!ts.isMethodDeclaration(fn)) return undefined;
  if (ts.isIdentifier(fn.name) && ['toString', 'valueOf', 'toJSON'].includes(fn.name.text))
    return fn.name.text;
  const text = fn.name.getText();
  return ['[Symbol.iterator]', '[Symbol.toPrimitive]', '[Symbol.hasInstance]'].includes(text)
    ? text
    : undefined;
}

/** The `dispose` of a method named `[Symbol.dispose]`. */
function disposeSymbol(name: ts.PropertyName): ts.Node | undefined {
  const access = ts.isComputedPropertyName(name) ? name.expression : undefined;
  return access?.getText() === 'Symbol.dispose' && ts.isPropertyAccessExpression(access)
    ? access.name
    : undefined;
}

/** Whether a property access is a target of an assignment, `++`, or `delete`. */
function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const operator = parent.operatorToken.kind;
    return operator > ts.SyntaxKind.EqualsToken && operator <= ts.SyntaxKind.LastAssignment;
  }
  return ts.isPostfixUnaryExpression(parent) || ts.isDeleteExpression(parent);
}

function isAwaited(node: ts.Node): boolean {
  let { parent } = node;
  while (
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isNonNullExpression(parent)
  ) {
    parent = parent.parent;
  }
  return ts.isAwaitExpression(parent);
}

function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${file.fileName.split('/').pop() ?? ''}:${line}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
