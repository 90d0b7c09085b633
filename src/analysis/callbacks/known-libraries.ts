import { ts } from '../../compiler/typescript.js';
import { hasBody, type Callable } from '../callables.js';
import { majorVersion, packageOf } from '../packages.js';
import type { Questions } from '../questions.js';
import { resultWanted } from './declared-result.js';
import type { CallbackMeaning } from './meaning.js';
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
  if (isLanguage(to)) return languageMeaning(to, taking);
  if (origin === 'express-serve-static-core' || origin === 'express') return expressMeaning(from);
  // Their middleware may return anything, and is awaited.
  if (['koa', 'koa-compose', 'koa__router', '@koa/router', 'hono'].includes(origin))
    return { kind: 'accepts' };
  if (origin === 'fastify' && takesCallbackOf(from, origin, ask)) {
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

function languageMeaning(to: Callable, taking: Taking | undefined): CallbackMeaning | undefined {
  if (taking && ts.isNewExpression(taking) && taking.expression.getText() === 'Promise') {
    const message =
      'new Promise() does not see what its executor rejects with: an error that rejected the promise leaves it pending now. Return the promise of an async function instead, or catch and call reject.';
    return { kind: 'ignores', message };
  }
  const owner = ts.isInterfaceDeclaration(to.parent) ? to.parent.name.text : '';
  if (/^(?:Typed)?PropertyDescriptor$|^ProxyHandler$/.test(owner)) {
    return { kind: 'refuses', code: 'AS208', call: `${to.name?.getText() ?? 'it'} of a ${owner}` };
  }
  return undefined;
}

/** Express 5 hands on what a handler rejects with; express 4 does not look at what it returns. */
function expressMeaning(from: Callable): CallbackMeaning {
  const file = from.getSourceFile();
  if ((majorVersion(file, 'express') ?? majorVersion(file, '@types/express') ?? 4) >= 5)
    return { kind: 'accepts' };
  const message =
    'express 4 does not see what a handler rejects with: an error that was answered leaves the request without an answer now. Catch it and call next(error), or move to express 5, which does.';
  return { kind: 'ignores', message };
}

/** Whether a function takes a callback of the library's, to call when it is done. */
function takesCallbackOf(fn: Callable, library: string, ask: Questions): boolean {
  if (!hasBody(fn)) return false;
  return fn.parameters.some(({ name }) =>
    ask.callables(ask.type(name)).some((callable) => packageOf(callable) === library),
  );
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
