import { ts } from '../../compiler/typescript.js';
import { hasBody, type Callable } from '../callables.js';
import { majorVersion, packageOf } from '../packages.js';
import type { Questions } from '../questions.js';
import { resultWanted } from './declared-result.js';
import type { CallbackMeaning } from './meaning.js';
import { catchesEverything } from './caught-errors.js';
import { promiseTwins } from './promise-twins.js';
import { calleeText, type Taking } from './taking-call.js';

const interval: CallbackMeaning = {
  kind: 'ignores',
  message:
    'setInterval() does not wait for the promise its callback now returns, so errors in it are unhandled, and a run may start before the last one is done. Catch inside the callback, and start each run when the last is done.',
};

/** What is known of libraries beyond what their types say, or against it. */
export function knownMeaning(
  { from, to }: { from: Callable; to: Callable },
  taking: Taking | undefined,
  ask: Questions,
  isLanguage: (node: ts.Node) => boolean,
): CallbackMeaning | undefined {
  const origin = packageOf(to) ?? '';
  if ((isLanguage(to) || origin === 'node') && calleeText(taking) === 'setInterval()') return interval;
  if ((isLanguage(to) || origin === 'node') && isOfWebStream(to)) return { kind: 'accepts' };
  if (isLanguage(to)) return languageMeaning(from, to, taking);
  if (origin === 'express-serve-static-core' || origin === 'express') return expressMeaning(from);
  // Their middleware may return anything, and is awaited. What is called when a server listens is not.
  const isWeb = ['koa', 'koa-compose', 'koa__router', '@koa/router', 'hono'].includes(origin);
  if (isWeb && resultWanted(to, ask, from) !== 'nothing') return { kind: 'accepts' };
  if (origin === 'fastify' && takesCallbackOf(from, to, origin, ask)) {
    const needs = 'waits for `done`, and takes no promise beside it';
    const instead = 'write it as an async function, without `done`';
    return { kind: 'refuses', code: 'AS208', call: calleeText(taking), needs, instead };
  }
  if (origin === 'fastify' && resultWanted(to, ask, taking?.arguments?.at(-1)) === 'anything')
    return { kind: 'accepts' };
  const twins = promiseTwins(to);
  if (twins.length > 0) return { kind: 'accepts', twins };
  return origin === 'node' ? nodeMeaning(taking) : undefined;
}

/** What a stream of the web calls: `start` is declared to give anything, and is waited for like the others. */
function isOfWebStream({ parent }: Callable): boolean {
  return (
    ts.isInterfaceDeclaration(parent) &&
    /^(?:Underlying(?:Byte|Default)?(?:Source|Sink)|Transformer)\w*Callback$/.test(parent.name.text)
  );
}

function languageMeaning(
  from: Callable,
  to: Callable,
  taking: Taking | undefined,
): CallbackMeaning | undefined {
  if (taking && ts.isNewExpression(taking) && taking.expression.getText() === 'Promise') {
    if (catchesEverything(from)) return { kind: 'accepts' };
    const message =
      'new Promise() does not see what its executor rejects with: an error that rejected the promise leaves it pending now. Return the promise of an async function instead, or catch and call reject.';
    return { kind: 'ignores', message };
  }
  // Declared to want nothing, and waited for all the same.
  if (taking && isFinally(taking)) return { kind: 'accepts' };
  const owner = ts.isInterfaceDeclaration(to.parent) ? to.parent.name.text : '';
  if (/^(?:Typed)?PropertyDescriptor$|^ProxyHandler$/.test(owner)) {
    return { kind: 'refuses', code: 'AS208', call: `${to.name?.getText() ?? 'it'} of a ${owner}` };
  }
  return undefined;
}

/** Whether a call is that of a promise's `finally`, which is the language's only method of that name. */
function isFinally({ expression }: Taking): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'finally';
}

/** Express 5 hands on what a handler rejects with; express 4 does not look at what it returns. */
export function expressMeaning(from: Callable): CallbackMeaning {
  const file = from.getSourceFile();
  if ((majorVersion(file, 'express') ?? majorVersion(file, '@types/express') ?? 4) >= 5)
    return { kind: 'accepts' };
  const message =
    'express 4 does not see what a handler rejects with: an error that was answered leaves the request without an answer now. Catch it and call next(error), or move to express 5, which does.';
  return { kind: 'ignores', message };
}

/** Whether a function takes a callback of the library's, to call when it is done; its own type for it may be another. */
function takesCallbackOf(fn: Callable, to: Callable, library: string, ask: Questions): boolean {
  if (!hasBody(fn)) return false;
  const isOurs = ({ name }: ts.ParameterDeclaration): boolean =>
    ask.callables(ask.type(name)).some((callable) => packageOf(callable) === library);
  const given = withoutThis(to);
  return withoutThis(fn).some((parameter, i) => {
    const other = given[i];
    return isOurs(parameter) || (other !== undefined && isOurs(other));
  });
}

/** The parameters of a callable that are given values: `this` is not. */
function withoutThis({ parameters }: Callable): ts.ParameterDeclaration[] {
  return parameters.filter(ts.isParameter).filter(({ name }) => name.getText() !== 'this');
}

function nodeMeaning(taking: Taking | undefined): CallbackMeaning | undefined {
  if (!taking || !ts.isCallExpression(taking)) return undefined;
  const text = taking.expression.getText();
  const [event] = taking.arguments;
  if (
    /^process\.(?:on|once|addListener|prepend(?:Once)?Listener)$/.test(text) &&
    event &&
    ts.isStringLiteral(event)
  ) {
    if (event.text !== 'exit') return undefined;
    const needs = 'does not wait: the process ends when it returns';
    const instead = 'do the database work before that, or on beforeExit';
    return { kind: 'refuses', code: 'AS208', call: `${text}('exit')`, needs, instead };
  }
  return undefined;
}
