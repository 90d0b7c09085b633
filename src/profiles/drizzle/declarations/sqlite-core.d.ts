// The part of drizzle-orm/sqlite-core that says what is synchronous, for when the package is not installed.
type Kind = 'sync' | 'async';
export type Result<K extends Kind, T> = { sync: T; async: Promise<T> }[K];

export declare class ExecuteResultSync<T> implements PromiseLike<T> {
  then: Promise<T>['then'];
  sync(): T;
}
export type ExecuteResult<K extends Kind, T> = K extends 'async' ? Promise<T> : ExecuteResultSync<T>;

export declare abstract class SQLitePreparedQuery<T extends { type: Kind; run: unknown }> {
  abstract run(placeholders?: Record<string, unknown>): Result<T['type'], T['run']>;
  abstract all(placeholders?: Record<string, unknown>): Result<T['type'], any[]>;
  abstract get(placeholders?: Record<string, unknown>): Result<T['type'], any>;
  abstract values(placeholders?: Record<string, unknown>): Result<T['type'], any[][]>;
  execute(placeholders?: Record<string, unknown>): ExecuteResult<T['type'], any>;
}

/** A query, whatever it is of: its clauses give it again. */
interface Query<K extends Kind, R> extends Promise<any> {
  run: SQLitePreparedQuery<{ type: K; run: R }>['run'];
  all: SQLitePreparedQuery<{ type: K; run: R }>['all'];
  get: SQLitePreparedQuery<{ type: K; run: R }>['get'];
  values: SQLitePreparedQuery<{ type: K; run: R }>['values'];
  prepare(): SQLitePreparedQuery<{ type: K; run: R }>;
  execute(): Promise<any>;
  toSQL(): { sql: string; params: unknown[] };
  getSQL(): any;
  $dynamic(): this;
  as(alias: string): any;
  from: Clause<K, R>;
  where: Clause<K, R>;
  leftJoin: Clause<K, R>;
  rightJoin: Clause<K, R>;
  innerJoin: Clause<K, R>;
  fullJoin: Clause<K, R>;
  crossJoin: Clause<K, R>;
  groupBy: Clause<K, R>;
  having: Clause<K, R>;
  orderBy: Clause<K, R>;
  limit: Clause<K, R>;
  offset: Clause<K, R>;
  union: Clause<K, R>;
  unionAll: Clause<K, R>;
  intersect: Clause<K, R>;
  except: Clause<K, R>;
  set: Clause<K, R>;
  returning: Clause<K, R>;
  select: Clause<K, R>;
  onConflictDoNothing: Clause<K, R>;
  onConflictDoUpdate: Clause<K, R>;
}
type Clause<K extends Kind, R> = (...given: any[]) => Query<K, R>;

/** What rows are inserted into: its values are the rows. */
interface Insert<K extends Kind, R> {
  values: Clause<K, R>;
  select: Clause<K, R>;
}

export declare class SQLiteRelationalQuery<K extends Kind, T> implements PromiseLike<T> {
  then: Promise<T>['then'];
  prepare(): SQLitePreparedQuery<{ type: K; run: unknown }>;
  execute(): Promise<T>;
  toSQL(): { sql: string; params: unknown[] };
}
export declare class SQLiteSyncRelationalQuery<T> extends SQLiteRelationalQuery<'sync', T> {
  sync(): T;
}
type Relational<K extends Kind, T> = K extends 'async'
  ? SQLiteRelationalQuery<K, T>
  : SQLiteSyncRelationalQuery<T>;
interface RelationalQueryBuilder<K extends Kind> {
  findMany(config?: any): Relational<K, any[]>;
  findFirst(config?: any): Relational<K, any>;
}

interface Builders<K extends Kind, R> {
  select: Clause<K, R>;
  selectDistinct: Clause<K, R>;
  update: Clause<K, R>;
  delete: Clause<K, R>;
  insert(table: any): Insert<K, R>;
}
export declare class BaseSQLiteDatabase<K extends Kind, R, S = any, T = any> implements Builders<K, R> {
  query: { [table: string]: RelationalQueryBuilder<K> } & { [table in keyof S]: RelationalQueryBuilder<K> };
  select: Clause<K, R>;
  selectDistinct: Clause<K, R>;
  update: Clause<K, R>;
  delete: Clause<K, R>;
  insert(table: any): Insert<K, R>;
  $with(alias: string): { as(query: any): any };
  $count(source: any, filters?: any): Promise<number>;
  with(...queries: any[]): Builders<K, R>;
  run(query: any): Result<K, R>;
  all<T = unknown>(query: any): Result<K, T[]>;
  get<T = unknown>(query: any): Result<K, T>;
  values<T extends unknown[] = unknown[]>(query: any): Result<K, T[]>;
  transaction<V>(
    work: (tx: SQLiteTransaction<K, R, S, T>) => Result<K, V>,
    config?: { behavior?: 'deferred' | 'immediate' | 'exclusive' },
  ): Result<K, V>;
}
export declare abstract class SQLiteTransaction<
  K extends Kind,
  R,
  S = any,
  T = any,
> extends BaseSQLiteDatabase<K, R, S, T> {
  rollback(): never;
}
export declare abstract class SQLiteSession<K extends Kind, R, S = any, T = any> {
  run(query: any): Result<K, R>;
  all<V = unknown>(query: any): Result<K, V[]>;
  get<V = unknown>(query: any): Result<K, V>;
  values<V extends any[] = unknown[]>(query: any): Result<K, V[]>;
  transaction<V>(work: (tx: SQLiteTransaction<K, R, S, T>) => Result<K, V>): Result<K, V>;
}

export declare const sqliteTable: any;
export declare const sqliteTableCreator: any;
export declare const sqliteView: any;
export declare const integer: any;
export declare const int: any;
export declare const text: any;
export declare const real: any;
export declare const numeric: any;
export declare const blob: any;
export declare const customType: any;
export declare const index: any;
export declare const uniqueIndex: any;
export declare const unique: any;
export declare const primaryKey: any;
export declare const foreignKey: any;
export declare const check: any;
export declare const alias: any;
export declare const union: any;
export declare const unionAll: any;
