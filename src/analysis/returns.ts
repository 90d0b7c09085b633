import { ts } from '../compiler/typescript.js';

/** The `return` statements of a function's body, without those of functions inside it. */
export function returnsIn(node: ts.Node): ts.ReturnStatement[] {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return [];
  if (ts.isReturnStatement(node)) return [node];
  const found: ts.ReturnStatement[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...returnsIn(child));
  });
  return found;
}
