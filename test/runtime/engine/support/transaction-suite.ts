import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { trace, type TraceEvent } from '../../../../src/runtime/index.js';
import type { AnyEngine, Face, Run } from './faces.js';
import { PROGRAMS } from './transaction-programs.js';

/** What the programs give and do, whatever the face: SQLAlchemy's behaviour. */
const EXPECTED: Record<string, { gives: unknown[]; does: string[] }> = {
  'commits as it goes': {
    gives: [false, true, false, ['one'], true],
    does: [
      '1 begin',
      '1 one',
      '1 commit',
      '1 begin',
      '1 two',
      '1 rollback',
      '1 begin',
      '1 select',
      '1 rollback',
    ],
  },
  'rolls back what is open when it is closed': {
    gives: [],
    does: ['1 begin', '1 lost', '1 rollback', '2 begin', '2 select', '2 commit'],
  },
  'begins and commits by hand': {
    gives: [false, false, ['kept']],
    does: [
      '1 begin',
      '1 kept',
      '1 commit',
      '1 begin',
      '1 lost',
      '1 rollback',
      '1 begin',
      '1 select',
      '1 rollback',
    ],
  },
  'runs functions in transactions': {
    gives: ['value', 'stop', ['engine']],
    does: [
      '1 begin',
      '1 engine',
      '1 commit',
      '2 begin',
      '2 lost',
      '2 rollback',
      '3 begin',
      '3 select',
      '3 commit',
    ],
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
  return `${connection} ${(parameters?.[0] as string | undefined) ?? 'select'}`;
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
