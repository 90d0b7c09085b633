import { call, type Flow } from '../../../../src/runtime/core/flow.js';
import { text } from '../../../../src/runtime/index.js';
import { errorOf, type AnyConnection, type AnyEngine, type Run } from './faces.js';

const ADD = text('INSERT INTO log (entry) VALUES (:entry)');
const ALL = text<{ entry: string }>('SELECT entry FROM log ORDER BY id');

/** What a connection sees. */
function* seenBy(connection: AnyConnection): Flow<unknown[]> {
  return (yield* call(() => connection.execute(ALL))).scalars().all();
}
async function entries(connection: AnyConnection): Promise<unknown[]> {
  return (await connection.execute(ALL)).scalars().all();
}

/** Programs that use transactions in every way there is; each is run on both faces. */
export const PROGRAMS: Record<string, (engine: AnyEngine, run: Run) => Promise<unknown[]>> = {
  async 'commits as it goes'(engine) {
    const connection = await engine.connect();
    const before = connection.inTransaction();
    await connection.execute(ADD, { entry: 'one' });
    const during = connection.inTransaction();
    await connection.commit();
    await connection.execute(ADD, { entry: 'two' });
    await connection.rollback();
    await connection.commit();
    const seen = [before, during, connection.inTransaction(), await entries(connection)];
    await connection.close();
    return [...seen, connection.closed];
  },
  async 'rolls back what is open when it is closed'(engine, run) {
    const connection = await engine.connect();
    await connection.execute(ADD, { entry: 'lost' });
    await connection.close();
    await connection.close();
    return engine.begin((other) => run(() => seenBy(other)));
  },
  async 'begins and commits by hand'(engine) {
    const connection = await engine.connect();
    const transaction = await connection.begin();
    await connection.execute(ADD, { entry: 'kept' });
    await transaction.commit();
    const second = await connection.begin();
    await connection.execute(ADD, { entry: 'lost' });
    await second.close();
    const seen = [transaction.isActive, second.isActive, await entries(connection)];
    await connection.close();
    return seen;
  },
  async 'runs functions in transactions'(engine, run) {
    const value = await engine.begin((connection) =>
      run(function* () {
        yield* call(() => connection.execute(ADD, { entry: 'engine' }));
        return 'value';
      }),
    );
    const failure = await errorOf(() =>
      engine.begin((connection) =>
        run(function* () {
          yield* call(() => connection.execute(ADD, { entry: 'lost' }));
          throw new Error('stop');
        }),
      ),
    );
    return [value, failure.message, await engine.begin((other) => run(() => seenBy(other)))];
  },
  async 'runs functions in savepoints'(engine, run) {
    const connection = await engine.connect();
    const add = (entry: string) => call(() => connection.execute(ADD, { entry }));
    await connection.begin(() =>
      run(function* () {
        yield* add('root');
        yield* call(() => connection.beginNested(() => run(() => add('nested'))));
        yield* call(() =>
          connection.beginNested((savepoint) =>
            run(function* () {
              yield* add('lost');
              yield* call(() => savepoint.rollback());
            }),
          ),
        );
      }),
    );
    const seen = await entries(connection);
    await connection.close();
    return seen;
  },
  async 'refuses to go on in a function whose transaction is over'(engine, run) {
    const failure = await errorOf(() =>
      engine.begin((connection) =>
        run(function* () {
          yield* call(() => connection.execute(ADD, { entry: 'kept' }));
          yield* call(() => connection.commit());
          yield* call(() => connection.execute(ADD, { entry: 'refused' }));
        }),
      ),
    );
    return [String(failure), ...((await engine.begin((other) => run(() => seenBy(other)))) as string[])];
  },
  async 'releases savepoints and rolls back to them'(engine, run) {
    const connection = await engine.connect();
    await connection.execute(ADD, { entry: 'root' });
    const outer = await connection.beginNested();
    await connection.execute(ADD, { entry: 'outer' });
    const inner = await connection.beginNested();
    await connection.execute(ADD, { entry: 'inner' });
    await inner.rollback();
    await connection.execute(ADD, { entry: 'after' });
    await outer.commit();
    const third = await connection.beginNested();
    await connection.execute(ADD, { entry: 'third' });
    const nested = connection.inNestedTransaction();
    await third.close();
    const seen = [nested, connection.inNestedTransaction(), await entries(connection)];
    await connection.commit();
    await connection.close();
    return [...seen, await engine.begin((other) => run(() => seenBy(other)))];
  },
  async 'ends savepoints with the transaction around them'(engine) {
    const connection = await engine.connect();
    const root = await connection.begin();
    const outer = await connection.beginNested();
    const inner = await connection.beginNested();
    await connection.execute(ADD, { entry: 'one' });
    await root.commit();
    const again = await errorOf(() => inner.commit());
    await outer.rollback();
    const seen = [outer.isActive, inner.isActive, again.message, await entries(connection)];
    await connection.close();
    return seen;
  },
  async 'goes on after a constraint was violated inside a savepoint'(engine) {
    const connection = await engine.connect();
    await connection.execute(ADD, { entry: 'one' });
    const savepoint = await connection.beginNested();
    const violation = await errorOf(() => connection.execute(ADD, { entry: 'one' }));
    await savepoint.rollback();
    await connection.execute(ADD, { entry: 'two' });
    await connection.commit();
    const seen = [violation.name, await entries(connection)];
    await connection.close();
    return seen;
  },
  async 'executes one statement with many parameter sets'(engine) {
    const connection = await engine.connect();
    const result = await connection.execute(ADD, [{ entry: 'a' }, { entry: 'b' }, { entry: 'c' }]);
    const update = await connection.execute(text('UPDATE log SET id = id WHERE entry <> :entry'), {
      entry: 'a',
    });
    const seen = [result.rowcount, update.rowcount, await entries(connection)];
    await connection.close();
    return seen;
  },
  async 'uses two connections side by side'(engine) {
    const first = await engine.connect();
    await first.execute(ADD, { entry: 'first' });
    await first.commit();
    const second = await engine.connect();
    const seen = await entries(second);
    await second.close();
    await first.close();
    return seen;
  },
  async 'refuses what makes no sense'(engine) {
    const connection = await engine.connect();
    await connection.execute(ALL);
    const twice = await errorOf(() => connection.begin());
    await connection.commit();
    const transaction = await connection.begin();
    await transaction.rollback();
    const inactive = await errorOf(() => transaction.commit());
    const notAStatement = await errorOf(() => connection.execute('SELECT 1' as never));
    await connection.close();
    const closed = [
      await errorOf(() => connection.execute(ALL)),
      await errorOf(() => connection.begin()),
      await errorOf(() => connection.beginNested()),
      await errorOf(() => connection.commit()),
      await errorOf(() => connection.rollback()),
    ];
    return [twice, inactive, notAStatement, ...closed].map(String);
  },
};
