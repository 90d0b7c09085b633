import { ts } from '../../compiler/typescript.js';
import type { Event } from './events.js';
import { follow, type Flow } from './flow.js';

/** A lock that is taken, then something is awaited: others meet it taken now, where they never did. */
export interface HeldLock {
  name: string;
  taken: ts.Node;
  awaited: ts.Node;
}

const TAKE = /^(?:lock|acquire|tryLock|tryAcquire|lockSync|acquireSync|enter)$/;
const GIVE = /^(?:unlock|release|unlockSync|releaseSync|leave|exit)$/;

/**
 * Finds locks held across an await that this change adds: `mutex.lock()` … `mutex.unlock()`, and flags that are set before
 * and put back after (`busy = true` … `busy = false`).
 */
export function heldLocks(flow: Flow<Event>): HeldLock[] {
  const found = new Map<string, HeldLock>();
  type State = Map<string, { taken: ts.Node; awaited?: ts.Node; value?: string }>;
  const give = (state: State, name: string) => {
    const held = state.get(name);
    if (held?.awaited && !found.has(name))
      found.set(name, { name, taken: held.taken, awaited: held.awaited });
    state.delete(name);
  };
  const step = (state: State, event: Event): void => {
    if (event.kind === 'await') {
      if (!event.added) return;
      for (const [name, held] of state) state.set(name, { ...held, awaited: held.awaited ?? event.node });
    } else if (event.kind === 'call') {
      const callee = event.node.expression;
      if (!ts.isPropertyAccessExpression(callee)) return;
      const name = callee.expression.getText();
      if (TAKE.test(callee.name.text)) state.set(name, { taken: event.node });
      else if (GIVE.test(callee.name.text)) give(state, name);
    } else {
      const value = flagOf(event.access.node);
      if (value === undefined) return;
      const name = (event.access.node as ts.BinaryExpression).left.getText();
      const held = state.get(name);
      if (held?.value === 'true' && value === 'false') give(state, name);
      else if (value === 'true') state.set(name, { taken: event.access.node, value });
    }
  };
  follow<Event, State>(flow, new Map(), step, {
    copy: (state) => new Map(state),
    merge: (one, other) => new Map([...one, ...other]),
  });
  return [...found.values()];
}

/** `true` or `false`, if a node assigns one of them. */
function flagOf(node: ts.Node): string | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { kind } = node.right;
  if (kind === ts.SyntaxKind.TrueKeyword) return 'true';
  return kind === ts.SyntaxKind.FalseKeyword ? 'false' : undefined;
}
