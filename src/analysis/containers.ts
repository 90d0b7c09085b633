import { ts } from '../compiler/typescript.js';
import { hasBody, isAsync, type FunctionWithBody } from './callables.js';
import type { WallCode } from '../plan/codes.js';

/** What an `await` at some place needs: a function to become async, nothing (a module's top level), or what cannot be. */
export type Container =
  /** With `parameter`, the await is in its default. */
  | { kind: 'function'; node: FunctionWithBody; parameter?: ts.ParameterDeclaration }
  | { kind: 'module' }
  | { kind: 'wall'; code: WallCode; node: ts.Node };

/** A function that has to become async for an await. */
export type FunctionContainer = Extract<Container, { kind: 'function' }>;

/**
 * Finds what holds a node directly, as far as `await` is concerned.
 * @param topLevelAwait whether the node's module may await at its top level
 */
export function containerOf(node: ts.Node, topLevelAwait: boolean): Container {
  let child = node;
  for (let parent = node.parent; ; child = parent, parent = parent.parent) {
    if (ts.isSourceFile(parent))
      return topLevelAwait ? { kind: 'module' } : { kind: 'wall', code: 'AS206', node: parent };
    // An expression in a parameter is a default, of the parameter or of something its pattern takes.
    if (ts.isParameter(parent) && !ts.isDecorator(child)) return parameterContainer(parent);
    if (ts.isPropertyDeclaration(parent) && child === parent.initializer)
      return { kind: 'wall', code: 'AS203', node: parent };
    if (ts.isClassStaticBlockDeclaration(parent)) return { kind: 'wall', code: 'AS203', node: parent };
    if (ts.isFunctionLike(parent)) {
      // A decorator or computed name belongs to what is around the member, not to the member.
      if (child === parent.name || ts.isDecorator(child)) continue;
      return functionContainer(parent);
    }
  }
}

function parameterContainer(parameter: ts.ParameterDeclaration): Container {
  const fn = parameter.parent;
  return hasBody(fn)
    ? { kind: 'function', node: fn, parameter }
    : { kind: 'wall', code: 'AS204', node: parameter };
}

function functionContainer(node: ts.SignatureDeclaration): Container {
  if (ts.isConstructorDeclaration(node)) return { kind: 'wall', code: 'AS201', node };
  if (ts.isGetAccessor(node)) return { kind: 'wall', code: 'AS202', node };
  if (ts.isSetAccessor(node)) return { kind: 'wall', code: 'AS207', node };
  if (!hasBody(node)) return { kind: 'wall', code: 'AS204', node };
  return node.asteriskToken && !isAsync(node)
    ? { kind: 'wall', code: 'AS205', node }
    : { kind: 'function', node };
}
