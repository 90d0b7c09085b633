import { describe, expect, it } from 'vitest';
import type { Executable } from '../../../src/runtime/core/contracts.js';
import {
  aliased,
  and,
  case_,
  cast,
  column,
  exists,
  func,
  literal,
  not,
  or,
  select,
  text,
} from '../../../src/runtime/index.js';
import { Employee, Note, Post, Tag, User, postTags } from '../orm/support/models.js';

const NAMES = '"users"."id", "users"."name", "users"."email", "users"."age", "users"."created_at"';
const EMPLOYEES = '"employees"."id", "employees"."name", "employees"."manager_id"';
const boss = aliased(Employee, 'boss');
const other = aliased(User);
const perAuthor = select(Post.c.authorId, func.count().label('n')).groupBy(Post.c.authorId).subquery('s');
const adults = select(User).where(User.c.age.gt(17)).subquery();
const posts = func.count(Post.c.id).label('posts');

const sqlite: [name: string, statement: Executable, sql: string, parameters: unknown[]][] = [
  [
    'an entity, with conditions',
    select(User).where(User.c.name.eq('Ann'), User.c.age.gt(3)),
    `select ${NAMES} from "users" where "users"."name" = ? and "users"."age" > ?`,
    ['Ann', 3],
  ],
  [
    'and, or, not with the parentheses they need',
    select(User.c.id).where(
      or(User.c.id.eq(1), and(User.c.id.eq(2), User.c.age.ne(null))),
      not(User.c.name.like('x%')),
      not(or(User.c.id.eq(3), User.c.id.isNull())),
    ),
    'select "users"."id" from "users" where ("users"."id" = ? or "users"."id" = ? and "users"."age" is not null) ' +
      'and not ("users"."name" like ?) and not ("users"."id" = ? or "users"."id" is null)',
    [1, 2, 'x%', 3],
  ],
  [
    'arithmetic by precedence',
    select(User.c.age.add(1).mul(2).sub(User.c.id.sub(3)).label('x')),
    'select ("users"."age" + ?) * ? - ("users"."id" - ?) as "x" from "users"',
    [1, 2, 3],
  ],
  [
    'in lists, in nothing, in a subquery',
    select(User.c.id).where(User.c.id.in([1, 2]), User.c.id.in([]), User.c.id.notIn(select(Post.c.authorId))),
    'select "users"."id" from "users" where "users"."id" in (?, ?) and 1 != 1 and "users"."id" not in ' +
      '(select "posts"."author_id" from "posts")',
    [1, 2],
  ],
  [
    'between, and values converted by the type of the column',
    select(User.c.id).where(User.c.age.between(1, 2), User.c.createdAt.lt(new Date(0))),
    'select "users"."id" from "users" where "users"."age" between ? and ? and "users"."created_at" < ?',
    [1, 2, '1970-01-01 00:00:00.000000'],
  ],
  [
    'wildcards as they are, or escaped',
    select(User.c.id).where(User.c.name.contains('5%'), User.c.name.startsWith('5%_/', { autoescape: true })),
    `select "users"."id" from "users" where "users"."name" like ? and "users"."name" like ? escape '/'`,
    ['%5%%', '5/%/_//%'],
  ],
  [
    'aggregates, grouped, ordered by their label',
    select(User.c.name, posts)
      .join(User.rel.posts)
      .groupBy(User.c.name)
      .having(func.count(Post.c.id).gt(1))
      .orderBy(posts.desc(), 'name')
      .limit(5),
    'select "users"."name", count("posts"."id") as "posts" from "users" inner join "posts" on "users"."id" = ' +
      '"posts"."author_id" group by "users"."name" having count("posts"."id") > ? order by "posts" desc, "name" limit ?',
    [1, 5],
  ],
  [
    'joins by foreign key, and by a condition',
    select(User.c.id).join(Post).outerjoin(Note, Note.c.ownerId.eq(User.c.id)),
    'select "users"."id" from "users" inner join "posts" on "posts"."author_id" = "users"."id" left join "notes" on ' +
      '"notes"."owner_id" = "users"."id"',
    [],
  ],
  [
    'joins along many-to-many relationships',
    select(func.count()).selectFrom(User).join(User.rel.posts).join(Post.rel.tags).where(Tag.c.name.eq('x')),
    'select count(*) from "users" inner join "posts" on "users"."id" = "posts"."author_id" inner join "post_tags" on ' +
      '"posts"."id" = "post_tags"."post_id" inner join "tags" on "tags"."id" = "post_tags"."tag_id" where "tags"."name" = ?',
    ['x'],
  ],
  [
    'an alias joined along a relationship',
    select(Employee, boss).join(Employee.rel.manager.ofType(boss)),
    `select ${EMPLOYEES}, "boss"."id", "boss"."name", "boss"."manager_id" from "employees" inner join "employees" as "boss" ` +
      'on "employees"."manager_id" = "boss"."id"',
    [],
  ],
  [
    'a relationship that starts at an alias',
    select(boss.c.name).join(boss.rel.reports),
    'select "boss"."name" from "employees" as "boss" inner join "employees" on "boss"."id" = "employees"."manager_id"',
    [],
  ],
  [
    'names for aliases without one, and several FROM items',
    select(User.c.id, other.c.id).where(User.c.id.lt(other.c.id)),
    'select "users"."id", "users_1"."id" from "users", "users" as "users_1" where "users"."id" < "users_1"."id"',
    [],
  ],
  [
    'a subquery joined, with its labels as columns',
    select(User.c.name, perAuthor.c.n).join(perAuthor, perAuthor.c.authorId.eq(User.c.id)),
    'select "users"."name", "s"."n" from "users" inner join (select "posts"."author_id", count(*) as "n" from "posts" ' +
      'group by "posts"."author_id") as "s" on "s"."author_id" = "users"."id"',
    [],
  ],
  [
    'a subquery of an entity, by property names',
    select(adults.c.createdAt),
    `select "anon_1"."created_at" from (select ${NAMES} from "users" where "users"."age" > ?) as "anon_1"`,
    [17],
  ],
  [
    'scalar subqueries and EXISTS, correlated to what is around',
    select(
      User.c.name,
      select(func.count()).where(Post.c.authorId.eq(User.c.id)).scalarSubquery().label('n'),
    ).where(
      exists(select(Note.c.id).where(Note.c.ownerId.eq(User.c.id))),
      not(User.rel.posts.any(Post.c.views.gt(1))),
    ),
    'select "users"."name", (select count(*) from "posts" where "posts"."author_id" = "users"."id") as "n" from "users" where ' +
      'exists (select "notes"."id" from "notes" where "notes"."owner_id" = "users"."id") and not exists (select 1 from "posts" ' +
      'where "posts"."views" > ? and "users"."id" = "posts"."author_id")',
    [1],
  ],
  [
    'unions, ordered and limited as a whole',
    select(User.c.name).union(select(Tag.c.name)).orderBy('name').limit(3),
    'select "users"."name" from "users" union select "tags"."name" from "tags" order by "name" limit ?',
    [3],
  ],
  [
    'unions of parts that are limited themselves',
    select(User.c.name).limit(1).unionAll(select(Tag.c.name)),
    'select * from (select "users"."name" from "users" limit ?) as "part_1" union all select "tags"."name" from "tags"',
    [1],
  ],
  [
    'plain tables',
    select(postTags).where(postTags.c.tagId.eq(1)),
    'select "post_tags"."post_id", "post_tags"."tag_id" from "post_tags" where "post_tags"."tag_id" = ?',
    [1],
  ],
  [
    'filterBy, with NULL',
    select(User.c.id).filterBy({ name: 'x', email: null }),
    'select "users"."id" from "users" where "users"."name" = ? and "users"."email" is null',
    ['x'],
  ],
  [
    'functions, known or not',
    select(
      func.now(),
      func.coalesce(User.c.email, 'none'),
      func.count(User.c.name).distinct(),
      func.my_own?.(1, 'x') ?? literal(0),
    ),
    'select current_timestamp, coalesce("users"."email", ?), count(distinct "users"."name"), my_own(?, ?) from "users"',
    ['none', 1, 'x'],
  ],
  [
    'text as condition and ordering',
    select(User.c.id)
      .where(text('age > :n').bindparams({ n: 3 }), User.c.id.eq(1))
      .orderBy(text('random()')),
    'select "users"."id" from "users" where (age > ?) and "users"."id" = ? order by random()',
    [3, 1],
  ],
  [
    'orderings with NULLs, and none after all',
    select(User.c.id)
      .orderBy(User.c.name)
      .orderBy(null)
      .orderBy(User.c.age.desc().nullsLast(), User.c.id.asc()),
    'select "users"."id" from "users" order by "users"."age" desc nulls last, "users"."id" asc',
    [],
  ],
];

