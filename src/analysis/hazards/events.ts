import { ts } from '../../compiler/typescript.js';
import { declarationsOf, hasBody, isAsync, type Callable, type FunctionWithBody } from '../callables.js';
import type { Questions } from '../questions.js';
import { rangeOf } from '../ranges.js';
import { flowOf, type Flow } from './flow.js';
import { stateAccess, type StateAccess } from './shared-state.js';

/** Something a function does that a hazard can depend on. */
export type Event =
  | ({ kind: 'access' } & { access: StateAccess })
  | { kind: 'call'; node: ts.CallExpression; targets: readonly FunctionWithBody[] }
  /** `added`: the await comes with this change. */
  | { kind: 'await'; node: ts.Node; added: boolean };

/** What runs from its start to its end unless it awaits: a function, or a getter, which becomes one. */
export type Routine = FunctionWithBody | (ts.GetAccessorDeclaration & { body: ts.Block });

export function isRoutine(node: ts.Node): node is Routine {
  return hasBody(node) || (ts.isGetAccessor(node) && node.body !== undefined);
}

/** Tells what functions do, remembering what it has read. */
export interface EventReader {
  flow(fn: Routine): Flow<Event>;
  /** Whether an await comes to stand at a node. */
  isAdded(node: ts.Node): boolean;
}

export function eventReader(
  ask: Questions,
  isLanguage: (node: ts.Node) => boolean,
  awaitsOf: (file: ts.SourceFile) => ReadonlySet<string>,
  targets: (call: ts.CallExpression) => readonly Callable[],
): EventReader {
  const known = new Map<Routine, Flow<Event>>();
  const isAdded = (node: ts.Node): boolean => {
    if (!ts.isExpression(node)) return false;
    const { start, end } = rangeOf(node);
    return awaitsOf(node.getSourceFile()).has(`${start} ${end}`);
  };
  const awaits = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node) || isAdded(node)) return true;
    return ts.forEachChild(node, (child) => awaits(child) || undefined) ?? false;
  };
  const read = (fn: Routine): Flow<Event> =>
    flowOf<Event>(fn.body, {
      after(node) {
        const events: Event[] = [];
        const access = stateAccess(node, fn, ask, awaits);
        if (access) events.push({ kind: 'access', access });
        if (ts.isCallExpression(node)) events.push({ kind: 'call', node, targets: bodiesOf(targets(node)) });
        const added = isAdded(node);
        if (added || ts.isAwaitExpression(node)) events.push({ kind: 'await', node, added });
        return events;
      },
      runsInPlace: (inner) => runsInPlace(inner, ask, isLanguage),
    });
  return {
    isAdded,
    flow(fn) {
      const flow = known.get(fn) ?? read(fn);
      known.set(fn, flow);
      return flow;
    },
  };
}

function bodiesOf(targets: readonly Callable[]): FunctionWithBody[] {
  return targets.flatMap((target) => declarationsOf(target).filter(hasBody));
}

/**
 * Whether a function is called where it stands: at once, or by a method of the language's collections. An async one does
 * not run in place: the method does not wait for it, and calls it for all elements at the same time.
 */
export function runsInPlace(fn: ts.Node, ask: Questions, isLanguage: (node: ts.Node) => boolean): boolean {
  let value = fn;
  while (ts.isParenthesizedExpression(value.parent)) value = value.parent;
  const call = value.parent;
  if (!ts.isCallExpression(call)) return false;
  if (call.expression === value) return true;
  if (isAsync(fn)) return false;
  const declaration = ask.targets(call)[0];
  const owner = declaration?.parent;
  return (
    declaration !== undefined &&
    isLanguage(declaration) &&
    owner !== undefined &&
    ts.isInterfaceDeclaration(owner) &&
    /(?:Array|Map|Set|ArrayConstructor)$/.test(owner.name.text)
  );
}
