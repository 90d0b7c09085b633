import { existsSync, realpathSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Column, Prepared } from './connection.js';
import { Hidden } from './hidden.js';
import { connect, Handle, namesFile } from './libsql.js';
import { bindNode } from './node-parameters.js';
import { asNodeError, invalidState, sqliteError } from './node-errors.js';
import { parametersOf, type SqlValue } from './parameters.js';
import { asSameClass } from './same-class.js';
import type { SharedConnection } from './shared-connection.js';
import { isSettingUp, sharedOf } from './shared-handle.js';

export type SQLInputValue = null | number | bigint | string | ArrayBufferView;
export type SQLOutputValue = null | number | bigint | string | Uint8Array;
export type StatementColumnMetadata = Column;

export interface DatabaseSyncOptions {
  open?: boolean | undefined;
  enableForeignKeyConstraints?: boolean | undefined;
  enableDoubleQuotedStringLiterals?: boolean | undefined;
  readOnly?: boolean | undefined;
  allowExtension?: boolean | undefined;
  timeout?: number | undefined;
  readBigInts?: boolean | undefined;
  returnArrays?: boolean | undefined;
  allowBareNamedParameters?: boolean | undefined;
  allowUnknownNamedParameters?: boolean | undefined;
  /** What a remote database asks for. */
  authToken?: string | undefined;
}

export interface StatementResultingChanges {
  changes: number | bigint;
  lastInsertRowid: number | bigint;
}

/** What a database keeps to itself. */
interface DatabaseState {
  readonly path: string;
  readonly options: DatabaseSyncOptions;
  isOpen: boolean;
}

const databases = new Hidden<DatabaseState>();

/** A connection with the methods of node:sqlite. Those that talk to the database give promises. */
export class DatabaseSync extends Handle {
  constructor(location: string | Uint8Array | URL, options: DatabaseSyncOptions = {}) {
    super();
    const path = location instanceof URL ? fileURLToPath(location) : Buffer.from(location).toString();
    databases.set(this, { path, options, isOpen: false });
    if (options.open ?? true) this.open();
  }

  get isOpen(): boolean {
    return databases.of(this).isOpen;
  }

  get isTransaction(): boolean {
    return openedOf(this).inTransaction;
  }

  open(): void {
    const state = databases.of(this);
    if (state.isOpen) throw invalidState('database is already open');
    const { timeout = 0, readOnly = false, enableForeignKeyConstraints = true } = state.options;
    const { enableDoubleQuotedStringLiterals = false, authToken } = state.options;
    if (namesFile(state.path)) checkPath(state.path, readOnly);
    connect(this, state.path === '' ? ':memory:' : state.path, {
      timeout,
      readonly: readOnly,
      setUp: ` PRAGMA foreign_keys = ${enableForeignKeyConstraints ? 'ON' : 'OFF'};`,
      quotedStrings: enableDoubleQuotedStringLiterals,
      ...(authToken === undefined ? {} : { authToken }),
    });
    state.isOpen = true;
  }

  close(): void {
    openedOf(this).close();
    databases.of(this).isOpen = false;
  }

  [Symbol.dispose](): void {
    if (this.isOpen) this.close();
  }

  async exec(sql: string): Promise<void> {
    await openedOf(this).exec(sql).catch(asNodeError);
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare(sql: string): StatementSync {
    const state = databases.of(this);
    return new StatementSync(sql, openedOf(this), () => state.isOpen || isSettingUp(this), state.options);
  }

  /** The file of the database, or null where it is none. */
  location(): string | null {
    openedOf(this);
    const file = databases.of(this).path;
    if (file === '' || file === ':memory:' || !namesFile(file)) return null;
    return existsSync(file) ? realpathSync(file) : path.resolve(file);
  }

  enableLoadExtension(allow: boolean): void {
    databases.of(this).options.allowExtension = allow;
  }

  loadExtension(file: string): void {
    if (!databases.of(this).options.allowExtension) throw invalidState('extension loading is not allowed');
    openedOf(this).loadExtension(file);
  }

  /**
   * Runs a function in a transaction: what it does is kept when it ends, and undone when it throws. What others do on this
   * connection waits for its end.
   */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return openedOf(this).transact(' IMMEDIATE', work);
  }
}

asSameClass(DatabaseSync, 'node:sqlite DatabaseSync');

function openedOf(database: DatabaseSync): SharedConnection {
  if (!databases.of(database).isOpen && !isSettingUp(database)) throw invalidState('database is not open');
  return sharedOf(database);
}

type OutputRow = Record<string, SQLOutputValue>;

/** What a statement keeps to itself. */
interface StatementState {
  readonly shared: SharedConnection;
  readonly isOpen: () => boolean;
  readonly parameters: readonly (string | undefined)[];
  prepared: Promise<Prepared> | undefined;
  readsBigInts: boolean;
  returnsArrays: boolean;
  allowsBare: boolean;
  allowsUnknown: boolean;
}

const statements = new Hidden<StatementState>();

/** A statement with the methods of node:sqlite. Those that talk to the database give promises. */
export class StatementSync {
  readonly sourceSQL: string;

  /** @param isOpen whether the database is open */
  constructor(sql: string, shared: SharedConnection, isOpen: () => boolean, options: DatabaseSyncOptions) {
    this.sourceSQL = sql;
    statements.set(this, {
      shared,
      isOpen,
      parameters: parametersOf(sql),
      prepared: undefined,
      readsBigInts: options.readBigInts ?? false,
      returnsArrays: options.returnArrays ?? false,
      allowsBare: options.allowBareNamedParameters ?? true,
      allowsUnknown: options.allowUnknownNamedParameters ?? false,
    });
  }

