import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { advice } from './advice.js';
import { alreadyPromise } from './already-promise.js';
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
import { Carriers } from './carriers.js';
import { callbackMeaning } from './callbacks/index.js';
import type { CallbackMeaning } from './callbacks/meaning.js';
import { untypedMethodMeaning } from './callbacks/untyped-methods.js';
import { callTwin, dropMethod, sayThatItEnds } from './called-differently.js';
import { containerOf, type Container, type FunctionContainer } from './containers.js';
import { Conversions } from './conversions.js';
import type { FieldRules } from './factory-form.js';
import { destructuring } from './destructuring.js';
import { isAwaited, isWritten, place } from './expression-places.js';
import { FactIndex } from './fact-index.js';
import type { LazyRead } from './lazy-reads.js';
import { obstacleOf, type Obstacle } from './obstacles.js';
import { ParameterDefaults } from './parameter-defaults.js';
import type { CollectUse } from './generators.js';
import type { PlanBuilder } from './plan-builder.js';
import { excerpt } from './plan-builder.js';
import type { IsPublished } from './published-names.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import { scanFile, type FileFacts, type FlowFact } from './scan.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';
import type { UntypedPropertyRead } from './untyped-values.js';
import { filesOfPlaces, type UntypedHandover } from './untyped-facts.js';
import type { MockFact } from './tests/mocks.js';
import { isAssertedOn, suiteMeaning } from './tests/suites.js';
import { planAssertion, type AssertionUse } from './tests/plan-assertions.js';
import type { ThrowAssertion } from './tests/throw-assertions.js';

/** What propagation needs to know about the run. */
export interface PropagationContext {
  ask: Questions;
  files: SourceFiles;
  seeds: Seeds;
  plan: PlanBuilder;
  /** Whether a file may be changed. */
  mayChange(file: ts.SourceFile): boolean;
  /** Whether a place stays as it is, with all that would follow from it. */
  leavesAlone(node: ts.Node): boolean;
  /** Names of properties that may do I/O when read. */
  lazyNames: ReadonlySet<string>;
  /** The property to read a lazily loaded property through, if the read at a node is one. */
  lazyRead(node: ts.Node): LazyRead | undefined;
  /** The same of a read of a property, where the checker does not know which property that is. */
  lazyProperty(property: ts.Declaration): LazyRead | undefined;
  /** A name that the node's file does not use yet, made from the one proposed. */
  freeName: (near: ts.Node, proposed: string) => string;
  /** What the compiler's options say of fields. */
  fields: FieldRules;
  /** Classes that an earlier run found no async factory for once it knew every await, with why; more are added. */
  refused: Map<string, string>;
  isPublished: IsPublished;
}

/** A helper call that replaces a method call, for the imports and the helper file. */
export interface HelperUse {
  file: ts.SourceFile;
  call: ts.CallExpression;
  helper: string;
  /** What has to be neither null nor undefined for the call to be made. */
  test?: ts.Expression;
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
  flowsFrom(callable: Callable): readonly FlowFact[];
  callsOf(callable: Callable): readonly ts.CallLikeExpression[];
  /** Whether a call of an untyped value has a target after all. */
  isFound(call: ts.CallExpression): boolean;
  /** The callables that a call can reach, that of an untyped value too. */
  targets(call: ts.CallExpression): readonly Callable[];
  /** The reads of untyped values whose property is known after all. */
  untypedReads: readonly UntypedPropertyRead[];
  helperUses: readonly HelperUse[];
  collectUses: readonly CollectUse[];
  assertionUses: readonly AssertionUse[];
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
  const asyncCallables = new Map<Callable, Cause>();
  const promiseReturning = new Map<Callable, Cause>();
  const queue: Pending[] = [];
  /** Function types that come to stand for functions and members that became async. */
  const onlyPromises = new Set<Callable>();
  /** Members of libraries that give way to a twin which waits. */
  const twins = new Map<Callable, { to: string; cause: Cause }>();
  const helperUses = new Map<ts.CallExpression, HelperUse>();
  const assertionUses = new Map<ThrowAssertion, AssertionUse[]>();

