import type { Connection, Prepared } from './connection.js';
import { bareQuotes, scriptOf } from './sql.js';

/**
 * A connection that takes what is in double quotes for a string where it names nothing, as SQLite does unless it is built
 * otherwise: Bun's does, libsql's does not.
 */
export class QuotedStrings implements Connection {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  async prepare(sql: string): Promise<Prepared> {
    let text = sql;
    let prepared = await this.#mending(text, async (mended) => {
      text = mended;
      return this.#connection.prepare(mended);
    });
    // Some connections tell only when a statement is run that a name in it is none.
    const preparedAs = async (mended: string): Promise<Prepared> => {
      if (mended !== text) prepared = await this.#connection.prepare(mended);
      text = mended;
      return prepared;
    };
    return {
      reader: prepared.reader,
      columns: () => prepared.columns(),
      rows: (values, safeIntegers) =>
        this.#mending(text, async (mended) => (await preparedAs(mended)).rows(values, safeIntegers)),
      run: (values, safeIntegers) =>
        this.#mending(text, async (mended) => (await preparedAs(mended)).run(values, safeIntegers)),
    };
  }

  /** Runs a script. One that may have such strings is run statement by statement: what was done is not done again. */
  async exec(sql: string): Promise<void> {
    const statements = sql.includes('"') ? scriptOf(sql) : [sql];
    for (const statement of statements)
      await this.#mending(statement, (mended) => this.#connection.exec(mended));
  }

  loadExtension(path: string): void {
    this.#connection.loadExtension(path);
  }

  close(): void {
    this.#connection.close();
  }

  /** Does something with a statement, and again with strings for names that it does not know. */
  async #mending<T>(sql: string, work: (sql: string) => Promise<T>): Promise<T> {
    for (let text = sql; ;) {
      try {
        return await work(text);
      } catch (error) {
        const mended = await this.#mended(text, error);
        if (mended === undefined) throw error;
        text = mended;
      }
    }
  }

  /** A statement with strings for the quotes that an error is about; nothing where it is about something else. */
  async #mended(sql: string, error: unknown): Promise<string | undefined> {
    const name = unknownName(error);
    const places = bareQuotes(sql).filter((quote) => quote.name === name);
    if (name === undefined || places.length < 2) return asStrings(sql, places);
    // The same name may be a column in one place and none in another.
    const strings = [];
    for (const place of places) {
      const others = places.filter((other) => other !== place);
      const isName = await this.#knows(asStrings(sql, others) ?? sql, name);
      if (isName === undefined) return undefined;
      if (!isName) strings.push(place);
    }
    return asStrings(sql, strings);
  }

  /** Whether a name means something where it stands in a statement; nothing where that cannot be told. */
  async #knows(sql: string, name: string): Promise<boolean | undefined> {
    for (let text = sql; ;) {
      try {
        const explained = await this.#connection.prepare(`EXPLAIN ${text}`);
        await explained.rows([], false);
        return true;
      } catch (error) {
        const unknown = unknownName(error);
        if (unknown === name) return false;
        const quotes = bareQuotes(text).filter((quote) => quote.name === unknown);
        const next = asStrings(text, quotes);
        if (next === undefined) return undefined;
        text = next;
      }
    }
  }
}

/** The name that an error of SQLite's says there is no column of. */
function unknownName(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /no such column: ([^]*?)(?: - should this be [^]*)?$/
    .exec(message)?.[1]
    ?.replace(/^"([^]*)"$/, '$1');
}

/** A statement with strings in place of some of its quotes, if there are any. */
function asStrings(sql: string, quotes: ReturnType<typeof bareQuotes>): string | undefined {
  if (quotes.length === 0) return undefined;
  return quotes.reduceRight(
    (text, { start, end, name }) => `${text.slice(0, start)}'${name.replace(/'/g, "''")}'${text.slice(end)}`,
    sql,
  );
}
