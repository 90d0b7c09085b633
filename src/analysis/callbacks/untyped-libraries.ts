import { ts } from '../../compiler/typescript.js';
import { hasBody, type Callable } from '../callables.js';
import { loadedModule, withoutParentheses } from '../module-loads.js';
import type { Questions } from '../questions.js';
import { expressMeaning } from './known-libraries.js';
import type { CallbackMeaning } from './meaning.js';

/** Methods by which servers take what answers requests. */
const handling = new Set(
  'get post put patch delete head options all use route param register addHook setErrorHandler setNotFoundHandler onError notFound'.split(
    ' ',
  ),
);

/** Libraries that wait for what answers a request, whatever it gives. */
const waiting = /^(?:koa|koa-router|@koa\/router|hono|fastify)$/;

/**
 * What a library whose types are not there does with a function it is handed: its package is known by the import its
 * value comes from. Most projects in JavaScript have no types of express, and any project may not be installed.
 */
export function untypedMeaning(
  from: Callable,
  call: ts.CallExpression,
  ask: Questions,
): CallbackMeaning | undefined {
  const callee = withoutParentheses(call.expression);
  const library = libraryOf(callee, ask);
  if (library === undefined) return undefined;
  const isAsserted = /^(?:vitest|@jest\/globals)$/.test(library);
  // What is thrown is asserted in words of its own; all others only look at the function.
  if (isAsserted && ts.isIdentifier(callee)) return { kind: 'accepts' };
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = callee.name.text;
  if (library === 'electron') return /^handle(?:Once)?$/.test(method) ? { kind: 'accepts' } : undefined;
  if (!handling.has(method)) return undefined;
  if (library === 'express') return expressMeaning(from);
  if (!waiting.test(library)) return undefined;
  const takesDone = library === 'fastify' && method !== 'setErrorHandler' && parametersOf(from) > 2;
  return takesDone ? undefined : { kind: 'accepts' };
}

function parametersOf(fn: Callable): number {
  return hasBody(fn) ? fn.parameters.length : 0;
}

/** The package that an untyped value comes from: an import, what one gives, or a member of it. */
function libraryOf(given: ts.Expression, ask: Questions, seen = new Set<ts.Node>()): string | undefined {
  const node = withoutParentheses(given);
  if (seen.has(node)) return undefined;
  seen.add(node);
  const module = loadedModule(node);
  if (module) return packageNamed(module.text);
  if (ts.isIdentifier(node)) return libraryOfName(node, ask, seen);
  const isStep =
    ts.isPropertyAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node);
  return isStep ? libraryOf(node.expression, ask, seen) : undefined;
}

function libraryOfName(name: ts.Identifier, ask: Questions, seen: Set<ts.Node>): string | undefined {
  const local = ask.localSymbol(name);
  const declared = local?.declarations?.[0];
  const statement = declared && ts.findAncestor(declared, ts.isImportDeclaration);
  if (local && statement && ts.isStringLiteral(statement.moduleSpecifier)) {
    const named = packageNamed(statement.moduleSpecifier.text);
    if (named !== undefined) return named;
    const exported = ask.nextSymbol(local) && ask.checker.getAliasedSymbol(local).declarations?.[0];
    return exported && libraryOfDeclaration(exported, ask, seen);
  }
  return declared && libraryOfDeclaration(declared, ask, seen);
}

function libraryOfDeclaration(declaration: ts.Node, ask: Questions, seen: Set<ts.Node>): string | undefined {
  if (ts.isExportAssignment(declaration)) return libraryOf(declaration.expression, ask, seen);
  const variable = ts.findAncestor(
    declaration,
    (node) => !ts.isBindingElement(node) && !ts.isBindingName(node),
  );
  return variable && ts.isVariableDeclaration(variable) && variable.initializer
    ? libraryOf(variable.initializer, ask, seen)
    : undefined;
}

/** The package of a module's name: none for a file of the project. */
function packageNamed(module: string): string | undefined {
  return /^(?![./#])(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}
