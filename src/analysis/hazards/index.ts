import { ts } from '../../compiler/typescript.js';
import { excerpt } from '../plan-builder.js';
import { concurrency } from './concurrency.js';
import type { HazardContext } from './context.js';
import { checkThenWrites } from './check-then-write.js';
import { effectsOf } from './effects.js';
import { eventReader, isRoutine, runsInPlace, type EventReader, type Routine } from './events.js';
import type { Seeds } from '../seeds.js';
import { planUntypedHandovers } from './handed-to-untyped.js';
import { interleavings } from './interleaving.js';
import { planKeptPromises } from './kept-promises.js';
import { heldLocks } from './locks.js';
import { queuedWorkReader } from './queued-work.js';
import { planPublishedHandles } from '../published-handles.js';
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
  const reader = eventReader(ask, files.isLanguage, awaitsOf);
  const effects = effectsOf(reader);
  const queuedWork = queuedWorkReader(reader);
  const canOverlap = concurrency(context, reader);
  const checksThenWrites = checkThenWrites({
    ask,
    propagation,
    reader,
    runsStatements: (callable) => seeds.calls.has(callable) || propagation.asyncCallables.has(callable),
    holds: (callable) => seeds.awaitCallbacks.has(callable),
  });
  planKeptPromises(context);
  planToldHazards(seeds, context);
  const changed = [...propagation.facts.keys()].filter(mayChange);
  planPublishedHandles(changed, { ...context, methods: seeds.setUps, canOverlap });
  for (const [file, { untyped }] of propagation.facts) {
    planUntypedHandovers(untyped.handovers, context);
    if (!mayChange(file) || awaitsOf(file).size === 0) continue;
    for (const fn of awaitingFunctions(file, reader, (fn) => runsInPlace(fn, ask, files.isLanguage))) {
      for (const { queued, awaited } of queuedWork(fn)) {
        const message = `${excerpt(queued)} queues work that ran when everything around it was done, and now runs while ${excerpt(awaited)} in line ${lineOf(awaited)} is awaited. Queue it after the last await, or await it where it belongs.`;
        plan.hazard('AS307', queued, message, awaited);
      }
      planUnawaited(fn, reader, context);
      if (!canOverlap(fn)) continue;
      for (const { state, read, awaited, written } of interleavings(fn, reader, effects)) {
        const message = `${state.name} is read here and written in line ${lineOf(written)}, and ${excerpt(awaited)} in line ${lineOf(awaited)} lets other calls run in between. Read it again after the await, write before it, or let one call at a time in.`;
        plan.hazard('AS303', read, message, written);
      }
      for (const { table, read, written } of checksThenWrites(fn)) {
        const message = `${table} is read here and written in line ${lineOf(written)}, and others can write it in between now. Do both in one transaction, or let the database say whether it may be written.`;
        plan.hazard('AS312', read, message, written);
      }
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
