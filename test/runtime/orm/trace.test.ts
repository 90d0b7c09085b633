import { describe, expect, it } from 'vitest';
import { joinedload, select, selectinload } from '../../../src/runtime/index.js';
import { onBothFaces, type Db } from './support/harness.js';
import { Post, Tag, User } from './support/models.js';

const POST = '"posts"."id", "posts"."title", "posts"."views", "posts"."author_id"';
const USER = '"users"."id", "users"."name", "users"."email", "users"."age", "users"."created_at"';
const INSERT_USER =
  'insert into "users" ("name", "email", "age", "created_at") values (?, ?, ?, ?) returning "id"';
const INSERT_POST = 'insert into "posts" ("title", "views", "author_id") values (?, ?, ?) returning "id"';

async function fill(db: Db): Promise<void> {
  const session = db.session();
  session.add(
    new User({ name: 'Ann', posts: [new Post({ title: 'one', tags: [new Tag({ name: 'red' })] })] }),
  );
  await session.commit();
  await session.close();
  db.statements();
}

describe('what both faces say to the database', () => {
  it('writes in the order of tables, then of adding', async () => {
    const statements = await onBothFaces(async (db) => {
      const session = db.session();
      const tag = new Tag({ name: 'red' });
      session.addAll([
        tag,
        new Post({ title: 'one', tags: [tag], author: new User({ name: 'Ann' }) }),
        new User({ name: 'Bob' }),
      ]);
      await session.commit();
      return db.statements();
    });
    expect(statements).toEqual([
      'begin',
      INSERT_USER,
      INSERT_USER,
      INSERT_POST,
      'insert into "tags" ("name") values (?) returning "id"',
      'insert into "post_tags" ("post_id", "tag_id") values (?, ?)',
      'commit',
    ]);
  });

  it('deletes in the other order', async () => {
    const statements = await onBothFaces(async (db) => {
      await fill(db);
      const session = db.session();
      const ann = (await session.scalars(select(User).options(selectinload(User.rel.posts)))).one();
      db.statements();
      await session.delete(ann);
      await session.commit();
      return db.statements().filter((sql) => !sql.startsWith('select'));
    });
    expect(statements).toEqual([
      'delete from "post_tags" where "post_tags"."post_id" = ? and "post_tags"."tag_id" = ?',
      'delete from "posts" where "posts"."id" = ?',
      'delete from "users" where "users"."id" = ?',
      'commit',
    ]);
  });

  it('loads lazily and eagerly with these statements', async () => {
    const statements = await onBothFaces(async (db) => {
      await fill(db);
      const session = db.session();
      const ann = await session.get(User, 1);
      const [post] = ann === null ? [] : await db.read(ann, 'posts');
      if (post !== undefined) await db.read(post, 'tags');
      const lazy = db.statements();
      session.expungeAll();
      await session.scalars(select(User).options(selectinload(User.rel.posts).selectinload(Post.rel.tags)));
      const selectin = db.statements();
      session.expungeAll();
      await session.scalars(select(Post).options(joinedload(Post.rel.author)).limit(1));
      const joined = db.statements();
      await session.scalars(select(User).options(joinedload(User.rel.posts)).orderBy(User.c.name).limit(1));
      return [lazy, selectin, joined, db.statements()];
    });
    expect(statements).toEqual([
      [
        'begin',
        `select ${USER} from "users" where "users"."id" = ?`,
        `select ${POST} from "posts" where "posts"."author_id" = ? order by "posts"."id"`,
        'select "tags"."id", "tags"."name" from "tags" inner join "post_tags" on "tags"."id" = "post_tags"."tag_id" where ' +
          '"post_tags"."post_id" = ? order by "tags"."name"',
      ],
      [
        `select ${USER} from "users"`,
        `select "posts"."author_id", ${POST} from "posts" where "posts"."author_id" in (?) order by "posts"."id"`,
        'select "post_tags"."post_id", "tags"."id", "tags"."name" from "post_tags" inner join "tags" on "tags"."id" = ' +
          '"post_tags"."tag_id" where "post_tags"."post_id" in (?) order by "tags"."name"',
      ],
      [
        `select ${POST}, ${USER.replaceAll('"users"', '"users_1"')} from "posts" left join "users" as "users_1" on ` +
          '"posts"."author_id" = "users_1"."id" limit ?',
      ],
      [
        `select ${USER.replaceAll('"users"', '"anon_1"')}, ${POST.replaceAll('"posts"', '"posts_1"')} from (select ${USER} from ` +
          '"users" order by "users"."name" limit ?) as "anon_1" left join "posts" as "posts_1" on "anon_1"."id" = ' +
          '"posts_1"."author_id" order by "anon_1"."name" asc, "posts_1"."id" asc',
      ],
    ]);
  });

  it('tells where statements came from, and what made attributes expire', async () => {
    const origins = await onBothFaces(async (db) => {
      await fill(db);
      const { trace } = await import('../../../src/runtime/index.js');
      const session = db.session();
      using recording = trace();
      const ann = (await session.scalars(select(User).options(selectinload(User.rel.posts)))).one();
      await db.read(ann, 'profile');
      ann.age = 5;
      await session.commit();
      await db.read(ann, 'name');
      session.expire(ann);
      await db.read(ann, 'name');
      await session.rollback();
      await db.read(ann, 'name');
      return recording.events.map(({ kind, origin, expiredBy }) =>
        [kind, origin, expiredBy].filter((part) => part !== undefined),
      );
    });
    expect(origins).toEqual([
      ['begin'],
      ['execute', 'statement'],
      ['execute', 'eager'],
      ['execute', 'lazy'],
      ['execute', 'flush'],
      ['commit'],
      ['begin'],
      ['execute', 'refresh', 'commit'],
      ['execute', 'refresh', 'expire'],
      ['rollback'],
      ['begin'],
      ['execute', 'refresh', 'rollback'],
    ]);
  });

  it('sets savepoints when the first statement inside needs one, and numbers them', async () => {
    const events = await onBothFaces(async (db) => {
      const session = db.session();
      await (await session.beginNested()).commit();
      const outer = await session.beginNested();
      session.add(new User({ name: 'Ann' }));
      const inner = await session.beginNested();
      session.add(new User({ name: 'Bob' }));
      await inner.commit();
      await outer.rollback();
      await session.commit();
      return db.statements();
    });
    expect(events).toEqual([
      'begin',
      'savepoint',
      INSERT_USER,
      'savepoint',
      INSERT_USER,
      'release',
      'rollback to savepoint',
      'commit',
    ]);
  });
});
