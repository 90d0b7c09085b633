/** The synchronous face, and all that both faces share: `asyncshift/orm`. */
export type { Executable } from './core/contracts.js';
export * from './core/errors.js';
export { createEngine } from './engine/create.js';
export type { EngineOptions, PoolClass } from './engine/options.js';
export { NullPool } from './engine/pool/null-pool.js';
export { AsyncAdaptedQueuePool, QueuePool } from './engine/pool/queue-pool.js';
export { StaticPool } from './engine/pool/static-pool.js';
export { Connection, Engine, Transaction } from './engine/sync.js';
export { makeUrl, URL } from './engine/url.js';
export { declarativeBase, type DeclarativeBase, type MappedBase, type Model } from './orm/declarative.js';
export type { AwaitableAttrs } from './orm/awaitable-attrs.js';
export {
  joinedload,
  lazyload,
  noload,
  raiseload,
  selectinload,
  type LoaderOption,
} from './orm/loader-options.js';
export {
  relationship,
  type Relation,
  type Relationship,
  type RelationshipOptions,
} from './orm/relationship.js';
export type { SessionOptions } from './orm/session-core.js';
export type { GetOptions } from './orm/session-statements.js';
export { Session, SessionTransaction } from './orm/session.js';
export { sessionmaker, type Sessionmaker, type SessionmakerOptions } from './orm/sessionmaker.js';
export type { MappingResult, Result, ScalarResult } from './result/result.js';
export type { Row } from './result/row.js';
export { column } from './schema/column-kinds.js';
export type { Column, ColumnDefinition, ColumnOptions } from './schema/column.js';
export { MetaData } from './schema/metadata.js';
export type { Table, TableOptions } from './schema/table.js';
export { delete_, delete_ as delete, type Delete } from './sql/delete.js';
export { aliased, type AliasedEntity, type MappedClass } from './sql/entity.js';
export type { BooleanExpression, ColumnElement, ColumnExpression, Ordering } from './sql/expression.js';
export { and, case_, case_ as case, cast, exists, func, literal, not, or } from './sql/functions.js';
export { insert, type Insert } from './sql/insert.js';
export { select, type Select } from './sql/select.js';
export type { Cte, Subquery } from './sql/selectable.js';
export { text, type TextClause } from './sql/text.js';
export { update, type Update } from './sql/update.js';
export { trace, type Trace, type TraceEvent } from './trace.js';
