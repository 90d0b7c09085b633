import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, type Flow } from '../../../../src/runtime/core/flow.js';
import { trace, type TraceEvent } from '../../../../src/runtime/index.js';
import { text } from '../../../../src/runtime/sql/text.js';
import { errorOf, type AnyConnection, type AnyEngine, type Face, type Run } from './faces.js';

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
const PROGRAMS: Record<string, (engine: AnyEngine, run: Run) => Promise<unknown[]>> = {
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
    const update = await connection.execute(text('UPDATE log SET id = id WHERE entry <> :entry'), { entry: 'a' });
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

/** What the programs give and do, whatever the face: SQLAlchemy's behaviour. */
const EXPECTED: Record<string, { gives: unknown[]; does: string[] }> = {
  'commits as it goes': {
    gives: [false, true, false, ['one'], true],
    does: ['1 begin', '1 one', '1 commit', '1 begin', '1 two', '1 rollback', '1 begin', '1 select', '1 rollback'],
  },
  'rolls back what is open when it is closed': {
    gives: [],
    does: ['1 begin', '1 lost', '1 rollback', '2 begin', '2 select', '2 commit'],
  },
  'begins and commits by hand': {
    gives: [false, false, ['kept']],
    does: ['1 begin', '1 kept', '1 commit', '1 begin', '1 lost', '1 rollback', '1 begin', '1 select', '1 rollback'],
  },
  'runs functions in transactions': {
    gives: ['value', 'stop', ['engine']],
    does: ['1 begin', '1 engine', '1 commit', '2 begin', '2 lost', '2 rollback', '3 begin', '3 select', '3 commit'],
  },
  'runs functions in savepoints': {
    gives: ['root', 'nested'],
    does: [
      '1 begin',
      '1 root',
      '1 SAVEPOINT sa_savepoint_1',
      '1 nested',
      '1 RELEASE SAVEPOINT sa_savepoint_1',
      '1 SAVEPOINT sa_savepoint_2',
      '1 lost',
      '1 ROLLBACK TO SAVEPOINT sa_savepoint_2',
      '1 commit',
      '1 begin',
      '1 select',
      '1 rollback',
    ],
  },
  'refuses to go on in a function whose transaction is over': {
    gives: [
      "InvalidRequestError: Can't operate on closed transaction inside context manager.  Please complete the context manager " +
        'before emitting further commands.',
      'kept',
    ],
    does: ['1 begin', '1 kept', '1 commit', '2 begin', '2 select', '2 commit'],
  },
  'releases savepoints and rolls back to them': {
    gives: [true, false, ['root', 'outer', 'after'], ['root', 'outer', 'after']],
    does: [
      '1 begin',
      '1 root',
      '1 SAVEPOINT sa_savepoint_1',
      '1 outer',
      '1 SAVEPOINT sa_savepoint_2',
      '1 inner',
      '1 ROLLBACK TO SAVEPOINT sa_savepoint_2',
      '1 after',
      '1 RELEASE SAVEPOINT sa_savepoint_1',
      '1 SAVEPOINT sa_savepoint_3',
      '1 third',
      '1 ROLLBACK TO SAVEPOINT sa_savepoint_3',
      '1 select',
      '1 commit',
      '2 begin',
      '2 select',
      '2 commit',
    ],
  },
  'ends savepoints with the transaction around them': {
    gives: [false, false, 'This nested transaction is inactive', ['one']],
    does: [
      '1 begin',
      '1 SAVEPOINT sa_savepoint_1',
      '1 SAVEPOINT sa_savepoint_2',
      '1 one',
      '1 commit',
      '1 begin',
      '1 select',
      '1 rollback',
    ],
  },
  'goes on after a constraint was violated inside a savepoint': {
    gives: ['IntegrityError', ['one', 'two']],
    does: [
      '1 begin',
      '1 one',
      '1 SAVEPOINT sa_savepoint_1',
      '1 one',
      '1 ROLLBACK TO SAVEPOINT sa_savepoint_1',
      '1 two',
      '1 commit',
      '1 begin',
      '1 select',
      '1 rollback',
    ],
  },
  'executes one statement with many parameter sets': {
    gives: [3, 2, ['a', 'b', 'c']],
    does: ['1 begin', '1 a', '1 b', '1 c', '1 a', '1 select', '1 rollback'],
  },
  'uses two connections side by side': {
    gives: ['first'],
    does: ['1 begin', '1 first', '1 commit', '2 begin', '2 select', '2 rollback'],
  },
  'refuses what makes no sense': {
    gives: [
      'InvalidRequestError: This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; ' +
        "can't call begin() here unless rollback() or commit() is called first.",
      'InvalidRequestError: This transaction is inactive',
      "ObjectNotExecutableError: Not an executable object: 'SELECT 1'; wrap SQL strings in text()",
      ...Array.from({ length: 5 }, () => 'ResourceClosedError: This Connection is closed'),
    ],
    does: ['1 begin', '1 select', '1 commit', '1 begin', '1 rollback'],
  },
};

function describeEvent({ kind, connection, sql, parameters }: TraceEvent): string {
  if (kind !== 'execute') return `${connection} ${sql ?? kind}`;
  return `${connection} ${String(parameters?.[0] ?? 'select')}`;
}

/**
 * Tests connections and transactions: every program gives the same and does the same on each face.
 * @param createTable makes the table the programs use; `DROP TABLE` comes before it
 */
export function describeTransactions(faces: readonly (() => Face)[], createTable: string): void {
  const traces = new Map<string, TraceEvent[]>();

  describe.each(faces.map((face, index) => [index, face] as const))('face %i', (_index, make) => {
    let face: Face;
    let engine: AnyEngine;

    beforeAll(() => {
      face = make();
      engine = face.engine();
    });
    beforeEach(async () => {
      for (const sql of ['DROP TABLE IF EXISTS log', createTable]) {
        await engine.begin((connection) => connection.execDriverSql(sql));
      }
    });
    afterAll(async () => {
      await engine.dispose();
    });

    it.each(Object.keys(PROGRAMS))('%s', async (name) => {
      using recorded = trace();
      const program = PROGRAMS[name] as (engine: AnyEngine, run: Run) => Promise<unknown[]>;
      expect(await program(engine, face.run)).toEqual(EXPECTED[name]?.gives);
      recorded.stop();
      expect(recorded.events.map(describeEvent)).toEqual(EXPECTED[name]?.does);
      const before = traces.get(name) ?? recorded.events;
      traces.set(name, before);
      expect(recorded.events).toEqual(before);
    });
  });
}
