import type { Executable, ExecuteOptions } from '../core/contracts.js';
import type { Flow } from '../core/flow.js';
import { Result } from '../result/result.js';
import { rowFactory } from '../result/row.js';
import { convertRows } from '../sql/convert.js';
import { Delete } from '../sql/delete.js';
import type { EntityClass } from '../sql/entity.js';
import { coerce } from '../sql/expression.js';
import { and } from '../sql/functions.js';
import { Insert } from '../sql/insert.js';
import { EMPTY_SELECT } from '../sql/select-state.js';
import { Select, select } from '../sql/select.js';
import { Update } from '../sql/update.js';
import { UnevaluatableError, evaluate } from './evaluate.js';
import { hydrate } from './hydrate.js';
import { mapperOf, type Mapper } from './mapper.js';
import { planQuery } from './query-plan.js';
import type { SessionCore } from './session-core.js';
import type { InstanceState } from './state.js';

type Dml = Insert | Update | Delete;

/** Whether a statement changes rows. */
export function isDml(statement: unknown): statement is Dml {
  return statement instanceof Insert || statement instanceof Update || statement instanceof Delete;
}

/** Executes INSERT, UPDATE or DELETE and brings the session's instances up to date ("synchronizeSession"). */
export function* executeDml<R>(
  session: SessionCore,
  statement: Dml,
  parameters: unknown,
  options: ExecuteOptions,
): Flow<Result<R>> {
  const entity = statement.table.entity as EntityClass | undefined;
  const mapper = entity === undefined ? undefined : mapperOf(entity);
  const matched =
    mapper === undefined || statement instanceof Insert
      ? []
      : yield* matchedStates(session, statement, mapper);
  const result = yield* runDml<R>(session, statement, parameters, options);
  if (statement instanceof Update) {
    for (const state of matched)
      applyUpdate(state, { ...statement.state.values, ...(parameters as object | undefined) });
  } else if (statement instanceof Delete) {
    const transaction = session.autobegin();
    for (const state of matched) session.becameDeleted(state, transaction);
  }
  return result;
}

function* runDml<R>(
  session: SessionCore,
  statement: Dml,
  parameters: unknown,
  options: ExecuteOptions,
): Flow<Result<R>> {
  const connection = yield* session.connection();
  const { returning } = statement.state;
  if (returning.length === 0) return yield* connection.execute(statement, parameters, options);
  const plan = planQuery(new Select({ ...EMPTY_SELECT, items: returning }), undefined, true);
  const compiled = (statement as unknown as Executable).compile(connection.dialect, parameters);
  const result = yield* connection.executeCompiled(compiled, options);
  const rows = convertRows(result, plan.columns, connection.dialect);
  const values = yield* hydrate(session, plan, rows, { populateExisting: true, columnsOnly: true });
  const { keys } = plan;
  return new Result<R>({
    keys,
    rows: values.map(rowFactory(keys)) as R[],
    returnsRows: true,
    rowcount: result.rowcount,
  });
}

/** The instances in the session whose rows a statement is about to change. */
function* matchedStates(
  session: SessionCore,
  statement: Update | Delete,
  mapper: Mapper,
): Flow<InstanceState[]> {
  const { where, executionOptions } = statement.state;
  const how = executionOptions.synchronizeSession ?? 'auto';
  if (how === false) return [];
  const states = [...session.identityMap.statesOf(mapper)].filter((state) => state.values.size > 0);
  if (how !== 'fetch') {
    try {
      return states.filter((state) => where.length === 0 || evaluate(and(...where), state) === true);
    } catch (error) {
      if (!(error instanceof UnevaluatableError) || how === 'evaluate') throw error;
    }
  }
  const rows = yield* session.select(select(...mapper.primaryKey).where(...where), {});
  const found = new Set(rows.map((row) => mapper.identityKey(row)));
  return states.filter(({ identity }) => found.has(mapper.identityKey(identity ?? [])));
}

/** Gives an instance the values an UPDATE has given its row; what only the database knows is loaded when it is read. */
function applyUpdate(state: InstanceState, values: Record<string, unknown>): void {
  const before = new Map<string, unknown>();
  for (const [key, value] of Object.entries(values)) {
    if (!state.values.has(key) || state.committed.has(key)) continue;
    try {
      before.set(key, evaluate(coerce(value, state.mapper.table.column(key).type), state));
    } catch (error) {
      if (!(error instanceof UnevaluatableError)) throw error;
      state.expire('expire', [key]);
    }
  }
  for (const [key, value] of before) state.values.set(key, value);
}
