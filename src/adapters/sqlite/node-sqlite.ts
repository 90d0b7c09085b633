import { existsSync, realpathSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Column, Prepared } from './connection.js';
import { Handle, namesFile } from './libsql.js';
import { bindNode } from './node-parameters.js';
import { asNodeError, invalidState, sqliteError } from './node-errors.js';
import { parametersOf, type SqlValue } from './parameters.js';
import type { SharedConnection } from './shared-connection.js';

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

/** A connection with the methods of node:sqlite. Those that talk to the database give promises. */
export class DatabaseSync extends Handle {
  readonly #path: string;
  readonly #options: DatabaseSyncOptions;
  #isOpen = false;

  constructor(location: string | Uint8Array | URL, options: DatabaseSyncOptions = {}) {
    super();
    this.#path = location instanceof URL ? fileURLToPath(location) : Buffer.from(location).toString();
    this.#options = options;
    if (options.open ?? true) this.open();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isTransaction(): boolean {
    return this.#opened().inTransaction;
  }

  open(): void {
    if (this.#isOpen) throw invalidState('database is already open');
    const { timeout = 0, readOnly = false, enableForeignKeyConstraints = true, authToken } = this.#options;
    if (!this.#isRemote()) checkPath(this.#path, readOnly);
    this.connect(this.#path === '' ? ':memory:' : this.#path, {
      timeout,
      readonly: readOnly,
      setUp: ` PRAGMA foreign_keys = ${enableForeignKeyConstraints ? 'ON' : 'OFF'};`,
      ...(authToken === undefined ? {} : { authToken }),
    });
    this.#isOpen = true;
  }

  close(): void {
    this.#opened().close();
    this.#isOpen = false;
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.close();
  }

  async exec(sql: string): Promise<void> {
    await this.#opened().exec(sql).catch(asNodeError);
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare(sql: string): StatementSync {
    return new StatementSync(sql, this.#opened(), () => this.#isOpen || this.isSettingUp, this.#options);
  }

  /** The file of the database, or null where it is none. */
  location(): string | null {
    this.#opened();
    const isFile = this.#path !== '' && this.#path !== ':memory:' && !this.#isRemote();
    return isFile ? (existsSync(this.#path) ? realpathSync(this.#path) : path.resolve(this.#path)) : null;
  }

  enableLoadExtension(allow: boolean): void {
    this.#options.allowExtension = allow;
  }

  loadExtension(file: string): void {
    if (!this.#options.allowExtension) throw invalidState('extension loading is not allowed');
    this.#opened().loadExtension(file);
  }

  #opened(): SharedConnection {
    if (!this.#isOpen && !this.isSettingUp) throw invalidState('database is not open');
    return this.shared;
  }

  #isRemote(): boolean {
    return !namesFile(this.#path);
  }
}

type OutputRow = Record<string, SQLOutputValue>;

/** A statement with the methods of node:sqlite. Those that talk to the database give promises. */
export class StatementSync {
  readonly sourceSQL: string;
  readonly #shared: SharedConnection;
  readonly #isOpen: () => boolean;
  readonly #parameters: readonly (string | undefined)[];
  #prepared: Promise<Prepared> | undefined;
  #readsBigInts: boolean;
  #returnsArrays: boolean;
  #allowsBare: boolean;
  #allowsUnknown: boolean;

  /** @param isOpen whether the database is open */
  constructor(sql: string, shared: SharedConnection, isOpen: () => boolean, options: DatabaseSyncOptions) {
    this.sourceSQL = sql;
    this.#shared = shared;
    this.#isOpen = isOpen;
    this.#parameters = parametersOf(sql);
    this.#readsBigInts = options.readBigInts ?? false;
    this.#returnsArrays = options.returnArrays ?? false;
    this.#allowsBare = options.allowBareNamedParameters ?? true;
    this.#allowsUnknown = options.allowUnknownNamedParameters ?? false;
  }

  all(...anonymousParameters: SQLInputValue[]): Promise<OutputRow[]>;
  all(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<OutputRow[]>;
  all(...given: unknown[]): Promise<OutputRow[]> {
    return this.#rows(given);
  }

  get(...anonymousParameters: SQLInputValue[]): Promise<OutputRow | undefined>;
  get(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<OutputRow | undefined>;
  async get(...given: unknown[]): Promise<OutputRow | undefined> {
    return (await this.#rows(given))[0];
  }

  /** The rows as they are now, one after another. */
  iterate(...anonymousParameters: SQLInputValue[]): Promise<IterableIterator<OutputRow>>;
  iterate(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<IterableIterator<OutputRow>>;
  async iterate(...given: unknown[]): Promise<IterableIterator<OutputRow>> {
    return (await this.#rows(given)).values();
  }

  run(...anonymousParameters: SQLInputValue[]): Promise<StatementResultingChanges>;
  run(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Promise<StatementResultingChanges>;
  async run(...given: unknown[]): Promise<StatementResultingChanges> {
    const { changes, lastInsertRowid } = await this.#use(given, (statement, values) =>
      statement.run(values, this.#readsBigInts),
    );
    return { lastInsertRowid, changes: this.#readsBigInts ? BigInt(changes) : changes };
  }

  async columns(): Promise<StatementColumnMetadata[]> {
    return this.#use([], (statement) => {
      const columns = statement.columns().map(({ column, database, name, table, type }) => {
        const made = Object.create(null) as StatementColumnMetadata;
        return Object.assign(made, { column, database, name, table, type });
      });
      return Promise.resolve(columns);
    });
  }

  setAllowBareNamedParameters(enabled: boolean): void {
    this.#allowsBare = enabled;
  }

  setAllowUnknownNamedParameters(enabled: boolean): void {
    this.#allowsUnknown = enabled;
  }

  setReadBigInts(enabled: boolean): void {
    this.#readsBigInts = enabled;
  }

  setReturnArrays(enabled: boolean): void {
    this.#returnsArrays = enabled;
  }

  #rows(given: readonly unknown[]): Promise<OutputRow[]> {
    return this.#use(given, async (statement, values) => {
      if (!statement.reader) {
        await statement.run(values, true);
        return [];
      }
      const rows = (await statement.rows(values, true)).map((row) =>
        row.map((value) => outputOf(value, this.#readsBigInts)),
      );
      const names = this.#returnsArrays ? [] : statement.columns().map(({ name }) => name);
      return rows.map((row) => {
        if (this.#returnsArrays) return row as unknown as OutputRow;
        const made = Object.create(null) as OutputRow;
        for (const [i, name] of names.entries()) made[name] = row[i] ?? null;
        return made;
      });
    });
  }

  async #use<T>(
    given: readonly unknown[],
    work: (statement: Prepared, values: SqlValue[]) => Promise<T>,
  ): Promise<T> {
    if (!this.#isOpen()) throw invalidState('statement has been finalized');
    const values = bindNode(this.#parameters, given, {
      bare: this.#allowsBare,
      unknown: this.#allowsUnknown,
    });
    const done = this.#shared.use(async (connection) => {
      this.#prepared ??= connection.prepare(this.sourceSQL).catch((error: unknown) => {
        this.#prepared = undefined;
        throw error;
      });
      return work(await this.#prepared, values);
    }, this.sourceSQL);
    return done.catch(asNodeError);
  }
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
  const copy = `${file}.${String(process.pid)}.tmp`;
  await sourceDb.prepare('VACUUM INTO ?').run(copy);
  await rename(copy, file);
  return Number((await sourceDb.prepare('PRAGMA page_count').get())?.['page_count']);
}

/** What node:sqlite exports, with promises. */
const sqlite = { DatabaseSync, StatementSync, backup };

export default sqlite;
