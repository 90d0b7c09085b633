import { ts } from '../compiler/typescript.js';
import { bare, elementOf, heldBy, isArray, isMadeHere, usesOf, type CallGraph } from './array-origins.js';
import { declarationsOf, hasBody, type Callable } from './callables.js';
import type { Questions } from './questions.js';
import { isWriteTarget } from './write-targets.js';

/** Methods that change how many items an array has, or which. */
const changing = new Set('push pop shift unshift splice sort reverse fill copyWithin'.split(' '));

/** What one function does: the arrays it changes, and what it calls. */
interface Doing {
  changed: ts.Expression[];
  called: Callable[];
}

/**
 * Whether a function, or anything it calls, may change an array while the function is called for each of its items. Two
 * arrays are taken for one where their items can be of one type, unless one of them is known by no other name.
 */
export function mayChangeArray(fn: ts.Node, array: ts.Expression, graph: CallGraph): boolean {
  if (isMadeHere(array, graph)) return false;
  const seen = new Set<ts.Node>();
  const queue: ts.Node[] = [fn];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { changed, called } = doingOf(next, graph.ask);
    if (changed.some((one) => maybeSame(one, array, graph))) return true;
    for (const callable of called) {
      if (graph.isExternal(callable)) continue;
      queue.push(
        ...declarationsOf(callable).filter((one) => hasBody(one) || ts.isConstructorDeclaration(one)),
      );
      // What stands for a function type or a member, or overrides it.
      queue.push(...graph.flowsInto(callable).map(({ from }) => from));
    }
  }
  return false;
}

function doingOf(fn: ts.Node, ask: Questions): Doing {
  const doing: Doing = { changed: [], called: [] };
  const visit = (node: ts.Node): void => {
    const changed = changedBy(node);
    if (changed && isArray(changed, ask)) doing.changed.push(changed);
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node))
      doing.called.push(...ask.targets(node));
    else if (ts.isNewExpression(node)) {
      const made = ask.checker.getResolvedSignature(node)?.declaration as ts.Node | undefined;
      if (made && ts.isFunctionLike(made)) doing.called.push(made);
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  return doing;
}

/** The expression whose array a node changes: `xs` in `xs.push(1)`, `xs[0] = 1`, `xs.length = 0` and `delete xs[0]`. */
function changedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return changing.has(node.expression.name.text) ? node.expression.expression : undefined;
  if (ts.isElementAccessExpression(node))
    return isWriteTarget(node) || ts.isDeleteExpression(node.parent) ? node.expression : undefined;
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'length' && isWriteTarget(node))
    return node.expression;
  return undefined;
}

function maybeSame(one: ts.Expression, other: ts.Expression, graph: CallGraph): boolean {
  const { ask } = graph;
  if (isMadeHere(one, graph)) return false;
  const [own, its] = [heldBy(bare(one), ask), heldBy(bare(other), ask)];
  if (own !== its && (isKnownByOneName(own, graph) || isKnownByOneName(its, graph))) return false;
  const [items, others] = [elementOf(ask.type(one), ask), elementOf(ask.type(other), ask)];
  if (!items || !others) return true;
  const { checker } = ask;
  return checker.isTypeAssignableTo(items, others) || checker.isTypeAssignableTo(others, items);
}

/** Whether an array is made for a variable, and never given to anything else. */
function isKnownByOneName(symbol: ts.Symbol | undefined, graph: CallGraph): boolean {
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer)
    return false;
  if (!isMadeHere(declaration.initializer, graph)) return false;
  return usesOf(symbol, declaration, graph.ask).every((use) => staysKnown(use, declaration));
}

/** Whether a use of a variable makes its array known by no other name. */
function staysKnown(use: ts.Expression, declaration: ts.Node): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) {
    const call = parent.parent;
    const isCall = ts.isCallExpression(call) && call.expression === parent;
    // `sort` and its like give the array itself.
    return (
      !isCall ||
      !changing.has(parent.name.text) ||
      ts.isExpressionStatement(call.parent) ||
      /^(?:push|pop|shift|unshift|splice)$/.test(parent.name.text)
    );
  }
  if (ts.isElementAccessExpression(parent)) return parent.expression === use;
  if (ts.isForOfStatement(parent)) return parent.expression === use;
  if (ts.isSpreadElement(parent)) return true;
  // Given back at the end of the function that made it.
  if (ts.isReturnStatement(parent)) return holderOf(parent) === holderOf(declaration);
  return ts.isCallExpression(parent) && /^console\.\w+$/.test(parent.expression.getText());
}

function holderOf(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node, ts.isFunctionLike);
}