  const declaring = new Set([...seeds.calls.keys()].map((callable) => callable.getSourceFile()));
  const whose = {
    isExternal: files.isExternal,
    isSeed: (callable: Callable) => seeds.calls.has(callable),
    declaresSeeds: (file: ts.SourceFile) => declaring.has(file),
  };
  const carriers = new Carriers(ask, whose);
  const index = new FactIndex(ask, whose, carriers, (type) => {
    const declaration = (type.symbol as ts.Symbol | undefined)?.declarations?.[0];
    const isInstance = declaration && (ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration));
    if (!isInstance) return false;
    const file = declaration.getSourceFile();
    return !files.isExternal(file) || declaring.has(file);
  });
  /** Why a callable is async by now, if it is. */
  const asyncCause = (callable: Callable): Cause | undefined =>
    seeds.calls.get(callable) ?? asyncCallables.get(callable) ?? twins.get(callable)?.cause;

  const defaults = new ParameterDefaults({
    ...context,
    flowsFrom: (callable) => index.flowsFrom(callable),
  });

  const scan = (file: ts.SourceFile): void => {
    if (index.files.has(file)) return;
    const found = scanFile(file, ask, whose, carriers, context.lazyNames, files.declarations(file));
    const untyped = index.add(file, found);
    // What was settled before this file was read reaches into it too.
    for (const call of found.calls) for (const target of call.targets) awaitIfAsync(target, call.node);
    for (const using of found.usings)
      for (const target of using.disposers) disposeIfAsync(target, using.list);
    for (const flow of [...found.flows, ...untyped.flows]) {
      const cause = asyncCause(flow.from) ?? asyncCause(flow.to);
      if (cause) follow(flow, cause);
    }
    for (const assertion of found.assertions) {
      const cause = assertion.callables.map(asyncCause).find(Boolean);
      if (cause) assertRejection(assertion, cause);
    }
    for (const mock of found.mocks) {
      for (const callable of mock.callables) {
        const cause = asyncCause(callable);
        if (cause) mockPromise(mock, callable, cause);
      }
    }
    for (const read of found.reads) readLazily(read);
    for (const handover of found.untyped.handovers) {
      const cause = asyncCause(handover.from);
      if (cause) handToUntyped(handover, cause);
    }
    for (const { node, target } of untyped.calls) awaitIfAsync(target, node);
    for (const { node, property } of untyped.reads) {
      readLazily(node, context.lazyProperty(property));
      conversions.readUntyped(property, node);
    }
    const keeping = [...untyped.kept].flatMap(files.mentioning);
    for (const other of [...filesOfPlaces(found.untyped, files), ...keeping])
      if (!files.isExternal(other)) scan(other);
  };

  const awaitIfAsync = (target: Callable, call: ts.CallLikeExpression): void => {
    const seed = seeds.calls.get(target);
    const cause = asyncCause(target);
    if (cause && ts.isExpression(call)) {
      if (seeds.bothKinds.has(target) && ask.isPromise(ask.type(call))) return;
      const reason = `${excerpt(call)} calls ${seed ? seed.entry : describeCallable(target)}`;
      awaitExpression(call, cause, reason, (step) => {
        const twin = twins.get(target);
        if (twin) callTwin(call, twin.to, step, plan);
        if (seeds.dropped.has(target)) dropMethod(call, step, plan);
        sayThatItEnds(target, call, step, plan);
      });
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

  const readLazily = (node: FileFacts['reads'][number], read = context.lazyRead(node)): void => {
    if (!read) return;
    if (read.maybe !== undefined) {
      if (context.leavesAlone(node)) return;
      const given = context.mayChange(node.getSourceFile());
      const message = `${excerpt(node)} reads ${read.maybe} where its key says so, which may load from the database; read that by its name, awaited, or leave it out of the keys`;
      plan.wall(given ? 'AS214' : 'AS213', node, given ? message : advice.AS213, read.cause, given);
      return;
    }
    const { through } = read;
    if (ts.isBindingElement(node) || isWritten(node)) {
      if (through === undefined) {
        const message = `${excerpt(node)} gives a promise now; read it by its name, and await that`;
        plan.wall('AS215', node, message, read.cause, true);
      } else if (!ts.isBindingElement(node) || !readApart(node, { ...read, through })) {
        plan.wall('AS212', node, advice.AS212, read.cause, true);
      }
      return;
    }
    const reason = `${excerpt(node)} ${through === undefined ? 'gives a promise' : 'may load from the database'}`;
    awaitExpression(node, read.cause, reason, (id) => {
      if (through === undefined) return;
      plan.step(
        'read-through',
        node.getSourceFile(),
        rangeOf(node),
        { because: { step: id }, reason },
        { through },
      );
    });
  };

  /** Plans statements that await what a pattern reads lazily. @returns whether they can say it */
  const readApart = (node: ts.BindingElement, read: { through: string; cause: Cause }): boolean => {
    const isLazy = (element: ts.BindingElement) => context.lazyRead(element) !== undefined;
    const file = node.getSourceFile();
    const statement = ts.findAncestor(node, ts.isVariableStatement);
    if (plan.planned('destructure-parameter', file, rangeOf(node.parent))) return true;
    if (statement && plan.planned('destructure-read', file, rangeOf(statement))) return true;
    const found = destructuring(node, isLazy, ask, (name) => context.freeName(node, name));
    if (!found) return false;
    const why = { because: read.cause, reason: `${place(node)} ${excerpt(node)} may load from the database` };
    const { through } = read;
    const at = rangeOf(found.node);
    if (found.kind === 'statement') {
      const details = { through, ...found.details };
      grant(found.node, read.cause, () => plan.step('destructure-read', file, at, why, details));
    } else {
      if (defaults.has(found.body.parent)) return false;
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
    if (context.leavesAlone(node)) return;
    if (!context.mayChange(file)) {
      plan.wall('AS213', node, advice.AS213, cause, false);
      return;
    }
    const container = containerAt(node);
    const refusal = refusalAt(node, container);
    if (refusal) {
      plan.wall(refusal.code, node, refusal.message, cause, true);
      if (container.kind === 'wall') conversions.refuse(container, cause);
      return;
    }
    const step = act();
    if (container.kind === 'wall') conversions.convert(container, node, { step });
    if (container.kind !== 'function') return;
    if (container.parameter) defaults.accept(container.node, container.parameter, { step });
    const callable = callableOf(container.node);
    if (!alreadyPromise(callable, ask)) becomeAsync(callable, { step });
    else if (!isAsync(container.node)) {
      makeAsync(callable, { step });
      promiseReturning.set(callable, { step });
    }
  };

  const containerAt = (node: ts.Node): Container => {
    const container = containerOf(node, files.topLevelAwait(node.getSourceFile()));
    const isEffect =
      container.kind === 'function' && !container.parameter && conversions.isEffect(container.node);
    return isEffect ? { kind: 'wall', code: 'AS208', node: container.node } : container;
  };

  /** Why nothing can be awaited at a node, if so. */
  const refusalAt = (node: ts.Node, container = containerAt(node)): Obstacle | undefined => {
    if (container.kind === 'module') return undefined;
    if (container.kind === 'wall') return conversions.obstacle(container, node);
    return obstacle(container.node) ?? defaultRefusal(container);
  };

  const becomeAsync = (callable: Callable, cause: Cause): void => {
    if (asyncCallables.has(callable) || seeds.calls.has(callable) || files.isExternal(callable)) return;
    if (alreadyPromise(callable, ask) || context.leavesAlone(callable)) return;
    asyncCallables.set(callable, cause);
    queue.push({ callable, cause });
  };

  /** Why a function cannot become async, if so. Every file its values can reach is read first. */
  const obstacle = (fn: FunctionWithBody): Obstacle | undefined => {
    if (!isAsync(fn)) for (const file of files.dependents(fn.getSourceFile())) scan(file);
    return obstacleOf(fn, {
      ...context,
      flowsFrom: (callable) => index.flowsFrom(callable),
      handedTo: (callable) => index.handedTo(callable),
      languageName: (callable) => index.languageName(callable),
      isRendered: (callable) => index.renderedAs(callable).length > 0,
    });
  };

  const defaultRefusal = ({ node, parameter }: FunctionContainer): Obstacle | undefined =>
    parameter && defaults.refusal(node, parameter);

  /** What follows for the other end of a flow from one end being async. */
  const follow = (flow: FlowFact, cause: Cause): void => {
    if (seeds.calls.has(flow.to)) {
      // What overrides a profile's member, or stands for it, is called as it will be.
      becomeAsyncIfPossible(flow.from, cause);
      return;
    }
    if (flow.external) {
      const { from, at } = flow;
      // An object's or a class's own member says more than the whole of it.
      const inside = from.getSourceFile() === at.getSourceFile() && ts.isMethodDeclaration(from);
      applyMeaning(callbackMeaning(flow, ask, context), inside ? from.name : at, cause);
      return;
    }
    // A function type takes functions of both kinds; a member's implementations change together.
    const together = !isFunctionType(flow.to) || onlyPromises.has(flow.to);
    if (asyncCause(flow.from)) becomeAsync(flow.to, cause);
    else if (together) becomeAsyncIfPossible(flow.from, cause);
    if (together && isFunctionType(flow.from) && asyncCallables.has(flow.to))
      takeOnlyPromises(flow.from, cause);
  };

  /** Where a promise is needed, a function type that stands for it cannot take synchronous functions too. */
  const takeOnlyPromises = (type: Callable, cause: Cause): void => {
    if (onlyPromises.has(type) || !asyncCallables.has(type)) return;
    onlyPromises.add(type);
    for (const flow of index.flowsTo(type)) follow(flow, cause);
  };

  const becomeAsyncIfPossible = (callable: Callable, cause: Cause): void => {
    if (context.leavesAlone(callable)) return;
    const bodies = declarationsOf(callable).filter(hasBody);
    for (const body of bodies) {
      // What stands for an async function returns a promise, and no generator does.
      const isGenerator = body.asteriskToken !== undefined && !isAsync(body);
      const refusal = isGenerator ? generatorInItsPlace : obstacle(body);
      if (!refusal) continue;
      plan.wall(refusal.code, body, refusal.message, cause, true);
      return;
    }
    becomeAsync(callable, cause);
  };

  const conversions = new Conversions({
    ...context,
    awaitExpression,
    grant,
    refusalAt,
    readAround: (callable) => {
      for (const file of files.dependents(callable.getSourceFile())) scan(file);
    },
    callsOf: (callable) => index.callsOf(callable),
    untypedReadsOf: (property) => index.untypedReadsOf(property),
    flowsFrom: (callable) => index.flowsFrom(callable),
    flowsTo: (callable) => index.flowsTo(callable),
  });

  const applyMeaning = (meaning: CallbackMeaning, at: ts.Node, cause: Cause): void => {
    switch (meaning.kind) {
      case 'helper': {
        const { call, helper, test } = meaning;
        awaitExpression(call, cause, `${excerpt(call)} calls back asynchronously`, (step) => {
          helperUses.set(call, { file: call.getSourceFile(), call, helper, step, ...(test && { test }) });
        });
        return;
      }
      case 'returns-result':
        awaitExpression(meaning.call, cause, `${excerpt(meaning.call)} returns what its callback returns`);
        return;
      case 'ignores':
        plan.hazard('AS301', at, meaning.message);
        return;
      case 'accepts':
        for (const { callable, to } of meaning.twins ?? []) {
          if (twins.has(callable)) continue;
          twins.set(callable, { to, cause });
          for (const call of index.callsOf(callable)) awaitIfAsync(callable, call);
        }
        return;
      case 'refuses':
        return;
    }
  };

  /** A method of an untyped value that is called back in turn gives way to a helper, unless a test framework's is meant. */
  const handToUntyped = (handover: UntypedHandover, cause: Cause): void => {
    const { call, from } = handover;
    const meaning = untypedMethodMeaning(handover, ask);
    if (!meaning || helperUses.has(call) || suiteMeaning(from, call, ask) || isAssertedOn(call, ask)) return;
    applyMeaning(meaning, call, cause);
  };

  const assertRejection = (assertion: ThrowAssertion, cause: Cause): void => {
    if (assertionUses.has(assertion)) return;
    const becameAsync = (callable: Callable) => asyncCallables.has(callable);
    const doing = { ask, plan, becameAsync, awaitExpression, grant };
    assertionUses.set(assertion, planAssertion(assertion, cause, doing));
  };

  /** A mock of something async is told what its promise comes to. A function type may be met by functions of both kinds. */
  const mockPromise = ({ use }: MockFact, callable: Callable, cause: Cause): void => {
    if (isFunctionType(callable)) return;
    const reason = `${describeCallable(callable)} returns a promise`;
    if (use.kind === 'await') awaitExpression(use.value, cause, reason);
    else if (use.kind === 'note') plan.note('AS423', use.at, use.message);
    else if (context.mayChange(use.name.getSourceFile())) {
      const why = { because: cause, reason };
      plan.step('rename', use.name.getSourceFile(), rangeOf(use.name), why, { to: use.to });
    }
  };

  const settle = ({ callable, cause }: Pending): void => {
    for (const file of files.dependents(callable.getSourceFile())) scan(file);
    const step = makeAsync(callable, cause);
    for (const call of index.callsOf(callable)) awaitIfAsync(callable, call);
    for (const list of index.usingsOf(callable)) disposeIfAsync(callable, list);
    for (const flow of index.flowsFrom(callable)) follow(flow, step);
    for (const flow of index.flowsTo(callable)) follow(flow, step);
    for (const handover of index.handedTo(callable)) handToUntyped(handover, step);
    for (const assertion of index.assertionsOf(callable)) assertRejection(assertion, step);
    for (const mock of index.mocksOf(callable)) mockPromise(mock, callable, step);
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
        for (const base of basesNamed('Disposable', declaration.parent))
          plan.step('replace-text', file, rangeOf(base), why, { text: 'AsyncDisposable' });
      }
      return { step: plan.step('make-async', file, rangeOf(declaration), { because: cause, reason }, {}) };
    }
    return cause;
  };

  for (const file of start) scan(file);
  for (const [callable, entry] of seeds.own) becomeAsyncIfPossible(callable, entry);
  for (let next = queue.shift(); next; next = queue.shift()) settle(next);
  defaults.finish();
  conversions.finish((call) => !helperUses.has(call as ts.CallExpression));
  return {
    asyncCallables,
    promiseReturning,
    facts: index.files,
    flowsInto: (callable) => index.flowsTo(callable),
    flowsFrom: (callable) => index.flowsFrom(callable),
    callsOf: (callable) => index.callsOf(callable),
    isFound: (call) => index.isFound(call),
    targets: (call) => {
      const known = ask.targets(call);
      return known.length > 0 ? known : index.foundBy(call);
    },
    untypedReads: index.untypedReads,
    helperUses: [...helperUses.values()],
    collectUses: conversions.collectUses,
    assertionUses: [...assertionUses.values()].flat(),
  };
}

const generatorInItsPlace: Obstacle = { code: 'AS205', message: advice.AS205 };

/** The names in the heritage of a class that are this one. */
function basesNamed(name: string, node: ts.Node): ts.Node[] {
  if (!ts.isClassLike(node)) return [];
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => [...types]);
  return bases
    .map(({ expression }) => expression)
    .filter((base) => ts.isIdentifier(base) && base.text === name);
}

/** The `dispose` of a method named `[Symbol.dispose]`. */
function disposeSymbol(name: ts.PropertyName): ts.Node | undefined {
  const access = ts.isComputedPropertyName(name) ? name.expression : undefined;
  return access?.getText() === 'Symbol.dispose' && ts.isPropertyAccessExpression(access)
    ? access.name
    : undefined;
}
