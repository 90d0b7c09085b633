import { ts } from '../../compiler/typescript.js';
import type { FunctionWithBody } from '../callables.js';
import type { Event, EventReader } from './events.js';
import { follow } from './flow.js';

/** What calling a function does to state that is shared, through everything it calls. */
export interface Effects {
  reads: ReadonlyMap<ts.Symbol, Effect>;
  writes: ReadonlyMap<ts.Symbol, Effect>;
  /** What is written behind the first await that this change adds. */
  late: ReadonlyMap<ts.Symbol, Effect>;
}
interface Effect {
  node: ts.Node;
  ofThis: boolean;
}

const none: Effects = { reads: new Map(), writes: new Map(), late: new Map() };

/** Sums up functions, each once; a function that calls itself is seen as its first call sees it. */
export function effectsOf(reader: EventReader): (fn: FunctionWithBody) => Effects {
  const known = new Map<FunctionWithBody, Effects>();
  const sumUp = (fn: FunctionWithBody): Effects => {
    const found = known.get(fn);
    if (found) return found;
    known.set(fn, none);
    const reads = new Map<ts.Symbol, Effect>();
    const writes = new Map<ts.Symbol, Effect>();
    const late = new Map<ts.Symbol, Effect>();
    const add = (to: Map<ts.Symbol, Effect>, state: ts.Symbol, effect: Effect) => {
      if (!to.has(state)) to.set(state, effect);
    };
    const step = (awaited: { yes: boolean }, event: Event): void => {
      if (event.kind === 'await') awaited.yes ||= event.added;
      else if (event.kind === 'access') {
        const { state, kind, node, ofThis } = event.access;
        if (kind !== 'write') add(reads, state, { node, ofThis });
        if (kind !== 'read') add(writes, state, { node, ofThis });
        if (kind !== 'read' && awaited.yes) add(late, state, { node, ofThis });
      } else {
        for (const target of event.targets) {
          const effects = sumUp(target);
          for (const [state, effect] of reaching(effects.reads, event.node, fn)) add(reads, state, effect);
          for (const [state, effect] of reaching(effects.writes, event.node, fn)) {
            add(writes, state, effect);
            if (awaited.yes) add(late, state, effect);
          }
          for (const [state, effect] of reaching(effects.late, event.node, fn)) add(late, state, effect);
        }
      }
    };
    follow(reader.flow(fn), { yes: false }, step, {
      copy: (state) => ({ ...state }),
      merge: (one, other) => ({ yes: one.yes || other.yes }),
    });
    const effects = { reads, writes, late };
    known.set(fn, effects);
    return effects;
  };
  return sumUp;
}

/**
 * The effects of a call that reach what its caller shares: fields of an object that only the caller has do not count.
 * @param caller the function with the call
 */
export function* reaching(
  effects: ReadonlyMap<ts.Symbol, Effect>,
  call: ts.CallExpression,
  caller: ts.Node,
): Iterable<[ts.Symbol, Effect]> {
  const root = receiverRoot(call);
  const ownObject = root !== undefined && root.kind !== ts.SyntaxKind.ThisKeyword && isLocal(root, caller);
  const ofThis = root?.kind === ts.SyntaxKind.ThisKeyword || root?.kind === ts.SyntaxKind.SuperKeyword;
  for (const [state, { node, ofThis: owned }] of effects) {
    if (owned && ownObject) continue;
    if (isWithinBody(state, caller)) continue;
    yield [state, { node, ofThis: owned && ofThis }];
  }
}

function receiverRoot(call: ts.CallExpression): ts.Expression | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  let root: ts.Expression = call.expression.expression;
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isNonNullExpression(root) ||
    ts.isParenthesizedExpression(root) ||
    ts.isAwaitExpression(root)
  ) {
    root = root.expression;
  }
  return root;
}

/** Whether an expression is made or named in the function itself, parameters included. */
function isLocal(root: ts.Expression, caller: ts.Node): boolean {
  return !ts.isIdentifier(root) || namesDeclaredIn(caller).has(root.text);
}

const declaredNames = new WeakMap<ts.Node, ReadonlySet<string>>();

function namesDeclaredIn(fn: ts.Node): ReadonlySet<string> {
  const known = declaredNames.get(fn);
  if (known) return known;
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (declares && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(fn);
  declaredNames.set(fn, names);
  return names;
}

/** Whether a variable lives within a function, and so for one call of it only. */
function isWithinBody(state: ts.Symbol, caller: ts.Node): boolean {
  const declaration = state.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const sameFile = declaration.getSourceFile() === caller.getSourceFile();
  return sameFile && declaration.pos >= caller.pos && declaration.end <= caller.end;
}