  all(...anonymousParameters: SQLInputValue[]): Promise<OutputRow[]>;
  all(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<OutputRow[]>;
  all(...given: unknown[]): Promise<OutputRow[]> {
    return rowsOf(this, given);
  }

  get(...anonymousParameters: SQLInputValue[]): Promise<OutputRow | undefined>;
  get(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<OutputRow | undefined>;
  async get(...given: unknown[]): Promise<OutputRow | undefined> {
    return (await rowsOf(this, given))[0];
  }

  /** The rows as they are now, one after another. */
  iterate(...anonymousParameters: SQLInputValue[]): Promise<IterableIterator<OutputRow>>;
  iterate(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<IterableIterator<OutputRow>>;
  async iterate(...given: unknown[]): Promise<IterableIterator<OutputRow>> {
    return (await rowsOf(this, given)).values();
  }

  run(...anonymousParameters: SQLInputValue[]): Promise<StatementResultingChanges>;
  run(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<StatementResultingChanges>;
  async run(...given: unknown[]): Promise<StatementResultingChanges> {
    const { readsBigInts } = statements.of(this);
    const { changes, lastInsertRowid } = await use(this, given, (statement, values) =>
      statement.run(values, readsBigInts),
    );
    return { lastInsertRowid, changes: readsBigInts ? BigInt(changes) : changes };
  }

  async columns(): Promise<StatementColumnMetadata[]> {
    return use(this, [], (statement) => {
      const columns = statement.columns().map(({ column, database, name, table, type }) => {
        const made = Object.create(null) as StatementColumnMetadata;
        return Object.assign(made, { column, database, name, table, type });
      });
      return Promise.resolve(columns);
    });
  }

  setAllowBareNamedParameters(enabled: boolean): void {
    statements.of(this).allowsBare = enabled;
  }

  setAllowUnknownNamedParameters(enabled: boolean): void {
    statements.of(this).allowsUnknown = enabled;
  }

  setReadBigInts(enabled: boolean): void {
    statements.of(this).readsBigInts = enabled;
  }

  setReturnArrays(enabled: boolean): void {
    statements.of(this).returnsArrays = enabled;
  }
}

asSameClass(StatementSync, 'node:sqlite StatementSync');

function rowsOf(statement: StatementSync, given: readonly unknown[]): Promise<OutputRow[]> {
  const { readsBigInts, returnsArrays } = statements.of(statement);
  return use(statement, given, async (prepared, values) => {
    if (!prepared.reader) {
      await prepared.run(values, true);
      return [];
    }
    const rows = (await prepared.rows(values, true)).map((row) =>
      row.map((value) => outputOf(value, readsBigInts)),
    );
    const names = returnsArrays ? [] : prepared.columns().map(({ name }) => name);
    return rows.map((row) => {
      if (returnsArrays) return row as unknown as OutputRow;
      const made = Object.create(null) as OutputRow;
      for (const [i, name] of names.entries()) made[name] = row[i] ?? null;
      return made;
    });
  });
}

async function use<T>(
  statement: StatementSync,
  given: readonly unknown[],
  work: (statement: Prepared, values: SqlValue[]) => Promise<T>,
): Promise<T> {
  const state = statements.of(statement);
  const { sourceSQL } = statement;
  if (!state.isOpen()) throw invalidState('statement has been finalized');
  const values = bindNode(state.parameters, given, { bare: state.allowsBare, unknown: state.allowsUnknown });
  const done = state.shared.use(async (connection) => {
    state.prepared ??= connection.prepare(sourceSQL).catch((error: unknown) => {
      state.prepared = undefined;
      throw error;
    });
    return work(await state.prepared, values);
  }, sourceSQL);
  return done.catch(asNodeError);
}

function outputOf(value: unknown, bigInts: boolean): SQLOutputValue {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value !== 'bigint' || bigInts) return value as SQLOutputValue;
  if (Number.isSafeInteger(Number(value))) return Number(value);
  const message = `Value is too large to be represented as a JavaScript number: ${String(value)}`;
  throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** @throws what node:sqlite throws when there is no such file to open */
function checkPath(file: string, readOnly: boolean): void {
  if (file === '' || file === ':memory:') return;
  const name = file.startsWith('file:') ? fileURLToPath(new URL(file)) : file;
  const isThere = existsSync(readOnly ? name : path.dirname(name));
  if (!isThere || statSync(name, { throwIfNoEntry: false })?.isDirectory()) {
    throw sqliteError('unable to open database file', 14);
  }
}

export interface BackupOptions {
  source?: string | undefined;
  target?: string | undefined;
  rate?: number | undefined;
  progress?: ((progress: { totalPages: number; remainingPages: number }) => void) | undefined;
}

/** Copies a database into a file, as it is when its turn comes, and gives the number of its pages. */
export async function backup(
  sourceDb: DatabaseSync,
  destination: string | Uint8Array | URL,
): Promise<number> {
  const file = destination instanceof URL ? fileURLToPath(destination) : Buffer.from(destination).toString();
  const copy = `${file}.${randomUUID()}.tmp`;
  await sourceDb.prepare('VACUUM INTO ?').run(copy);
  await rename(copy, file);
  return Number((await sourceDb.prepare('PRAGMA page_count').get())?.['page_count']);
}

/** What node:sqlite exports, with promises. */
const sqlite: {
  DatabaseSync: typeof DatabaseSync;
  StatementSync: typeof StatementSync;
  backup: typeof backup;
} = { DatabaseSync, StatementSync, backup };

export default sqlite;
