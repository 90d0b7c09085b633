import type { Files } from './workspace.js';

/**
 * A package named asyncshift that does nothing but record: what verification compares can be made to differ at will.
 * `query(sql, …parameters)` writes a trace event; `table(name, rows)` the contents of a database.
 */
export const stubRuntime: Files = {
  'node_modules/asyncshift/package.json': JSON.stringify({
    name: 'asyncshift',
    version: '0.0.0',
    type: 'module',
    exports: {
      './package.json': './package.json',
      './orm': { types: './orm.d.ts', default: './orm.js' },
      './orm/asyncio': { types: './asyncio.d.ts', default: './asyncio.js' },
    },
  }),
  'node_modules/asyncshift/orm.js': `
    import { appendFileSync } from 'node:fs';
    export function write(entry) {
      if (process.env.ASYNCSHIFT_TRACE_FILE) appendFileSync(process.env.ASYNCSHIFT_TRACE_FILE, JSON.stringify(entry) + '\\n');
    }
    export function query(sql, ...parameters) {
      write({ kind: 'execute', connection: 1, sql, parameters });
      return parameters.length;
    }
    export function table(name, rows) {
      write({ kind: 'database', url: 'sqlite:///app.db', tables: { [name]: rows } });
    }
  `,
  'node_modules/asyncshift/orm.d.ts': `
    export declare function query(sql: string, ...parameters: unknown[]): number;
    export declare function table(name: string, rows: unknown[]): void;
  `,
  'node_modules/asyncshift/asyncio.js': `
    import * as orm from './orm.js';
    const strict = process.env.ASYNCSHIFT_STRICT === '1';
    class Cold {
      static pending = new Set();
      constructor(run) { this.run = run; Cold.pending.add(this); }
      then(resolve, reject) {
        Cold.pending.delete(this);
        return Promise.resolve().then(this.run).then(resolve, reject);
      }
    }
    process.on('exit', () => {
      if (Cold.pending.size === 0) return;
      process.stderr.write("RuntimeWarning: coroutine 'query' was never awaited\\n");
      if (strict) process.exitCode = 1;
    });
    export const query = (...args) => new Cold(() => orm.query(...args));
  `,
  'node_modules/asyncshift/asyncio.d.ts': `
    export declare function query(sql: string, ...parameters: unknown[]): Promise<number>;
  `,
};
