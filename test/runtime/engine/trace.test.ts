import { describe, expect, it } from 'vitest';
import { createEngine, trace } from '../../../src/runtime/index.js';

describe('trace', () => {
  it('records events with parameters, and numbers connections by first use', () => {
    using engine = createEngine('sqlite://');
    using unused = engine.connect();
    using first = engine.connect();
    first.execDriverSql('SELECT 1');
    using recorded = trace();
    using second = engine.connect();
    second.execDriverSql('SELECT ?', ['x']);
    first.execDriverSql('SELECT 2');
    expect(unused.inTransaction()).toBe(false);
    expect(recorded.events).toEqual([
      { kind: 'begin', connection: 1 },
      { kind: 'execute', connection: 1, sql: 'SELECT ?', parameters: ['x'], origin: 'statement' },
      { kind: 'execute', connection: 2, sql: 'SELECT 2', parameters: [], origin: 'statement' },
    ]);
  });

  it('says where statements come from', () => {
    using engine = createEngine('sqlite://');
    using connection = engine.connect();
    using recorded = trace();
    const flow = connection.core.executeCompiled(
      { sql: 'SELECT 1', parameters: [] },
      { origin: 'refresh', expiredBy: 'commit' },
    );
    connection.run('test', () => flow);
    expect(recorded.events[1]).toEqual({
      kind: 'execute',
      connection: 1,
      sql: 'SELECT 1',
      parameters: [],
      origin: 'refresh',
      expiredBy: 'commit',
    });
  });

  it('hears of statements that fail', () => {
    using engine = createEngine('sqlite://');
    using connection = engine.connect();
    using recorded = trace();
    expect(() => connection.execDriverSql('SELECT * FROM missing')).toThrow('no such table');
    expect(recorded.events.map(({ sql }) => sql)).toEqual([undefined, 'SELECT * FROM missing']);
  });

  it('stops when told to; traces do not disturb each other', () => {
    using engine = createEngine('sqlite://');
    using connection = engine.connect();
    const [one, other] = [trace(), trace()];
    connection.execDriverSql('SELECT 1');
    one.stop();
    connection.execDriverSql('SELECT 2');
    other[Symbol.dispose]();
    connection.execDriverSql('SELECT 3');
    expect([one.events.length, other.events.length]).toEqual([2, 3]);
  });
});
