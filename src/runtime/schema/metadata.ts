import { inspect } from 'node:util';
import type { Compiled, DialectName } from '../core/contracts.js';
import type { Flow, MaybePromise } from '../core/flow.js';
import { ArgumentError, InvalidRequestError } from '../core/errors.js';
import type { AsyncConnection, AsyncEngine } from '../engine/async.js';
import { ConnectionCore } from '../engine/connection.js';
import type { EngineCore } from '../engine/engine.js';
import type { Connection, Engine } from '../engine/sync.js';
import {
  addForeignKeyStatement,
  createTableStatements,
  dropForeignKeyStatement,
  dropTableStatement,
} from './ddl.js';
import { foreignKeysOf, sortTables, type ForeignKey } from './sort.js';
import type { EntityClass } from '../sql/entity.js';
import type { Table } from './table.js';

/** Options of `createAll` and `dropAll`. */
export interface MetaDataOptions {
  /** Only these tables. */
  tables?: readonly Table[];
  /** Leave tables that are there (or gone) already alone: the default. */
  checkfirst?: boolean;
}

/** The tables the connection sees. */
const TABLE_NAMES: Record<DialectName, string> = {
  sqlite: "select name from sqlite_master where type = 'table'",
  postgresql: 'select table_name from information_schema.tables where table_schema = current_schema()',
  mysql: 'select table_name from information_schema.tables where table_schema = database()',
};

type SyncBind = Engine | Connection;
type AsyncBind = AsyncEngine | AsyncConnection;

/** The tables of a database, as far as the program knows them. */
export class MetaData {
  readonly #tables = new Map<string, Table>();
  /** Classes mapped to the tables, as far as they have been used. */
  readonly entities = new Set<EntityClass>();

  /** Tables by SQL name. */
  get tables(): ReadonlyMap<string, Table> {
    return this.#tables;
  }

  /** Tables, each after those it refers to. */
  get sortedTables(): Table[] {
    return sortTables(this.#tables).sorted;
  }

  /** @throws InvalidRequestError when there is a table of that name */
  add(table: Table): void {
    if (this.#tables.has(table.name)) {
      throw new InvalidRequestError(`Table '${table.name}' is already defined for this MetaData instance`);
    }
    this.#tables.set(table.name, table);
  }

  /** Creates the tables that are not there yet, with their indexes. On an engine, in a transaction of its own. */
  createAll(bind: SyncBind, options?: MetaDataOptions): void;
  createAll(bind: AsyncBind, options?: MetaDataOptions): Promise<void>;
  createAll(bind: SyncBind | AsyncBind, options: MetaDataOptions = {}): MaybePromise<void> {
    return this.#run('MetaData.createAll', bind, (connection) => this.#create(connection, options));
  }

  /** Drops the tables that are there. On an engine, in a transaction of its own. */
  dropAll(bind: SyncBind, options?: MetaDataOptions): void;
  dropAll(bind: AsyncBind, options?: MetaDataOptions): Promise<void>;
  dropAll(bind: SyncBind | AsyncBind, options: MetaDataOptions = {}): MaybePromise<void> {
    return this.#run('MetaData.dropAll', bind, (connection) => this.#drop(connection, options));
  }

  #run(
    name: string,
    bind: SyncBind | AsyncBind,
    work: (connection: ConnectionCore) => Flow<void>,
  ): MaybePromise<void> {
    const core = (bind as { core?: unknown } | undefined)?.core;
    if (core === undefined)
      throw new ArgumentError(`${name}() needs an engine or a connection, got ${inspect(bind)}`);
    return bind.run(name, () =>
      core instanceof ConnectionCore ? work(core) : inTransaction(core as EngineCore, work),
    );
  }

  *#create(connection: ConnectionCore, { tables, checkfirst }: MetaDataOptions): Flow<void> {
    const { sorted, circular } = sortTables(this.#tables);
    const there = yield* this.#existing(connection, checkfirst);
    const missing = sorted.filter(
      (table) => !there.has(table.name) && (tables === undefined || tables.includes(table)),
    );
    // SQLite takes a key to a table that is yet to come, and cannot add one later.
    const late =
      connection.dialect === 'sqlite' ? [] : circular.filter(({ table }) => missing.includes(table));
    for (const table of missing) {
      const keys = foreignKeysOf(table, this.#tables).filter(
        (key) => !late.some((other) => isSame(key, other)),
      );
      yield* executeAll(connection, createTableStatements(table, keys, connection.dialect));
    }
    yield* executeAll(
      connection,
      late.map((key) => addForeignKeyStatement(key, connection.dialect)),
    );
  }

  *#drop(connection: ConnectionCore, { tables, checkfirst }: MetaDataOptions): Flow<void> {
    const { sorted, circular } = sortTables(this.#tables);
    const there = yield* this.#existing(connection, checkfirst);
    const present = sorted.filter(
      (table) =>
        (checkfirst === false || there.has(table.name)) && (tables === undefined || tables.includes(table)),
    );
    const late =
      connection.dialect === 'sqlite' ? [] : circular.filter(({ table }) => present.includes(table));
    yield* executeAll(
      connection,
      late.map((key) => dropForeignKeyStatement(key, connection.dialect)),
    );
    yield* executeAll(
      connection,
      present.reverse().map((table) => dropTableStatement(table, connection.dialect)),
    );
  }

  *#existing(connection: ConnectionCore, checkfirst = true): Flow<Set<string>> {
    if (!checkfirst) return new Set();
    const sql = TABLE_NAMES[connection.dialect];
    const { rows } = yield* connection.executeCompiled(
      { sql, parameters: [], returnsRows: true },
      { origin: 'ddl' },
    );
    return new Set(rows.map(([name]) => String(name)));
  }
}

function isSame(left: ForeignKey, right: ForeignKey): boolean {
  return left.column === right.column;
}

function* executeAll(connection: ConnectionCore, statements: readonly Compiled[]): Flow<void> {
  for (const compiled of statements) yield* connection.executeCompiled(compiled, { origin: 'ddl' });
}

function* inTransaction(engine: EngineCore, work: (connection: ConnectionCore) => Flow<void>): Flow<void> {
  const connection = yield* engine.connect();
  try {
    yield* connection.begin();
    yield* work(connection);
    yield* connection.commit();
  } finally {
    yield* connection.close();
  }
}
