import type { Flow } from '../core/flow.js';
import type { ColumnReference } from '../schema/column.js';
import { or, and } from '../sql/functions.js';
import type { BooleanExpression } from '../sql/expression.js';
import { select } from '../sql/select.js';
import { setLoadedCollection } from './collection.js';
import { identityOf } from './identity.js';
import type { LoaderTree } from './loader-tree.js';
import { columnOf, equal, type RelationshipProperty } from './property.js';
import type { SessionCore } from './session-core.js';
import type { InstanceState } from './state.js';

/** Keys per SELECT, as in SQLAlchemy: databases limit the number of parameters. */
const CHUNK = 500;

/** Loads a relationship of many instances with one SELECT … WHERE … IN, or a few. */
export function* selectinLoad(
  session: SessionCore,
  property: RelationshipProperty,
  states: readonly InstanceState[],
  tree: LoaderTree,
): Flow<void> {
  if (property.usesGet) yield* loadReferences(session, property, states, tree);
  else yield* loadCollections(session, property, states, tree);
}

/** `key in (…)`, or the same for keys of several columns. */
function matches(
  columns: readonly ColumnReference[],
  keys: readonly (readonly unknown[])[],
): BooleanExpression {
  const [column] = columns;
  if (columns.length === 1 && column !== undefined) return column.in(keys.map(([value]) => value));
  return or(...keys.map((key) => and(...columns.map((each, index) => each.eq(key[index])))));
}

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}

/** Many-to-one: what the identity map does not hold is loaded by primary key. */
function* loadReferences(
  session: SessionCore,
  property: RelationshipProperty,
  states: readonly InstanceState[],
  tree: LoaderTree,
): Flow<void> {
  const { target } = property;
  const missing = new Map<string, unknown[]>();
  for (const state of states) {
    const identity = identityOf(property, state);
    if (identity && session.identityMap.find(target, identity) === undefined) {
      missing.set(target.identityKey(identity), identity);
    }
  }
  const columns = target.primaryKey;
  for (const keys of chunks([...missing.values()])) {
    yield* session.select(select(target.cls).where(matches(columns, keys)), { origin: 'eager', tree });
  }
  for (const state of states) {
    const identity = identityOf(property, state);
    if (identity === undefined) continue;
    const found = identity === null ? undefined : session.identityMap.find(target, identity);
    state.values.set(property.key, found?.instance ?? null);
  }
}

/** One-to-many and many-to-many: rows are told apart by the key that refers to their owner. */
function* loadCollections(
  session: SessionCore,
  property: RelationshipProperty,
  states: readonly InstanceState[],
  tree: LoaderTree,
): Flow<void> {
  const { target, secondary, pairs } = property;
  const owners = secondary ?? target.table;
  const columns = pairs.map(({ remote }) => columnOf(owners.columns, remote));
  const keyOf = (state: InstanceState) => pairs.map(({ local }) => state.values.get(local));
  const items = new Map<string, object[]>();
  for (const chunk of chunks(states)) {
    const base = select(...columns, target.cls).where(matches(columns, chunk.map(keyOf)));
    const on = secondary && equal(property.targetPairs, target.columns, secondary.columns);
    const statement = (secondary && on ? base.selectFrom(secondary).join(target.cls, on) : base).orderBy(
      ...property.orderBy,
    );
    const rows = yield* session.select(statement, { origin: 'eager', tree });
    for (const row of rows) {
      const key = target.identityKey(row.slice(0, columns.length));
      const item = row[columns.length] as object;
      items.set(key, [...(items.get(key) ?? []), item]);
    }
  }
  for (const state of states) {
    const own = [...new Set(items.get(target.identityKey(keyOf(state))) ?? [])];
    if (property.uselist) setLoadedCollection(state, property, own);
    else state.values.set(property.key, own[0] ?? null);
  }
}
