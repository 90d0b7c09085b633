import { describe, expect, it } from 'vitest';
import { compareTraces, type TraceEvent } from '../../../src/verify/run/compare-traces.js';

const begin = (connection = 1): TraceEvent => ({ kind: 'begin', connection });
const commit = (connection = 1): TraceEvent => ({ kind: 'commit', connection });
const rollback = (connection = 1): TraceEvent => ({ kind: 'rollback', connection });
const run = (sql: string, connection = 1, parameters: unknown[] = []): TraceEvent => ({
  kind: 'execute',
  connection,
  sql,
  parameters,
});
const refresh = (sql: string, connection = 1): TraceEvent => ({
  kind: 'execute',
  connection,
  sql,
  parameters: [],
  origin: 'refresh',
  expiredBy: 'commit',
});
const savepoint = (name: string, connection = 1): TraceEvent => ({
  kind: 'savepoint',
  connection,
  sql: `SAVEPOINT ${name}`,
});
const release = (name: string, connection = 1): TraceEvent => ({
  kind: 'release',
  connection,
  sql: `RELEASE SAVEPOINT ${name}`,
});
const rollbackTo = (name: string, connection = 1): TraceEvent => ({
  kind: 'rollback to savepoint',
  connection,
  sql: `ROLLBACK TO SAVEPOINT ${name}`,
});

const outcome = (before: TraceEvent[], after: TraceEvent[]) => compareTraces(before, after).outcome;

describe('what is the same', () => {
  it('is the same statements in the same transactions', () => {
    const events = [begin(), run('INSERT', 1, ['Ann']), commit()];
    expect(compareTraces(events, [...events])).toEqual({
      outcome: 'same',
      before: ['[1] BEGIN', '[1] INSERT ["Ann"]', '[1] COMMIT'],
      after: ['[1] BEGIN', '[1] INSERT ["Ann"]', '[1] COMMIT'],
      refreshes: { before: 0, after: 0 },
      interleavedDifferently: false,
    });
  });

  it('does not depend on where a statement comes from', () => {
    expect(outcome([{ ...run('SELECT'), origin: 'lazy' }], [{ ...run('SELECT'), origin: 'statement' }])).toBe(
      'same',
    );
  });

  it('does not depend on how connections are numbered', () => {
    expect(outcome([begin(7), run('A', 7), commit(7)], [begin(2), run('A', 2), commit(2)])).toBe('same');
  });

  it('does not depend on whether transactions that follow each other share a connection', () => {
    expect(
      outcome(
        [begin(), run('A'), commit(), begin(), run('B'), rollback()],
        [begin(1), run('A', 1), commit(1), begin(2), run('B', 2), rollback(2)],
      ),
    ).toBe('same');
  });

  it('is told apart from nothing traced at all', () => {
    expect(outcome([], [])).toBe('nothing traced');
    expect(outcome([run('A')], [])).toBe('different');
    expect(outcome([], [run('A')])).toBe('different');
  });
});

describe('refreshes of what a commit expired', () => {
  it('are left out on both sides, and counted', () => {
    const before = [
      begin(),
      run('A'),
      commit(),
      begin(),
      refresh('SELECT 1'),
      refresh('SELECT 2'),
      run('B'),
      commit(),
    ];
    const after = [begin(), run('A'), commit(), begin(), run('B'), commit()];
    expect(compareTraces(before, after)).toMatchObject({
      outcome: 'same',
      refreshes: { before: 2, after: 0 },
    });
    expect(compareTraces(before, before)).toMatchObject({
      outcome: 'same',
      refreshes: { before: 2, after: 2 },
    });
  });

  it('take their BEGIN along when the transaction does nothing else', () => {
    const before = [begin(), run('A'), commit(), begin(), refresh('SELECT 1'), rollback()];
    expect(outcome(before, [begin(), run('A'), commit()])).toBe('same');
  });

  it('move BEGIN to the first statement that stays, across the work of another connection', () => {
    const before = [begin(1), refresh('SELECT', 1), begin(2), run('A', 2), commit(2), run('B', 1), commit(1)];
    const after = [begin(1), run('A', 1), commit(1), begin(2), run('B', 2), commit(2)];
    expect(compareTraces(before, after)).toMatchObject({
      outcome: 'same',
      before: ['[1] BEGIN', '[1] A', '[1] COMMIT', '[1] BEGIN', '[1] B', '[1] COMMIT'],
    });
  });

  it('are only those: what a rollback or the program itself expired counts', () => {
    for (const expiredBy of ['rollback', 'expire']) {
      const before = [begin(), { ...refresh('SELECT'), expiredBy }, run('A'), commit()];
      expect(outcome(before, [begin(), run('A'), commit()])).toBe('different');
    }
  });

  it('include relationships read again', () => {
    const lazy: TraceEvent = { ...refresh('SELECT posts'), origin: 'lazy' };
    expect(outcome([begin(), lazy, commit()], [])).toBe('same');
  });
});

