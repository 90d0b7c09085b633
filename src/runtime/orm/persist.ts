import { FlushError, StaleDataError } from '../core/errors.js';
import type { Compiled, DialectName } from '../core/contracts.js';
import type { Flow } from '../core/flow.js';
import type { Column } from '../schema/column.js';
import { convertRows } from '../sql/convert.js';
import { delete_ } from '../sql/delete.js';
import { defaultValue } from '../sql/dml.js';
import { ColumnElement, bindValue } from '../sql/expression.js';
import { and } from '../sql/functions.js';
import { insert } from '../sql/insert.js';
import { update } from '../sql/update.js';
import type { Mapper } from './mapper.js';
import type { SessionCore } from './session-core.js';
import { NO_VALUE, type InstanceState } from './state.js';

export type SaveKind = 'insert' | 'update';

/** Writes the row of one instance. */
export function* saveRow(session: SessionCore, state: InstanceState, kind: SaveKind): Flow<void> {
  if (kind === 'insert') yield* insertRow(session, state);
  else yield* updateRow(session, state);
}

/** Values of an INSERT; NULL is left to the database only where it makes up a value itself. */
function insertValues(state: InstanceState): Record<string, unknown> {
  const { mapper, values } = state;
  const row: Record<string, unknown> = {};
  for (const column of mapper.columns) {
    const { key, definition } = column;
    const given = values.get(key);
    if (given !== undefined && !(given === null && isGenerated(column, mapper))) row[key] = given;
    else if (definition.options.default !== undefined && !values.has(key)) {
      row[key] = defaultValue(definition.options.default);
      values.set(key, row[key]);
    } else if (!isGenerated(column, mapper)) {
      row[key] = null;
      values.set(key, null);
    }
  }
  return row;
}

function isGenerated(column: Column, mapper: Mapper): boolean {
  return column === mapper.table.autoincrement || column.definition.options.serverDefault !== undefined;
}

function* insertRow(session: SessionCore, state: InstanceState): Flow<void> {
  const { mapper, values } = state;
  const row = insertValues(state);
  const generated = mapper.columns.filter(
    ({ key }) => row[key] === undefined || row[key] instanceof ColumnElement,
  );
  const connection = yield* session.connection();
  // MySQL tells the generated key only; what else it made up is loaded when it is read.
  const returning = connection.dialect === 'mysql' ? [] : generated;
  const statement = insert(mapper.table)
    .values(row)
    .returning(...returning);
  const compiled: Compiled = { ...statement.compile(connection.dialect), returnsRows: returning.length > 0 };
  const result = yield* connection.executeCompiled(compiled, { origin: 'flush' });
  const [returned] = convertRows(result, returning, connection.dialect);
  returning.forEach(({ key }, index) => values.set(key, returned?.[index] ?? null));
  for (const column of generated) {
    if (returning.includes(column)) continue;
    if (column === mapper.table.autoincrement && result.lastrowid !== undefined) {
      values.set(column.key, column.type.result(result.lastrowid, connection.dialect));
    } else {
      values.delete(column.key);
      state.expired.add(column.key);
    }
  }
  register(session, state);
}

/** @throws FlushError when the row has no key, or another instance has it */
function register(session: SessionCore, state: InstanceState): void {
  const { mapper, values } = state;
  const identity = mapper.primaryKey.map(({ key }) => values.get(key));
  if (identity.some((value) => value === null || value === undefined)) {
    throw new FlushError(
      `Instance ${state.toString()} has a NULL identity key. If this is an auto-generated value, check that the database ` +
        `table allows generation of new primary key values, and that the mapped column is configured to expect them.`,
    );
  }
  const other = session.identityMap.find(mapper, identity);
  if (other !== undefined && other !== state && !session.doomed.has(other)) {
    throw new FlushError(
      `New instance ${state.toString()} conflicts with persistent instance ${other.toString()}`,
    );
  }
  state.identity = identity;
}

/** Whether a change is one for the database, too: setting what was there already is none. */
function isSame(before: unknown, now: unknown, column: Column, dialect: DialectName): boolean {
  if (before === now) return true;
  if (before === NO_VALUE || before === null || now === null || now instanceof ColumnElement) return false;
  if (now instanceof Uint8Array && before instanceof Uint8Array) return Buffer.compare(now, before) === 0;
  return bindValue(before, column.type, dialect) === bindValue(now, column.type, dialect);
}

function identityCondition(mapper: Mapper, identity: readonly unknown[]) {
  return and(...mapper.primaryKey.map((column, index) => column.eq(identity[index])));
}

function* updateRow(session: SessionCore, state: InstanceState): Flow<void> {
  const { mapper, values, committed } = state;
  const { dialect } = session.requireBind();
  const changed = mapper.columns.filter(
    (column) =>
      committed.has(column.key) &&
      !isSame(committed.get(column.key), values.get(column.key), column, dialect),
  );
  if (changed.length === 0) return;
  for (const column of mapper.columns) {
    const { onUpdate } = column.definition.options;
    if (onUpdate === undefined || changed.includes(column)) continue;
    values.set(column.key, onUpdate());
    state.expired.delete(column.key);
    changed.push(column);
  }
  const identity = state.identity ?? [];
  const row = Object.fromEntries(
    mapper.columns.filter((column) => changed.includes(column)).map(({ key }) => [key, values.get(key)]),
  );
  const connection = yield* session.connection();
  const statement = update(mapper.table).where(identityCondition(mapper, identity)).values(row);
  const { rowcount } = yield* connection.execute(statement, undefined, { origin: 'flush' });
  if (rowcount === 0) {
    throw new StaleDataError(
      `UPDATE statement on table '${mapper.table.name}' expected to update 1 row(s); 0 were matched.`,
    );
  }
  for (const { key } of changed) {
    if (!(values.get(key) instanceof ColumnElement)) continue;
    values.delete(key);
    state.expired.add(key);
  }
  if (changed.some(({ primaryKey }) => primaryKey)) {
    session.identityMap.remove(state);
    state.identity = mapper.primaryKey.map((column, index) => values.get(column.key) ?? identity[index]);
    session.identityMap.add(state);
  }
}

/** Deletes the row of one instance. */
export function* deleteRow(session: SessionCore, state: InstanceState): Flow<void> {
  const { mapper, identity = [] } = state;
  const connection = yield* session.connection();
  const statement = delete_(mapper.table).where(identityCondition(mapper, identity));
  const { rowcount } = yield* connection.execute(statement, undefined, { origin: 'flush' });
  if (rowcount === 0) {
    process.emitWarning(
      `DELETE statement on table '${mapper.table.name}' expected to delete 1 row(s); 0 were matched.`,
      'SAWarning',
    );
  }
}
