import { CircularDependencyError } from '../core/errors.js';
import { identityOf } from './identity.js';
import type { Mapper } from './mapper.js';
import type { RelationshipProperty } from './property.js';
import { findState, type InstanceState } from './state.js';

/** Compares primary keys, part by part: numbers by size, anything else by its text. */
function compareIdentities(left: readonly unknown[] = [], right: readonly unknown[] = []): number {
  for (const [index, a] of left.entries()) {
    const b = right[index];
    if (a === b) continue;
    const both = typeof a === 'number' && typeof b === 'number';
    const [x, y] = both ? [a, b] : [String(a), String(b)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Positions of tables, each after those it refers to. */
function tableOrder(states: Iterable<InstanceState>): (mapper: Mapper) => number {
  const positions = new Map<unknown, number>();
  for (const { mapper } of states) {
    if (positions.has(mapper.table)) continue;
    mapper.metadata.sortedTables.forEach((table, index) => positions.set(table, index));
  }
  return (mapper) => positions.get(mapper.table) ?? 0;
}

/** The instances whose rows have to be there before an instance's own: what its foreign keys will refer to. */
function parentsOf(state: InstanceState): InstanceState[] {
  const parents: InstanceState[] = [];
  for (const property of state.mapper.relationships.values()) {
    if (property.direction !== 'manytoone') continue;
    const parent = findState(state.values.get(property.key)) ?? referredTo(state, property);
    if (parent !== undefined && parent !== state) parents.push(parent);
  }
  return parents;
}

/** The instance a foreign key refers to, where the relationship itself is not loaded. */
function referredTo(state: InstanceState, property: RelationshipProperty): InstanceState | undefined {
  if (state.values.has(property.key) || !property.usesGet) return undefined;
  const identity = identityOf(property, state);
  return identity ? state.session?.identityMap.find(property.target, identity) : undefined;
}

/** Adds the parents that only know their children from the other side. */
function dependencies(states: ReadonlySet<InstanceState>): Map<InstanceState, Set<InstanceState>> {
  const needs = new Map<InstanceState, Set<InstanceState>>();
  const need = (child: InstanceState, parent: InstanceState) => {
    if (child === parent || !states.has(child) || !states.has(parent)) return;
    needs.set(child, (needs.get(child) ?? new Set()).add(parent));
  };
  for (const state of states) {
    for (const parent of parentsOf(state)) need(state, parent);
    for (const property of state.mapper.relationships.values()) {
      if (property.direction !== 'onetomany') continue;
      const items: unknown[] = [state.values.get(property.key)].flat();
      for (const item of items) {
        const child = findState(item);
        if (child !== undefined) need(child, state);
      }
    }
  }
  return needs;
}

/**
 * Sorts instances so that each comes after those it needs; otherwise they keep their order.
 * @throws CircularDependencyError when instances need each other
 */
function topological(
  states: readonly InstanceState[],
  needs: ReadonlyMap<InstanceState, Set<InstanceState>>,
): InstanceState[] {
  const sorted = new Set<InstanceState>();
  const visiting = new Set<InstanceState>();
  const visit = (state: InstanceState): void => {
    if (sorted.has(state)) return;
    if (visiting.has(state)) {
      throw new CircularDependencyError(
        `Circular dependency detected: ${[...visiting].map(String).join(' -> ')} -> ${state.toString()}; flush one of them first`,
      );
    }
    visiting.add(state);
    for (const needed of needs.get(state) ?? []) visit(needed);
    visiting.delete(state);
    sorted.add(state);
  };
  states.forEach(visit);
  return [...sorted];
}

/**
 * The order of INSERTs and UPDATEs: tables after those they refer to, rows that are there by primary key, new ones in
 * the order they were added; within a table a row comes after the one it refers to.
 * @returns groups of one table each
 */
export function sortForSave(
  states: ReadonlySet<InstanceState>,
  deletes: ReadonlySet<InstanceState>,
): InstanceState[][] {
  const position = tableOrder(states);
  const rank = (state: InstanceState) => (state.status === 'persistent' ? 0 : 1);
  const ordered = [...states]
    .filter((state) => !deletes.has(state))
    .sort(
      (a, b) =>
        position(a.mapper) - position(b.mapper) ||
        rank(a) - rank(b) ||
        (rank(a) === 0 ? compareIdentities(a.identity, b.identity) : a.insertOrder - b.insertOrder),
    );
  // Rows that are there already need nobody to come before them; only new ones are referred to by keys yet to be made.
  const pending = new Set(ordered.filter((state) => state.status === 'pending'));
  const needs = dependencies(new Set(ordered));
  for (const [child, parents] of needs)
    needs.set(child, new Set([...parents].filter((parent) => pending.has(parent))));
  const groups: InstanceState[][] = [];
  for (const state of topological(ordered, needs)) {
    const last = groups.at(-1);
    const needed = needs.get(state) ?? new Set();
    // An instance that needs one of its own group goes on to the next, where that one's key is known.
    if (last !== undefined && last[0]?.mapper === state.mapper && !last.some((other) => needed.has(other)))
      last.push(state);
    else groups.push([state]);
  }
  return groups;
}

/** The order of DELETEs: the other way round. */
export function sortForDelete(states: ReadonlySet<InstanceState>): InstanceState[] {
  const position = tableOrder(states);
  const ordered = [...states].sort(
    (a, b) => position(a.mapper) - position(b.mapper) || compareIdentities(b.identity, a.identity),
  );
  return topological(ordered, dependencies(states)).reverse();
}
