import { AsyncResource } from 'node:async_hooks';
import type {
  Client,
  InArgs,
  InStatement,
  ResultSet,
  Transaction as ClientTransaction,
  TransactionMode,
} from '@libsql/client';
import type { ClientConnection } from './client-connection.js';
import { withNumbers } from './result-set.js';
import type { SharedConnection } from './shared-connection.js';

/**
 * A client on a connection that is given out by turns. Its operations wait for theirs, and are part of the transaction
 * that they are called in. Integers come as numbers, as from a client that is told nothing of them.
 */
export function sharedClient(client: Client, connection: ClientConnection, shared: SharedConnection): Client {
  let savepoints = 0;
  const execute = async (statement: InStatement, args?: InArgs): Promise<ResultSet> => {
    const whole = typeof statement === 'string' ? { sql: statement, args: args ?? [] } : statement;
    return withNumbers(await shared.use(() => connection.execute(whole), whole.sql));
  };
  const executeMultiple = (sql: string): Promise<void> =>
    shared.use(() => connection.executeMultiple(sql), sql);
  const batch = (
    statements: readonly (InStatement | [string, InArgs?])[],
    mode: TransactionMode = 'deferred',
  ): Promise<ResultSet[]> => shared.transact(` ${beginnings[mode]}`, () => executeAll(execute, statements));

  const transaction = async (mode: TransactionMode = 'write'): Promise<ClientTransaction> => {
    const savepoint = `asyncshift_client_${String(++savepoints)}`;
    const begun = shared.begin(async () => {
      const isInner = connection.inTransaction;
      await connection.execute(isInner ? `SAVEPOINT ${savepoint}` : `BEGIN ${beginnings[mode]}`);
      return isInner;
    });
    // What is done with the transaction is part of it wherever it is done.
    const inside = AsyncResource.bind(function run<T>(work: () => T): T {
      return work();
    });
    const isInner = await begun;
    const undo = isInner ? `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}` : 'ROLLBACK';
    let isClosed = false;
    const end = (sql: string): Promise<void> => {
      isClosed = true;
      return inside(() =>
        shared.use(async () => {
          try {
            if (connection.inTransaction) await connection.exec(sql);
          } finally {
            if (!isInner && connection.inTransaction) await connection.exec('ROLLBACK');
          }
        }),
      );
    };
    return {
      execute: (statement: InStatement) => inside(() => execute(statement)),
      executeMultiple: (sql) => inside(() => executeMultiple(sql)),
      batch: (statements) => inside(() => executeAll(execute, statements)),
      commit: () => end(isInner ? `RELEASE ${savepoint}` : 'COMMIT'),
      rollback: () => end(undo),
      close: () => {
        if (!isClosed) void end(undo).catch((): undefined => undefined);
      },
      get closed() {
        return isClosed || !shared.inTransaction;
      },
    };
  };

  const operations = { execute, executeMultiple, batch, transaction };
  return {
    ...operations,
    migrate: async (statements) => {
      await execute('PRAGMA foreign_keys = OFF');
      try {
        return await batch(statements);
      } finally {
        await execute('PRAGMA foreign_keys = ON');
      }
    },
    sync: () => shared.use(() => client.sync()),
    reconnect: () => {
      throw new TypeError('Open another database instead: this connection is shared');
    },
    close: () => {
      shared.close();
    },
    get closed() {
      return client.closed;
    },
    protocol: client.protocol,
  };
}

const beginnings: Readonly<Record<TransactionMode, string>> = {
  write: 'IMMEDIATE',
  read: 'TRANSACTION READONLY',
  deferred: 'DEFERRED',
};

async function executeAll(
  execute: (statement: InStatement, args?: InArgs) => Promise<ResultSet>,
  statements: readonly (InStatement | [string, InArgs?])[],
): Promise<ResultSet[]> {
  const results: ResultSet[] = [];
  for (const one of statements) results.push(await (Array.isArray(one) ? execute(...one) : execute(one)));
  return results;
}
