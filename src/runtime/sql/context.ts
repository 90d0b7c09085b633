import { MysqlQueryCompiler, PostgresQueryCompiler, SqliteQueryCompiler, createQueryId, type OperationNode } from 'kysely';
import type { Compiled, DialectName } from '../core/contracts.js';
import type { FromClause } from './from-clause.js';

/** Where in a statement an expression is being compiled. */
export interface CompileContext {
  readonly dialect: DialectName;
  /** FROM clauses of the statements around: a scalar subquery correlates to them instead of listing them again. */
  readonly enclosing: ReadonlySet<FromClause>;
  /** Common table expressions met so far, to be written in front of the statement. */
  readonly ctes: Map<string, OperationNode>;
  /** Leaves the table name off columns: SQLite and MySQL accept none in SET, and RETURNING needs none. */
  readonly bareColumns?: boolean;
}

/** A context to start compiling a statement with. */
export function newContext(dialect: DialectName): CompileContext {
  return { dialect, enclosing: new Set(), ctes: new Map() };
}

/** Lets Kysely's compiler for the dialect write the SQL of an operation node. */
export function compileNode(node: OperationNode, dialect: DialectName): Pick<Compiled, 'sql' | 'parameters'> {
  const compiler =
    dialect === 'sqlite'
      ? new SqliteQueryCompiler()
      : dialect === 'mysql'
        ? new MysqlQueryCompiler()
        : new PostgresQueryCompiler();
  const { sql, parameters } = compiler.compileQuery(node as Parameters<typeof compiler.compileQuery>[0], createQueryId());
  return { sql, parameters };
}
