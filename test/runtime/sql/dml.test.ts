import { describe, expect, it } from 'vitest';
import { delete_, exists, func, insert, not, select, text, update } from '../../../src/runtime/index.js';
import { Kinds, Post, Tag, User, postTags } from '../orm/support/models.js';

const compile = (statement: {
  compile(dialect: 'sqlite' | 'postgresql' | 'mysql', parameters?: unknown): { sql: string };
}) => (['sqlite', 'postgresql', 'mysql'] as const).map((dialect) => statement.compile(dialect).sql);

describe('INSERT', () => {
  it('applies defaults, and leaves to the database what some rows do not give', () => {
    const statement = insert(User)
      .values([{ name: 'a' }, { name: 'b', email: 'c' }])
      .returning(User.c.id);
    expect(compile(statement)).toEqual([
      'insert into "users" ("name", "email", "age", "created_at") values (?, null, ?, ?), (?, ?, ?, ?) returning "id"',
      'insert into "users" ("name", "email", "age", "created_at") values ($1, default, $2, $3), ($4, $5, $6, $7) returning "id"',
      'insert into `users` (`name`, `email`, `age`, `created_at`) values (?, default, ?, ?), (?, ?, ?, ?) returning `id`',
    ]);
    const at = '2024-01-02 03:04:05.678000';
    expect(statement.compile('sqlite')).toMatchObject({
      parameters: ['a', 18, at, 'b', 'c', 18, at],
      returnsRows: true,
    });
  });

  it('writes a server default where SQLite has no DEFAULT', () => {
    const rest = {
      big: 1n,
      flag: false,
      ratio: 1,
      price: '1',
      weight: 1,
      at: new Date(0),
      day: '2024-01-01',
    };
    const row = { ...rest, doc: { a: [], b: null }, bytes: new Uint8Array(), color: 'red' as const };
    expect(
      insert(Kinds)
        .values([row, { ...row, made: 'here' }])
        .compile('sqlite').sql,
    ).toContain("'server'), (");
  });

  it('takes a list of rows beside the statement as parameter sets of one text', () => {
    expect(insert(Tag).compile('sqlite', [{ name: 'a' }, { name: 'b' }])).toEqual({
      sql: 'insert into "tags" ("name") values (?)',
      parameters: ['a'],
      parameterSets: [['a'], ['b']],
      returnsRows: false,
    });
  });

  it('inserts nothing but defaults, and what a SELECT gives', () => {
    expect(compile(insert(postTags))).toEqual([
      'insert into "post_tags" default values',
      'insert into "post_tags" default values',
      'insert into `post_tags` () values ()',
    ]);
    expect(insert(Tag).fromSelect(['name'], select(User.c.name)).compile('sqlite').sql).toBe(
      'insert into "tags" ("name") select "users"."name" from "users"',
    );
  });

  it('refuses names that are no columns', () => {
    const values = { nme: 1 } as object;
    expect(() => insert(User).values(values).compile('sqlite')).toThrow(
      "Unconsumed column names: nme (table 'users')",
    );
  });
});

describe('UPDATE', () => {
  it('sets values, expressions and subqueries', () => {
    const statement = update(User)
      .where(User.c.name.eq('x'))
      .values({ age: User.c.age.add(1), createdAt: new Date(0) });
    expect(compile(statement)).toEqual([
      'update "users" set "age" = "users"."age" + ?, "created_at" = ? where "users"."name" = ?',
      'update "users" set "age" = "users"."age" + $1, "created_at" = $2 where "users"."name" = $3',
      'update `users` set `age` = `users`.`age` + ?, `created_at` = ? where `users`.`name` = ?',
    ]);
    const count = select(func.count()).where(Post.c.authorId.eq(User.c.id));
    expect(update(User).values({ age: count.scalarSubquery() }).compile('sqlite').sql).toBe(
      'update "users" set "age" = (select count(*) from "posts" where "posts"."author_id" = "users"."id")',
    );
  });
});

describe('DELETE', () => {
  it('correlates subqueries, and gives rows back', () => {
    const used = exists(select(postTags.c.tagId).where(postTags.c.tagId.eq(Tag.c.id)));
    expect(delete_(Tag).where(not(used)).returning(Tag.c.id).compile('postgresql')).toEqual({
      sql: 'delete from "tags" where not exists (select "post_tags"."tag_id" from "post_tags" where "post_tags"."tag_id" = "tags"."id") returning "id"',
      parameters: [],
      returnsRows: true,
    });
  });
});

describe('text()', () => {
  it('finds parameters, but not in quotes, comments and casts', () => {
    const statement = text(
      'select \':no\', ":no", x::int, \\:y /* :no */ from t where a = :a and b = :b or c = :a -- :no',
    );
    expect(statement.compile('postgresql', { a: 1, b: true })).toEqual({
      sql: 'select \':no\', ":no", x::int, :y /* :no */ from t where a = $1 and b = $2 or c = $3 -- :no',
      parameters: [1, true, 1],
    });
    expect(statement.bindparams({ a: 1, b: new Date(0) }).compile('sqlite').parameters).toEqual([
      1,
      '1970-01-01 00:00:00.000000',
      1,
    ]);
  });

  it('says which parameter has no value', () => {
    expect(() => text('select :a, :b').compile('sqlite', { a: 1 })).toThrow(
      "(InvalidRequestError) A value is required for bind parameter 'b'\n[SQL: select :a, :b]",
    );
  });

  it('takes a list of parameters, and refuses an empty one', () => {
    expect(text('insert into t values (:a)').compile('sqlite', [{ a: 1 }, { a: 2 }]).parameterSets).toEqual([
      [1],
      [2],
    ]);
    expect(() => text('x').compile('sqlite', [])).toThrow('execute() was given an empty list of parameters');
  });
});
