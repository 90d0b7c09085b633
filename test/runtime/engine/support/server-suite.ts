import { expect, it } from 'vitest';
import { errorOf, type Face } from './faces.js';

/** What a server is asked, in its own SQL. */
export interface ServerValues {
  create: string;
  /** With a placeholder for each of `values`. */
  insert: string;
  values: readonly unknown[];
  select: string;
  expected: readonly unknown[];
  /** Statement, error class, first line of the message. */
  errors: readonly (readonly [sql: string, name: string, message: string])[];
}

/** Tests that every face of a server gives the same values and the same errors. */
export function describeServer(faces: readonly (() => Face)[], values: ServerValues): void {
  it.each(faces.map((face, index) => [index, face] as const))(
    'gives values of every kind (face %i)',
    async (_index, make) => {
      const engine = make().engine();
      const connection = await engine.connect();
      await connection.execDriverSql('DROP TABLE IF EXISTS kinds');
      await connection.execDriverSql(values.create);
      const inserted = await connection.execDriverSql(values.insert, values.values);
      const result = await connection.execDriverSql(values.select);
      const [row] = result.all();
      await connection.close();
      await engine.dispose();
      expect(inserted.rowcount).toBe(1);
      expect([...(row ?? [])]).toEqual(values.expected);
    },
  );

  it.each(faces.map((face, index) => [index, face] as const))(
    'sorts errors into classes (face %i)',
    async (_index, make) => {
      const engine = make().engine();
      const seen: unknown[] = [];
      for (const [sql] of values.errors) {
        const connection = await engine.connect();
        const error = await errorOf(() => connection.execDriverSql(sql));
        seen.push([sql, error.name, error.message.split('\n')[0]]);
        await connection.close();
      }
      await engine.dispose();
      expect(seen).toEqual(values.errors);
    },
  );

  it.each(faces.map((face, index) => [index, face] as const))(
    'keeps a session on the server for each connection (face %i)',
    async (_index, make) => {
      const engine = make().engine({ poolSize: 1 });
      const first = await engine.connect();
      const second = await engine.connect();
      await first.execDriverSql('SELECT 1');
      await first.commit();
      expect((await second.execDriverSql('SELECT 2')).scalar()).toBe(2);
      expect(engine.pool.status()).toBe(
        'Pool size: 1  Connections in pool: 0 Current Overflow: 1 Current Checked out connections: 2',
      );
      await first.close();
      await second.close();
      expect(engine.pool.status()).toBe(
        'Pool size: 1  Connections in pool: 1 Current Overflow: 0 Current Checked out connections: 0',
      );
      await engine.dispose();
    },
  );
}
