// Stands for Cloudflare's `cloudflare:workers`: one D1 database, over libsql, that does and refuses what D1 does.
import { Buffer } from 'node:buffer';
import Libsql from 'libsql';

const database = new Libsql(':memory:');

class Statement {
  #sql;
  #values;

  constructor(sql, values = []) {
    this.#sql = sql;
    this.#values = values;
  }

  bind(...values) {
    for (const value of values) {
      const isKnown = value === null || ['string', 'number', 'boolean'].includes(typeof value);
      if (!isKnown && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
        throw new Error(`D1_TYPE_ERROR: Type '${typeof value}' not supported for value '${String(value)}'`);
      }
    }
    return new Statement(this.#sql, values);
  }

  async run() {
    const { names, rows, meta } = this.#done();
    return { success: true, results: rows.map((row) => objectOf(names, row)), meta };
  }

  async raw({ columnNames = false } = {}) {
    const { names, rows } = this.#done();
    return columnNames ? [names, ...rows] : rows;
  }

  #done() {
    try {
      if (/^\s*(?:BEGIN|SAVEPOINT|COMMIT|ROLLBACK)\b/i.test(this.#sql)) throw new Error('no transactions');
      if (/;\s*\S/.test(this.#sql.replace(/'[^']*'|--.*/g, "''")) && !/\bTRIGGER\b/i.test(this.#sql))
        throw new Error('several statements');
      const before = changed();
      const statement = database.prepare(this.#sql);
      const rows = statement.reader ? statement.raw(true).all(this.#values) : [];
      if (!statement.reader) statement.run(this.#values);
      const names = statement.reader ? statement.columns().map(({ name }) => name) : [];
      const [total, last] = changed();
      const meta = { changes: total - before[0], last_row_id: last, changed_db: total > before[0] };
      return { names, rows: rows.map((row) => row.map(plain)), meta };
    } catch (error) {
      const code = /^SQLITE_[A-Z]+/.exec(error.code ?? '')?.[0] ?? 'SQLITE_ERROR';
      throw new Error(`D1_ERROR: ${error.message}: ${code}`, { cause: error });
    }
  }
}

/** How many rows the connection has changed, and the last it has added. */
function changed() {
  return database.prepare('SELECT total_changes(), last_insert_rowid()').raw(true).get();
}

function plain(value) {
  return Buffer.isBuffer(value) ? [...value] : value;
}

function objectOf(names, row) {
  return Object.fromEntries(names.map((name, i) => [name, row[i]]));
}

export const env = {
  GREETING: 'hello',
  DB: {
    prepare: (sql) => new Statement(sql),
    async batch(statements) {
      const results = [];
      database.exec('BEGIN');
      try {
        for (const statement of statements) results.push(await statement.run());
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
      return results;
    },
  },
};
