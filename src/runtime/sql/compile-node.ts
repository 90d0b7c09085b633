import {
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  MysqlQueryCompiler,
  PostgresQueryCompiler,
  SqliteQueryCompiler,
  WithNode,
  createQueryId,
  type OperationNode,
  type RootOperationNode,
} from 'kysely';
import type { Compiled, DialectName } from '../core/contracts.js';
import type { CompileContext } from './context.js';

/** The WITH clause of a statement, once all its common table expressions are known. */
export function withClause(context: CompileContext): { with?: WithNode } {
  const expressions = [...context.scope.ctes].flatMap(([name, { node }]) =>
    node === undefined
      ? []
      : [CommonTableExpressionNode.create(CommonTableExpressionNameNode.create(name), node)],
  );
  const [first, ...rest] = expressions;
  if (first === undefined) return {};
  const recursive = [...context.scope.ctes.values()].some((cte) => cte.recursive);
  const start = WithNode.create(first, recursive ? { recursive: true } : {});
  return { with: rest.reduce((node, expression) => WithNode.cloneWithExpression(node, expression), start) };
}

/** Lets Kysely's compiler for the dialect write the SQL of an operation node. */
export function compileNode(node: OperationNode, dialect: DialectName): Pick<Compiled, 'sql' | 'parameters'> {
  const compiler =
    dialect === 'sqlite'
      ? new SqliteQueryCompiler()
      : dialect === 'mysql'
        ? new MysqlQueryCompiler()
        : new PostgresQueryCompiler();
  // Nodes carry their kind at run time; the compiler finds its way by it.
  const { sql, parameters } = compiler.compileQuery(node as RootOperationNode, createQueryId());
  return { sql, parameters };
}