describe('empty transactions', () => {
  it('are left out, however they end', () => {
    expect(
      outcome(
        [begin(), commit(), begin(), rollback(), begin(), run('A'), commit()],
        [begin(), run('A'), commit()],
      ),
    ).toBe('same');
  });

  it('include one the program never ended', () => {
    expect(outcome([run('A'), begin()], [run('A')])).toBe('same');
  });

  it('are not those with a savepoint', () => {
    const before = [begin(), savepoint('sa_savepoint_1'), release('sa_savepoint_1'), commit()];
    expect(outcome(before, [run('A')])).toBe('different');
    expect(compareTraces(before, []).before).toEqual([
      '[1] BEGIN',
      '[1] SAVEPOINT sa_savepoint_1',
      '[1] RELEASE SAVEPOINT sa_savepoint_1',
      '[1] COMMIT',
    ]);
  });
});

describe('savepoints', () => {
  it('are numbered within their transaction', () => {
    const nested = (name: string, connection: number) => [
      begin(connection),
      savepoint(name, connection),
      run('A', connection),
      rollbackTo(name, connection),
      commit(connection),
    ];
    const before = [...nested('sa_savepoint_1', 1), ...nested('sa_savepoint_2', 1)];
    const after = [...nested('sa_savepoint_1', 1), ...nested('sa_savepoint_1', 2)];
    expect(compareTraces(before, after).outcome).toBe('same');
  });

  it('are told apart within one transaction', () => {
    const open = [begin(), savepoint('sa_savepoint_1'), savepoint('sa_savepoint_2'), run('A')];
    expect(outcome([...open, rollbackTo('sa_savepoint_1')], [...open, rollbackTo('sa_savepoint_2')])).toBe(
      'different',
    );
  });

  it('released or rolled back to is not the same', () => {
    const open = [begin(), savepoint('sa_savepoint_1'), run('A')];
    expect(outcome([...open, release('sa_savepoint_1')], [...open, rollbackTo('sa_savepoint_1')])).toBe(
      'different',
    );
  });
});

describe('what is different', () => {
  it.each<[string, TraceEvent[], TraceEvent[]]>([
    ['another statement', [run('A')], [run('B')]],
    ['another parameter', [run('A', 1, [1])], [run('A', 1, [2])]],
    ['a parameter of another type', [run('A', 1, [1])], [run('A', 1, ['1'])]],
    ['a parameter that is gone', [run('A', 1, [1])], [run('A')]],
    ['a statement too many', [run('A')], [run('A'), run('A')]],
    ['another order', [run('A'), run('B')], [run('B'), run('A')]],
    ['rollback for commit', [begin(), run('A'), commit()], [begin(), run('A'), rollback()]],
    ['no commit', [begin(), run('A'), commit()], [begin(), run('A')]],
    ['a statement outside its transaction', [begin(), run('A'), commit()], [run('A')]],
    [
      'a statement after the commit',
      [begin(), run('A'), run('B'), commit()],
      [begin(), run('A'), commit(), run('B')],
    ],
    [
      'one transaction for two',
      [begin(), run('A'), commit(), begin(), run('B'), commit()],
      [begin(), run('A'), run('B'), commit()],
    ],
    [
      'transactions that overlap',
      [begin(1), run('A', 1), commit(1), begin(2), run('B', 2), commit(2)],
      [begin(1), run('A', 1), begin(2), run('B', 2), commit(1), commit(2)],
    ],
    [
      'a nested connection for one and the same',
      [begin(1), run('A', 1), run('B', 1), commit(1)],
      [begin(1), run('A', 1), begin(2), run('B', 2), commit(2), commit(1)],
    ],
  ])('%s', (_name, before, after) => {
    expect(outcome(before, after)).toBe('different');
  });
});

describe('connections that take turns', () => {
  const first = [begin(1), run('A', 1), run('B', 1), commit(1)];

  it('may take them in another order', () => {
    const [open, a, b, end] = first as [TraceEvent, TraceEvent, TraceEvent, TraceEvent];
    const inner = [begin(2), run('C', 2)];
    const before = [open, a, ...inner, b, commit(2), end];
    const after = [open, a, b, ...inner, commit(2), end];
    expect(compareTraces(before, after)).toMatchObject({ outcome: 'same', interleavedDifferently: true });
    expect(compareTraces(before, before)).toMatchObject({ outcome: 'same', interleavedDifferently: false });
  });
});
