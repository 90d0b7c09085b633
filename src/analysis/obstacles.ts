import { ts } from '../compiler/typescript.js';
import type { WallCode } from '../plan/codes.js';
import { advice } from './advice.js';
import {
  callableOf,
  declarationsOf,
  describeCallable,
  isAsync,
  type Callable,
  type FunctionWithBody,
} from './callables.js';
import { callbackMeaning } from './callbacks/index.js';
import { shownAtOnce } from './components.js';
import { languageName } from './language-members.js';
import type { CallbackMeaning } from './callbacks/meaning.js';
import { suiteMeaning } from './tests/suites.js';
import type { Questions } from './questions.js';
import type { FlowFact } from './scan.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';
import type { UntypedHandover } from './untyped-facts.js';

/** What can be known about where a function's value goes. */
export interface ObstacleContext {
  ask: Questions;
  files: SourceFiles;
  seeds: Seeds;
  mayChange(file: ts.SourceFile): boolean;
  /** Where values of a callable flow to, every file that can hold such a flow having been read. */
  flowsFrom(callable: Callable): readonly FlowFact[];
  /** The calls of untyped values that a callable is handed to. */
  handedTo(callable: Callable): readonly UntypedHandover[];
  /** The member that the language calls and that a callable is made, if it is. */
  languageName(callable: Callable): string | undefined;
  /** Whether a callable is a component that JSX names. */
  isRendered(callable: Callable): boolean;
}

/** Why a function cannot become async. */
export interface Obstacle {
  code: WallCode;
  message: string;
}

/** Says what keeps a function from becoming async: its name, its type, or what it is handed to. */
export function obstacleOf(fn: FunctionWithBody, context: ObstacleContext): Obstacle | undefined {
  if (isAsync(fn)) return undefined;
  if (!context.mayChange(fn.getSourceFile())) return { code: 'AS213', message: advice.AS213 };
  const called = calledByTheLanguage(fn) ?? context.languageName(callableOf(fn));
  if (called)
    return { code: 'AS210', message: `${called} is called by the language itself; ${advice.AS210}` };
  if (standsForPredicate(callableOf(fn), context)) return { code: 'AS211', message: advice.AS211 };
  if (context.isRendered(callableOf(fn))) {
    return {
      code: 'AS208',
      message: `${describeCallable(fn)} is rendered at once; load the data before, and pass it in`,
    };
  }
  const shown = shownAtOnce(fn);
  if (shown !== undefined) return { code: 'AS208', message: shown };
  for (const { call } of context.handedTo(callableOf(fn))) {
    const meaning = suiteMeaning(callableOf(fn), call, context.ask);
    if (meaning?.kind === 'refuses') return refusalBy(meaning);
  }
  for (const flow of context.flowsFrom(callableOf(fn))) {
    if (!flow.external || context.seeds.calls.has(flow.to)) continue;
    const refusal = ts.isExpressionWithTypeArguments(flow.at)
      ? overriddenMember(flow, context.ask)
      : refusingCallee(flow, context);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Whether a function narrows a type, by its own declaration or by that of what it comes to stand for. */
function standsForPredicate(
  callable: Callable,
  context: Pick<ObstacleContext, 'flowsFrom'>,
  seen = new Set<Callable>(),
): boolean {
  if (seen.has(callable)) return false;
  seen.add(callable);
  const declared = declarationsOf(callable).map((one) => one.type ?? ts.getJSDocReturnType(one));
  if (declared.some((type) => type && ts.isTypePredicateNode(type))) return true;
  return context
    .flowsFrom(callable)
    .some(({ external, to }) => !external && standsForPredicate(to, context, seen));
}

/** A library's member that the function overrides or implements, if its callers use the result at once. */
function overriddenMember({ to }: FlowFact, ask: Questions): Obstacle | undefined {
  const signature = ask.checker.getSignatureFromDeclaration(to);
  const result = signature && ask.checker.getReturnTypeOfSignature(signature);
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void;
  if (!result || result.flags & open || ask.isPromise(result)) return undefined;
  return {
    code: 'AS209',
    message: `${describeCallable(to)} of a library returns its result at once; ${advice.AS209}`,
  };
}

/** A library's function that the function is handed to, if it uses the result at once. */
function refusingCallee(flow: FlowFact, context: ObstacleContext): Obstacle | undefined {
  const meaning = callbackMeaning(flow, context.ask, context);
  return meaning.kind === 'refuses' ? refusalBy(meaning) : undefined;
}

function refusalBy({ code, call, needs, instead }: Extract<CallbackMeaning, { kind: 'refuses' }>): Obstacle {
  return { code, message: `${call} ${needs ?? 'needs the result at once'}; ${instead ?? advice.AS208}` };
}

/** The name of a method that the language calls and whose result it uses at once. */
function calledByTheLanguage(fn: FunctionWithBody): string | undefined {
  if (isNextOfIterator(fn)) return 'next() of an iterator';
  if (!ts.isMethodDeclaration(fn)) return undefined;
  return languageName(fn.name);
}

/** Whether a function is the `next` of an object that a method named `[Symbol.iterator]` makes. */
function isNextOfIterator(fn: FunctionWithBody): boolean {
  const named = ts.isMethodDeclaration(fn) ? fn : fn.parent;
  if (!ts.isMethodDeclaration(named) && !ts.isPropertyAssignment(named)) return false;
  if (named.name.getText() !== 'next' || !ts.isObjectLiteralExpression(named.parent)) return false;
  const maker = ts.findAncestor(named.parent, ts.isFunctionLike);
  return maker?.name?.getText() === '[Symbol.iterator]';
}
