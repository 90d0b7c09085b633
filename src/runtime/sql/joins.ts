import { AmbiguousForeignKeysError, NoForeignKeysError } from '../core/errors.js';
import type { ColumnReference } from '../schema/column.js';
import { Table } from '../schema/table.js';
import { entityRef, fromClauseOf, type EntityClass, type EntityRef } from './entity.js';
import { ColumnElement, type BooleanExpression } from './expression.js';
import type { FromClause } from './from-clause.js';
import { and } from './functions.js';
import { allFroms } from './select-compile.js';
import type { JoinClause, JoinableRelationship, SelectState } from './select-state.js';
import { TableAlias } from './selectable.js';

/** A join with its target and condition found. */
export interface ResolvedJoin {
  readonly kind: JoinClause['kind'];
  readonly from: FromClause;
  readonly on: BooleanExpression;
}

function isRelationship(value: unknown): value is JoinableRelationship {
  return typeof value === 'object' && value !== null && 'isRelationship' in value;
}

/**
 * Finds target and condition of every join of a SELECT: along a relationship, by the condition given, or by the foreign
 * key between the target and what came before.
 * @throws NoForeignKeysError, AmbiguousForeignKeysError when the condition cannot be worked out
 */
export function resolveJoins(state: SelectState): ResolvedJoin[] {
  const targets = new Set<FromClause>();
  const entities = selectedEntities(state);
  const resolved: ResolvedJoin[] = [];
  for (const { kind, target, on } of state.joins) {
    const relationship = isRelationship(target) ? target : isRelationship(on) ? on : undefined;
    if (relationship !== undefined) {
      const steps = relationship.joinSteps(entities);
      const explicit = isRelationship(target) ? undefined : entityRef(target);
      if (explicit !== undefined) {
        // join(alias, User.rel.posts): the alias takes the place of the relationship's own target.
        const aimed = (
          relationship as JoinableRelationship & { ofType(entity: EntityRef): JoinableRelationship }
        ).ofType(explicit);
        steps.splice(0, steps.length, ...aimed.joinSteps(entities));
      }
      for (const { from, on: condition, entity } of steps) {
        resolved.push({ kind, from, on: condition });
        targets.add(from);
        if (entity !== undefined) entities.push(entity);
      }
      continue;
    }
    const from = fromClauseOf(target);
    const before = [...allFroms(state)].filter((other) => other !== from && !later(state, other, target));
    const condition = on instanceof ColumnElement ? on : foreignKeyCondition([...before, ...targets], from);
    resolved.push({ kind, from, on: condition });
    targets.add(from);
    const entity = entityRef(target);
    if (entity !== undefined) entities.push(entity);
  }
  return resolved;
}

/** The entities a SELECT is about, before any joins: those it selects, or selects from, or selects columns of. */
export function selectedEntities(state: SelectState): EntityRef[] {
  return [...state.items, ...state.from].flatMap((item) => entityRef(item) ?? tableEntity(item) ?? []);
}

/** Whether a FROM clause is joined only after the given target. */
function later(state: SelectState, from: FromClause, target: unknown): boolean {
  const position = state.joins.findIndex((join) => join.target === target);
  return state.joins
    .slice(position + 1)
    .some((join) => !isRelationship(join.target) && fromClauseOf(join.target) === from);
}

/** A column selected alone still tells which class's table it is from; relationships look it up by table. */
function tableEntity(item: unknown): EntityRef | undefined {
  if (!(item instanceof ColumnElement)) return undefined;
  for (const from of item.froms()) {
    const entity = underlyingTable(from)?.entity as EntityClass | undefined;
    if (entity !== undefined) {
      const table = from as Table | TableAlias;
      return { entity, from: table, columns: table.columns, key: from.baseName };
    }
  }
  return undefined;
}

function underlyingTable(from: FromClause): Table | undefined {
  if (from instanceof Table) return from;
  return from instanceof TableAlias ? from.table : undefined;
}

function columnsOf(from: FromClause): readonly ColumnReference[] {
  return (from as { columns?: readonly ColumnReference[] }).columns ?? [];
}

/** Pairs of columns a foreign key of `from` links to `to`. */
function links(from: FromClause, to: FromClause): [ColumnReference, ColumnReference][] {
  const [table, target] = [underlyingTable(from), underlyingTable(to)];
  if (table === undefined || target === undefined) return [];
  return table.columns.flatMap((column, index): [ColumnReference, ColumnReference][] => {
    const [name, referenced] = splitReference(column.foreignKey?.references);
    if (name !== target.name) return [];
    const remote = columnsOf(to).find((other) => other.name === referenced);
    const local = columnsOf(from)[index];
    return remote === undefined || local === undefined ? [] : [[local, remote]];
  });
}

function splitReference(reference: string | undefined): [string?, string?] {
  if (reference === undefined) return [];
  const dot = reference.lastIndexOf('.');
  return [reference.slice(0, dot), reference.slice(dot + 1)];
}

/** The condition the foreign keys between a target and one of the tables before it make. */
function foreignKeyCondition(before: readonly FromClause[], target: FromClause): BooleanExpression {
  for (const left of [...before].reverse()) {
    const pairs = [...links(left, target), ...links(target, left)];
    if (pairs.length === 0) continue;
    const remotes = new Set(pairs.map(([, remote]) => remote.name));
    if (remotes.size < pairs.length) {
      throw new AmbiguousForeignKeysError(
        `Can't determine join between '${left.baseName}' and '${target.baseName}'; tables have more than one foreign key ` +
          `constraint relationship between them. Please specify the 'on' condition of this join explicitly.`,
      );
    }
    return and(...pairs.map(([local, remote]) => local.eq(remote)));
  }
  throw new NoForeignKeysError(
    `Can't find any foreign key relationships between '${before.map(({ baseName }) => baseName).join("', '")}' and ` +
      `'${target.baseName}'; give join() a condition`,
  );
}
