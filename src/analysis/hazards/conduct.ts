import { ts } from '../../compiler/typescript.js';
import { isAsync, type FunctionWithBody } from '../callables.js';
import type { Questions } from '../questions.js';
import { isWaitedFor } from './concurrency.js';
import type { Event, EventReader } from './events.js';
import { follow } from './flow.js';
import { asHandle, chainOf, type ConnectionTypes, type Handle } from './handles.js';
import type { CallEvent, TableAccess } from './table-access.js';

/** What a function does with a database, itself and through others, where all of its statements can be read. */
export interface Conduct {
  /** The connections it uses. */
  uses: readonly Handle[];
  writes: boolean;
  /** Whether it throws on purpose. */
  throws: boolean;
  /** Whether it writes again, or throws on purpose, once it has written. */
  goesOnAfterWriting: boolean;
}

/** What is needed to tell what functions do with a database. */
export interface ConductContext {
  ask: Questions;
  reader: EventReader;
  tables: TableAccess;
  /** Types of connections. */
  connections: ConnectionTypes;
}

/** Tells what a function does with a database; nothing where that cannot be read, or where it awaited before. */
export function conducts(context: ConductContext): (fn: FunctionWithBody) => Conduct | undefined {
  const { ask, reader, tables, connections } = context;
  const known = new Map<FunctionWithBody, Conduct | undefined>();

  const conductOf = (fn: FunctionWithBody): Conduct | undefined => {
    if (known.has(fn)) return known.get(fn);
    // What calls itself is not followed.
    known.set(fn, undefined);
    const found = fn.asteriskToken ? undefined : read(fn);
    known.set(fn, found);
    return found;
  };

  const read = (fn: FunctionWithBody): Conduct | undefined => {
    const uses: Handle[] = [];
    const written: ts.Node[] = [];
    let [isReadable, calledThrows, goesOn] = [true, false, false];
    const step = (state: { hasWritten: boolean }, event: Event): void => {
      if (event.kind === 'await' && !event.added) isReadable = false;
      if (event.kind !== 'call') return;
      const call = conductOfCall(event);
      if (!call) {
        isReadable = false;
        return;
      }
      uses.push(...call.uses);
      calledThrows ||= call.throws;
      goesOn ||= call.goesOnAfterWriting || (state.hasWritten && (call.writes || call.throws));
      state.hasWritten ||= call.writes;
      if (call.writes) written.push(event.node);
    };
    follow(reader.flow(fn), { hasWritten: false }, step, {
      copy: (state) => ({ ...state }),
      merge: (one, other) => ({ hasWritten: one.hasWritten || other.hasWritten }),
    });
    if (!isReadable) return undefined;
    const thrown = throwsIn(fn.body);
    const throwsLater = thrown.some(({ pos }) => written.some(({ end }) => end <= pos));
    return {
      uses,
      writes: written.length > 0,
      throws: calledThrows || thrown.length > 0,
      goesOnAfterWriting: goesOn || throwsLater,
    };
  };

  const conductOfCall = (event: CallEvent): Conduct | undefined => {
    const statement = tables.statement(event);
    if (statement === 'unknown') return undefined;
    if (statement !== undefined) {
      const handle = chainOf(event.node, connections, ask)?.handle;
      if (!handle || statement === 'other' || statement === 'begin') return undefined;
      const writes = statement !== 'read';
      return { uses: [handle], writes, throws: false, goesOnAfterWriting: false };
    }
    const called = event.targets.map((target) => {
      // What nobody waits for goes on beside what follows.
      const conduct = isAsync(target) && !isWaitedFor(event.node, reader) ? undefined : conductOf(target);
      const uses = conduct && given(conduct.uses, target, event.node);
      return uses && { ...conduct, uses };
    });
    const all = called.filter((conduct) => conduct !== undefined);
    if (all.length < called.length) return undefined;
    return {
      uses: all.flatMap(({ uses }) => uses),
      writes: all.some(({ writes }) => writes),
      throws: all.some(({ throws }) => throws),
      goesOnAfterWriting: all.some(({ goesOnAfterWriting }) => goesOnAfterWriting),
    };
  };

  /**
   * The connections a called function uses, as its caller knows them: a parameter is what is given for it, and a field is
   * a field of the same object only where that is called.
   */
  const given = (
    uses: readonly Handle[],
    { parameters }: FunctionWithBody,
    { expression, arguments: values }: ts.CallExpression,
  ): Handle[] | undefined => {
    const isOwn =
      ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword;
    const found = uses.map((use) => {
      if (!ts.isIdentifier(use.name)) return isOwn ? use : undefined;
      const at = parameters.findIndex(({ name }) => ask.symbol(name) === use.key);
      const argument = values[at];
      return at < 0 ? use : argument && asHandle(argument, connections, ask);
    });
    return found.every((use) => use !== undefined) ? found : undefined;
  };

  return conductOf;
}

function throwsIn(body: ts.Node): ts.ThrowStatement[] {
  const found: ts.ThrowStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}
