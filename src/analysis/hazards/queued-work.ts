import { ts } from '../../compiler/typescript.js';
import type { FunctionWithBody } from '../callables.js';
import type { Event, EventReader, Routine } from './events.js';
import type { SourceFiles } from '../source-files.js';
import { follow } from './flow.js';

/** Work that is queued for later, before something is awaited: it runs during the await now, and ran after all before. */
export interface QueuedWork {
  queued: ts.Node;
  awaited: ts.Node;
}

/** What a text has that queues work, as {@link isQueueing} tells it. */
const queueing = /\b(?:queueMicrotask|nextTick|setImmediate|setTimeout)\b|\bPromise\s*\.\s*resolve\b/;

/**
 * Finds work that a function queues before an await that this change adds, by itself or by what it calls. What is known of
 * the functions that are called is kept for the next one, and none is looked into where no text says anything of queues.
 */
export function queuedWorkReader(
  reader: EventReader,
  { anySays }: Pick<SourceFiles, 'anySays'>,
): (fn: Routine) => QueuedWork[] {
  if (!anySays(queueing)) return () => [];
  const known = new Map<FunctionWithBody, boolean>();
  /** Whether a call queues work, itself or through the functions it calls. */
  const queues = ({ node, targets }: Extract<Event, { kind: 'call' }>): boolean =>
    isQueueing(node) || targets.some(queuesWithin);
  const queuesWithin = (target: FunctionWithBody): boolean => {
    const found = known.get(target);
    if (found !== undefined) return found;
    known.set(target, false);
    let does = false;
    const step = (_: object, event: Event): void => {
      if (event.kind === 'call' && queues(event)) does = true;
    };
    follow(reader.flow(target), {}, step, { copy: (state) => state, merge: (state) => state });
    known.set(target, does);
    return does;
  };
  return (fn) => {
    const found = new Map<ts.Node, QueuedWork>();
    const step = (state: Set<ts.Node>, event: Event): void => {
      if (event.kind === 'call' && queues(event)) state.add(event.node);
      else if (event.kind === 'await' && event.added) {
        for (const queued of state)
          if (queued !== event.node) found.set(queued, { queued, awaited: event.node });
        state.clear();
      }
    };
    follow<Event, Set<ts.Node>>(reader.flow(fn), new Set(), step, {
      copy: (state) => new Set(state),
      merge: (one, other) => new Set([...one, ...other]),
    });
    return [...found.values()];
  };
}

/** `queueMicrotask(f)`, `process.nextTick(f)`, `setImmediate(f)`, `setTimeout(f)` at once, `Promise.resolve().then(f)`. */
function isQueueing(call: ts.CallExpression): boolean {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'then') {
    return /^Promise\s*\.\s*resolve\s*\(/.test(callee.expression.getText());
  }
  const name = callee.getText().replace(/^(?:globalThis|window|self)\./, '');
  if (name === 'setTimeout') {
    const [, delay] = call.arguments;
    return delay === undefined || (ts.isNumericLiteral(delay) && Number(delay.text) === 0);
  }
  return name === 'queueMicrotask' || name === 'process.nextTick' || name === 'setImmediate';
}