describe('SELECT on SQLite', () => {
  it.each(sqlite)('%s', (_name, statement, sql, parameters) => {
    expect(statement.compile('sqlite')).toEqual({ sql, parameters, returnsRows: true });
  });
});

const tree = select(Employee.c.id)
  .where(Employee.c.id.eq(1))
  .cte('tree', { recursive: true })
  .unionAll((self) => select(Employee.c.id).join(self, Employee.c.managerId.eq(self.c.id)));
const stage = case_([[User.c.age.gt(17), 'adult']], { else: 'child' });

const dialects: [name: string, statement: Executable, sqlite: string, postgresql: string, mysql: string][] = [
  [
    'true division',
    select(User.c.age.div(2), User.c.age.div(2.5)),
    'select "users"."age" / (? + 0.0), "users"."age" / ? from "users"',
    'select "users"."age" / cast($1 as numeric), "users"."age" / $2 from "users"',
    'select `users`.`age` / ?, `users`.`age` / ? from `users`',
  ],
  [
    'concatenation, and LIKE without regard to case',
    select(User.c.name.add('!')).where(User.c.name.ilike('a%')),
    'select "users"."name" || ? from "users" where lower("users"."name") like lower(?)',
    'select "users"."name" || $1 from "users" where "users"."name" ilike $2',
    'select concat(`users`.`name`, ?) from `users` where lower(`users`.`name`) like lower(?)',
  ],
  [
    'OFFSET without LIMIT',
    select(User.c.id).offset(5),
    'select "users"."id" from "users" limit -1 offset ?',
    'select "users"."id" from "users" offset $1',
    'select `users`.`id` from `users` limit 18446744073709551615 offset ?',
  ],
  [
    'FOR UPDATE',
    select(User.c.id).withForUpdate({ skipLocked: true }),
    'select "users"."id" from "users"',
    'select "users"."id" from "users" for update skip locked',
    'select `users`.`id` from `users` for update skip locked',
  ],
  [
    'recursive common table expressions',
    select(tree.c.id),
    'with recursive "tree" as (select "employees"."id" from "employees" where "employees"."id" = ? union all select ' +
      '"employees"."id" from "employees" inner join "tree" on "employees"."manager_id" = "tree"."id") select "tree"."id" from "tree"',
    'with recursive "tree" as (select "employees"."id" from "employees" where "employees"."id" = $1 union all select ' +
      '"employees"."id" from "employees" inner join "tree" on "employees"."manager_id" = "tree"."id") select "tree"."id" from "tree"',
    'with recursive `tree` as (select `employees`.`id` from `employees` where `employees`.`id` = ? union all select ' +
      '`employees`.`id` from `employees` inner join `tree` on `employees`.`manager_id` = `tree`.`id`) select `tree`.`id` from `tree`',
  ],
  [
    'CASE, CAST and literals, which PostgreSQL has to be told the type of',
    select(stage.label('stage'), literal(5).label('five'), cast(User.c.age, column.text())),
    'select case when "users"."age" > ? then ? else ? end as "stage", ? as "five", cast("users"."age" as text) from "users"',
    'select case when "users"."age" > $1 then $2 else $3 end as "stage", cast($4 as integer) as "five", cast("users"."age" as text) from "users"',
    'select case when `users`.`age` > ? then ? else ? end as `stage`, ? as `five`, cast(`users`.`age` as char) from `users`',
  ],
];

