import type { DialectName } from '../core/contracts.js';
import type { FromClause } from './from-clause.js';
import type { OperationNode } from './operation-node.js';

/** What one statement collects while it is compiled. */
export interface StatementScope {
  /** Names of aliases and subqueries that have none of their own: `users_1`, `anon_1`. */
  readonly names: Map<FromClause, string>;
  /** Common table expressions met so far, to be written in front of the statement. */
  readonly ctes: Map<string, { node: OperationNode | undefined; recursive: boolean }>;
}

/** Where in a statement an expression is being compiled. */
export interface CompileContext {
  readonly dialect: DialectName;
  readonly scope: StatementScope;
  /** FROM clauses of the statements around: a scalar subquery correlates to them instead of listing them again. */
  readonly enclosing: ReadonlySet<FromClause>;
  /** Leaves the table name off columns: SQLite and MySQL accept none in SET, and RETURNING needs none. */
  readonly bareColumns?: boolean;
  /** FROM clauses others stand in for: an expression on a table, compiled for an alias of it. */
  readonly replaced?: ReadonlyMap<FromClause, FromClause>;
}

/** A context to start compiling a statement with. */
export function newContext(dialect: DialectName): CompileContext {
  return { dialect, scope: { names: new Map(), ctes: new Map() }, enclosing: new Set() };
}

/** The name of a FROM clause in this statement. */
export function nameOf(from: FromClause, context: CompileContext): string {
  if (from.name !== undefined) return from.name;
  const { names } = context.scope;
  const known = names.get(from);
  if (known !== undefined) return known;
  const taken = new Set(names.values());
  let n = 1;
  while (taken.has(`${from.baseName}_${n}`)) n += 1;
  const name = `${from.baseName}_${n}`;
  names.set(from, name);
  return name;
}
