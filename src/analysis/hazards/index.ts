import { ts } from '../../compiler/typescript.js';
import { hasBody } from '../callables.js';
import { excerpt } from '../plan-builder.js';
import { concurrency } from './concurrency.js';
import type { HazardContext } from './context.js';
import { checkThenWrites, type CheckThenWrite } from './check-then-write.js';
import { planDecoratedMethods } from './decorated-methods.js';
import { effectsOf } from './effects.js';
import { planElementHandlers } from './element-handlers.js';
import { eventReader, isRoutine, runsInPlace, type EventReader, type Routine } from './events.js';
import type { Seeds } from '../seeds.js';
import { isTest } from '../tests/suites.js';
import { planUntypedHandovers } from './handed-to-untyped.js';
import { interleavings } from './interleaving.js';
import { planKeptPromises } from './kept-promises.js';
import { heldLocks } from './locks.js';
import { planPutWhereUntyped } from './put-where-untyped.js';
import { queuedWorkReader } from './queued-work.js';
import { transactionPlanner } from './one-transaction.js';
import { planPublishedHandles } from '../published-handles.js';
import { tableAccess } from './table-access.js';
import { planToldHazards } from './told-by-profiles.js';
import { planUnawaited } from './unawaited.js';

/**
 * Tells of code that compiles after the change and may behave differently, because a function that ran from its start to
 * its end now lets others run in between. Nothing is changed for it, but where a connection can have others wait.
 */
export function planHazards(context: HazardContext, seeds: Seeds): void {
  const { ask, files, plan, propagation, mayChange } = context;
  const awaits = new Map<ts.SourceFile, ReadonlySet<string>>();
  const awaitsOf = (file: ts.SourceFile): ReadonlySet<string> => {
    const known = awaits.get(file) ?? plan.awaits(file);
    awaits.set(file, known);
    return known;
  };
  const targets = (call: ts.CallExpression) => propagation.targets(call);
  const reader = eventReader(ask, files.isLanguage, awaitsOf, targets);
  const effects = effectsOf(reader);
  const queuedWork = queuedWorkReader(reader, files);
  const canOverlap = concurrency(context, reader);
  const { connections } = seeds;
  const tables = tableAccess({
    ask,
    reader,
    connections,
    targets,
    runsStatements: (callable) => seeds.calls.has(callable) || propagation.asyncCallables.has(callable),
  });
  const checksThenWrites = checkThenWrites({
    ask,
    propagation,
    reader,
    tables,
    holds: (callable) => seeds.awaitCallbacks.has(callable),
  });
  const inOneTransaction = transactionPlanner({ ask, plan, reader, tables, connections });
  /** What can be one transaction becomes one. */
  const tellChecks = (found: readonly CheckThenWrite[], fn: Routine): void => {
    const open = found.filter(({ read }) => !plan.isSilenced('AS312', read));
    const [first] = open;
    if (!first) return;
    const isOne = inOneTransaction(fn, first.read);
    for (const { table, read, written } of open) {
      const line = lineOf(written);
      if (isOne) {
        const message = `${table} is read here and written in line ${line}: the function runs in one transaction now, for others not to write it in between.`;
        plan.note('AS424', read, message);
      } else {
        const message = `${table} is read here and written in line ${line}, and others can write it in between now. Do both in one transaction, or let the database say whether it may be written.`;
        plan.hazard('AS312', read, message, written);
      }
    }
  };
  planKeptPromises(context);
  planDecoratedMethods(context);
  planPutWhereUntyped(context);
  planElementHandlers(context);
  planToldHazards(seeds, context);
  const changed = [...propagation.facts.keys()].filter(mayChange);
  planPublishedHandles(changed, { ...context, methods: seeds.setUps, canOverlap });
  for (const [file, { untyped }] of propagation.facts) {
    planUntypedHandovers(untyped.handovers, context);
    if (!mayChange(file) || awaitsOf(file).size === 0) continue;
    for (const fn of awaitingFunctions(file, reader, (fn) => runsInPlace(fn, ask, files.isLanguage))) {
      // What a test starts and then sees, it tells by itself.
      const queues = hasBody(fn) && isTest(fn, ask) ? [] : queuedWork(fn);
      for (const { queued, awaited } of queues) {
        const message = `${excerpt(queued)} queues work that ran when everything around it was done, and now runs while ${excerpt(awaited)} in line ${lineOf(awaited)} is awaited. Queue it after the last await, or await it where it belongs.`;
        plan.hazard('AS307', queued, message, awaited);
      }
      planUnawaited(fn, reader, context);
      if (!canOverlap(fn)) continue;
      for (const { state, read, awaited, written } of interleavings(fn, reader, effects)) {
        const message = `${state.name} is read here and written in line ${lineOf(written)}, and ${excerpt(awaited)} in line ${lineOf(awaited)} lets other calls run in between. Read it again after the await, write before it, or let one call at a time in.`;
        plan.hazard('AS303', read, message, written);
      }
      tellChecks(checksThenWrites(fn), fn);
      for (const { name, taken, awaited } of heldLocks(reader.flow(fn))) {
        const message = `${name} is held while ${excerpt(awaited)} in line ${lineOf(awaited)} is awaited: other calls meet it taken, and never did before. Let them wait for it, or give it back before the await.`;
        plan.hazard('AS306', taken, message, awaited);
      }
    }
  }
}

/** Functions with awaits that this change adds. What runs in place is part of what it stands in. */
function awaitingFunctions(
  file: ts.SourceFile,
  reader: EventReader,
  inPlace: (fn: Routine) => boolean,
): Set<Routine> {
  const found = new Set<Routine>();
  const visit = (node: ts.Node, holder: Routine | undefined): void => {
    if (holder && reader.isAdded(node)) found.add(holder);
    const inner = isRoutine(node) && !inPlace(node) ? node : holder;
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(file, undefined);
  return found;
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
