import type { Changed, Column, Connection, OpenOptions, Prepared } from './connection.js';
import { asSqliteError } from './d1-errors.js';
import type { SqlValue } from './parameters.js';
import { SharedConnection } from './shared-connection.js';
import { share, SharedHandle } from './shared-handle.js';
import { beginsTransaction, givesRows, scriptOf } from './sql.js';

/** What Cloudflare's D1 does: https://developers.cloudflare.com/d1/worker-api */
interface D1Database {
  prepare(sql: string): D1PreparedStatement;
}

interface D1PreparedStatement {
  bind(...values: unknown[]): D1PreparedStatement;
  run(): Promise<{ meta: { changes: number; last_row_id: number } }>;
  raw(options: { columnNames: true }): Promise<[string[], ...unknown[][]]>;
}

/** A connection to D1. It has no transactions that wait for the program. */
class D1Connection implements Connection {
  readonly inTransaction = false;
  readonly #name: string;
  #database: Promise<D1Database> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async prepare(sql: string): Promise<Prepared> {
    refuseTransactions(sql);
    const statement = (await this.#opened()).prepare(sql);
    let columns: Column[] | undefined;
    const rows = async (values: SqlValue[], safeIntegers: boolean): Promise<unknown[][]> => {
      const [names, ...lists] = await bound(statement, values)
        .raw({ columnNames: true })
        .catch(asSqliteError);
      columns = names.map((name): Column => ({
        name,
        column: null,
        table: null,
        database: null,
        type: null,
      }));
      return lists.map((row) => row.map((value) => plainValue(value, safeIntegers)));
    };
    return {
      reader: givesRows(sql),
      columns: () => {
        if (!columns) throw new TypeError('D1 tells of columns once a statement has run');
        return columns;
      },
      rows,
      run: async (values, safeIntegers): Promise<Changed> => {
        const { meta } = await bound(statement, values).run().catch(asSqliteError);
        const { changes, last_row_id: id } = meta;
        return { changes, lastInsertRowid: safeIntegers ? BigInt(id) : id };
      },
    };
  }

  async exec(sql: string): Promise<void> {
    refuseTransactions(sql);
    const database = await this.#opened();
    // One by one: what comes before one that fails is kept, as in SQLite, where batch() would undo it.
    for (const one of scriptOf(sql)) await database.prepare(one).run().catch(asSqliteError);
  }

  loadExtension(): void {
    throw new TypeError('D1 loads no extensions');
  }

  close(): void {
    this.#database = undefined;
  }

  #opened(): Promise<D1Database> {
    this.#database ??= bindingFor(this.#name);
    return this.#database;
  }
}

/** @throws where SQL begins a transaction */
function refuseTransactions(sql: string): void {
  if (!beginsTransaction(sql)) return;
  throw new TypeError('D1 has no transactions that wait for the program; use batch() of its binding');
}

function bound(statement: D1PreparedStatement, values: SqlValue[]): D1PreparedStatement {
  return values.length === 0 ? statement : statement.bind(...values.map(storable));
}

/** A value as D1 takes it: it has no bigints. */
function storable(value: SqlValue): unknown {
  if (Number.isNaN(value)) return null;
  if (typeof value !== 'bigint') return value;
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new RangeError(`D1 does not take ${String(value)}: it is greater than a safe integer`);
}

function plainValue(value: unknown, safeIntegers: boolean): unknown {
  if (Array.isArray(value)) return Buffer.from(value as number[]);
  return safeIntegers && Number.isInteger(value) ? BigInt(value as number) : value;
}

/** The binding that a database's name stands for: the one of that name, or the only one there is. */
async function bindingFor(name: string): Promise<D1Database> {
  // In a variable, for compilers without Cloudflare's types.
  const workers = 'cloudflare:workers';
  const { env } = (await import(workers)) as { env: Record<string, unknown> };
  const bindings = Object.entries(env).filter((entry): entry is [string, D1Database] => isD1(entry[1]));
  const [, found] =
    bindings.find(([binding]) => binding === name) ?? (bindings.length === 1 ? bindings[0] : []) ?? [];
  if (found) return found;
  const names = bindings.map(([binding]) => binding).join(', ');
  throw new TypeError(
    `There is no D1 binding for ${name}. Open one by its name: ${names || 'there is none'}`,
  );
}

function isD1(value: unknown): value is D1Database {
  const { prepare, batch } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof prepare === 'function' && typeof batch === 'function';
}

/** Connects a database. */
export function connect(handle: SharedHandle, filename: string, { readonly }: OpenOptions): void {
  if (filename === ':memory:') throw new TypeError('D1 has no databases in memory');
  if (readonly) throw new TypeError('D1 cannot be opened readonly');
  share(handle, new SharedConnection(new D1Connection(filename)));
}

/** What every database here has. */
export class Handle extends SharedHandle {}

/** No name is that of a file. */
export const namesFile: (name: string) => boolean = () => false;

export { SqliteError } from './d1-errors.js';
