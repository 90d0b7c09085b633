import { expect, it } from 'vitest';
import { compareDatabases } from '../../../src/verify/run/compare-databases.js';

const shop = (...names: string[]) => ({
  url: 'sqlite:///shop.db',
  tables: { users: names.map((name, i) => ({ id: i + 1, name })), tags: [] },
});

it('passes equal contents and says how much there was', () => {
  expect(compareDatabases([shop('Ann', 'Bob')], [shop('Ann', 'Bob')])).toEqual({
    name: 'database',
    outcome: 'passed',
    ok: true,
    summary: 'the same contents in the end (2 tables, 2 rows)',
    details: [],
  });
});

it('shows rows that differ as a diff of the database', () => {
  expect(compareDatabases([shop('Ann', 'Bob')], [shop('Ann')])).toEqual({
    name: 'database',
    outcome: 'failed',
    ok: false,
    summary: 'the databases hold something else in the end',
    details: [
      '--- before: sqlite:///shop.db',
      '+++ after: sqlite:///shop.db',
      '@@ -1,4 +1,3 @@',
      ' tags: 0 rows',
      '-users: 2 rows',
      '+users: 1 row',
      '   {"id":1,"name":"Ann"}',
      '-  {"id":2,"name":"Bob"}',
    ],
  });
});

it('fails when a database or table is on one side only', () => {
  expect(compareDatabases([shop('Ann')], []).outcome).toBe('failed');
  expect(compareDatabases([], [shop()]).outcome).toBe('failed');
  const { url, tables } = shop();
  expect(compareDatabases([{ url, tables }], [{ url, tables: { users: tables.users } }]).outcome).toBe(
    'failed',
  );
});

it('does not count a database recorded again unchanged', () => {
  expect(compareDatabases([shop('Ann')], [shop('Ann'), shop('Ann')]).outcome).toBe('passed');
  expect(compareDatabases([shop('Ann')], [shop(), shop('Ann')]).outcome).toBe('failed');
});

it('does not call nothing the same', () => {
  expect(compareDatabases([], []).outcome).toBe('unchecked');
});

it('does not vouch for what could not be read', () => {
  const lost = { url: 'sqlite:///shop.db', error: 'the database file shop.db no longer exists' };
  expect(compareDatabases([lost], [lost])).toMatchObject({
    outcome: 'unchecked',
    details: ['sqlite:///shop.db: the database file shop.db no longer exists'],
  });
  expect(compareDatabases([shop()], [lost]).outcome).toBe('failed');
});