describe('SELECT on each dialect', () => {
  it.each(dialects)('%s', (_name, statement, onSqlite, onPostgresql, onMysql) => {
    const sql = (['sqlite', 'postgresql', 'mysql'] as const).map((dialect) => statement.compile(dialect).sql);
    expect(sql).toEqual([onSqlite, onPostgresql, onMysql]);
  });
});

describe('what cannot be compiled', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a join without a foreign key',
      () => select(User).join(Employee).compile('sqlite'),
      "NoForeignKeysError: Can't find any foreign key relationships between 'users' and 'employees'; give join() a condition",
    ],
    [
      'a relationship of another class',
      () => select(Tag).join(User.rel.posts).compile('sqlite'),
      "ArgumentError: Can't join along relationship 'User.posts': the statement does not select from its class; name it with selectFrom()",
    ],
    [
      'a plain value',
      () => select('x' as never).compile('sqlite'),
      'ArgumentError: Column expression, FROM clause, or other columns clause element expected, got x; wrap values in literal()',
    ],
    [
      'undefined',
      () => User.c.name.eq(undefined as never),
      'ArgumentError: undefined cannot be used in an SQL expression; use null for NULL',
    ],
    [
      'an unknown name',
      () => select(User).filterBy({ nme: 'x' }),
      'ArgumentError: Entity namespace for "User" has no property "nme"',
    ],
    [
      'unequal unions',
      () => select(User.c.id).union(select(Tag.c.id, Tag.c.name)),
      'ArgumentError: All selectables passed to CompoundSelect must have identical numbers of columns',
    ],
    [
      'a subquery left without FROM',
      () =>
        select(User.c.id, Tag.c.id)
          .where(exists(select(User.c.id).where(User.c.id.eq(Tag.c.id))))
          .compile('sqlite'),
      'InvalidRequestError: Select statement returned no FROM clauses due to auto-correlation; use an alias for the table inside',
    ],
  ])('%s', (_name, work, message) => {
    let error: unknown;
    try {
      work();
    } catch (thrown) {
      error = thrown;
    }
    expect(`${(error as Error).name}: ${(error as Error).message}`).toBe(message);
  });
});

it('keeps the only FROM of a subquery, though the statement around it has the same', () => {
  const highest = select(func.max(User.c.id)).scalarSubquery();
  expect(select(User.c.id).where(User.c.id.eq(highest)).compile('sqlite').sql).toBe(
    'select "users"."id" from "users" where "users"."id" = (select max("users"."id") from "users")',
  );
});
