import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  Session,
  column,
  createEngine,
  declarativeBase,
  insert,
  relationship,
  select,
  sessionmaker,
  type Relation,
} from '../../../src/runtime/index.js';
import { failure } from './support/harness.js';
import { Base, Employee, Kinds, Post, Tag, User } from './support/models.js';

describe('instances', () => {
  it('take attributes by name, and refuse others', () => {
    const user = new User({ name: 'Ann', posts: [new Post({ title: 'one' })] });
    expect([user.name, user.email, user.id, user.posts.length, user.posts[0]?.author === user]).toEqual([
      'Ann',
      null,
      null,
      1,
      true,
    ]);
    expect(() => new User({ nme: 'Ann' })).toThrow(
      new TypeError("'nme' is an invalid keyword argument for User"),
    );
  });

  it('show and serialise their loaded columns', () => {
    const user = new User({ name: 'Ann', email: undefined });
    expect([inspect(user), JSON.stringify(user)]).toEqual(["User { name: 'Ann' }", '{"name":"Ann"}']);
  });

  it('hold arrays that behave as arrays', () => {
    const user = new User({ name: 'Ann' });
    const [a, b, c] = [new Post({ title: 'a' }), new Post({ title: 'b' }), new Post({ title: 'c' })] as const;
    user.posts.push(a, b);
    user.posts.unshift(c);
    user.posts.sort((left, right) => left.title.localeCompare(right.title));
    expect(user.posts.map(({ title }) => title)).toEqual(['a', 'b', 'c']);
    expect([Array.isArray(user.posts), user.posts.splice(0, 1)[0] === a, a.author]).toEqual([
      true,
      true,
      null,
    ]);
    user.posts[0] = a;
    expect([user.posts.includes(b), b.author, a.author === user]).toEqual([false, null, true]);
    user.posts.length = 1;
    expect([c.author, user.posts.length]).toEqual([null, 1]);
    user.posts = user.posts.filter(({ title }) => title === 'other');
    expect([a.author, user.posts]).toEqual([null, []]);
    user.posts.push(a);
    a.author = new User({ name: 'Bob' });
    expect([user.posts, a.author.posts.length]).toEqual([[], 1]);
  });

  it('refuse what does not belong into a relationship', () => {
    const user = new User({ name: 'Ann' });
    const tag = new Tag({ name: 'red' });
    expect(() => user.posts.push(tag as never)).toThrow(
      "User.posts is a collection of Post; it cannot hold Tag { name: 'red' }",
    );
    expect(user.posts).toEqual([]);
    expect(() => (user.posts = null as never)).toThrow(
      'Incompatible collection type: User.posts takes an array, not null',
    );
    expect(() => new Post({ author: tag })).toThrow(
      'Attempting to set Post.author to an instance of Tag, expected User',
    );
    expect(() => new Post({ author: {} })).toThrow("Class 'Object' is not mapped");
  });
});

describe('mapping', () => {
  it('needs a primary key, foreign keys, and names that exist', () => {
    const base = declarativeBase();
    class Keyless extends base.mapped('keyless', { a: column.integer() }) {}
    expect(() => new Keyless()).toThrow(
      "Mapper 'Keyless' could not assemble any primary key columns for mapped table 'keyless'",
    );

    class Lonely extends base.mapped('lonely', { id: column.integer({ primaryKey: true }) }) {
      static readonly rel = {
        others: relationship(() => Other),
        back: relationship(() => Other, { backPopulates: 'nothing' }),
      };
      declare others: Relation<Other[]>;
    }
    class Other extends base.mapped('other', { id: column.integer({ primaryKey: true }) }) {}
    expect(() => new Lonely({ others: [] })).toThrow(
      'Could not determine join condition between parent/child tables on relationship Lonely.others - there are no foreign keys ' +
        "linking table 'lonely' and 'other'. Give a column { foreignKey: 'table.column' }",
    );

    class Wrong extends base.mapped('wrong', { id: column.integer({ primaryKey: true }) }) {
      static readonly rel = { a: relationship(() => Other, { cascade: 'everything' }) };
    }
    expect(() => new Wrong()).toThrow("Invalid cascade option 'everything' in relationship Wrong.a");
  });

  it('chooses among several foreign keys by name', () => {
    const base = declarativeBase();
    class Person extends base.mapped('people', {
      id: column.integer({ primaryKey: true }),
      name: column.string(10),
    }) {}
    class Letter extends base.mapped('letters', {
      id: column.integer({ primaryKey: true }),
      fromId: column.integer({ name: 'from_id', foreignKey: 'people.id' }),
      toId: column.integer({ name: 'to_id', foreignKey: 'people.id' }),
    }) {
      static readonly rel = {
        from: relationship(() => Person, { foreignKeys: 'fromId' }),
        to: relationship(() => Person, { foreignKeys: () => Letter.c.toId }),
      };
      declare from: Relation<Person>;
      declare to: Relation<Person>;
    }
    class Card extends base.mapped('cards', {
      id: column.integer({ primaryKey: true }),
      fromId: column.integer({ foreignKey: 'people.id' }),
      toId: column.integer({ foreignKey: 'people.id' }),
    }) {
      static readonly rel = { any: relationship(() => Person) };
    }
    const engine = createEngine('sqlite://');
    base.metadata.createAll(engine);
    using session = new Session(engine);
    session.add(new Letter({ from: new Person({ name: 'a' }), to: new Person({ name: 'b' }) }));
    session.commit();
    const [letter] = session.scalars(select(Letter)).all();
    expect([letter?.from.name, letter?.to.name]).toEqual(['a', 'b']);
    expect(() => session.scalars(select(Card).join(Card.rel.any)).all()).toThrow(
      'there are multiple foreign key paths',
    );
  });

  it('joins a class with itself through a secondary table', () => {
    const base = declarativeBase();
    const follows = base.table('follows', {
      followerId: column.integer({ name: 'follower_id', foreignKey: 'users.id', primaryKey: true }),
      followedId: column.integer({ name: 'followed_id', foreignKey: 'users.id', primaryKey: true }),
    });
    class Member extends base.mapped('users', {
      id: column.integer({ primaryKey: true }),
      name: column.string(10),
    }) {
      static readonly rel = {
        following: relationship(() => Member, { secondary: follows, backPopulates: 'followers' }),
        followers: relationship(() => Member, {
          secondary: () => follows as never,
          backPopulates: 'following',
        }),
      };
      declare following: Relation<Member[]>;
      declare followers: Relation<Member[]>;
    }
    const engine = createEngine('sqlite://');
    base.metadata.createAll(engine);
    using session = new Session(engine);
    const [a, b] = [new Member({ name: 'a' }), new Member({ name: 'b' })];
    a.following.push(b);
    session.add(a);
    session.commit();
    expect([
      b.followers.map(({ name }) => name),
      b.following,
      session.execute(select(follows)).mappings().all(),
    ]).toEqual([['a'], [], [{ followerId: 1, followedId: 2 }]]);
  });
});

describe('what a flush refuses', () => {
  const engine = createEngine('sqlite://');
  Base.metadata.createAll(engine);
  const SessionLocal = sessionmaker(engine);

  it('a circle of new rows', async () => {
    using session = SessionLocal();
    const [a, b] = [new Employee({ name: 'a' }), new Employee({ name: 'b' })];
    [a.manager, b.manager] = [b, a];
    session.add(a);
    expect(
      await failure(() => {
        session.flush();
      }),
    ).toContain('CircularDependencyError: Circular dependency detected');
  });

  it('rows without a key, with the key of another, or that are gone', async () => {
    using session = SessionLocal();
    session.add(new User({ id: 5, name: 'five' }));
    session.commit();
    session.get(User, 5);
    session.add(new User({ id: 5, name: 'another' }));
    expect(
      await failure(() => {
        session.flush();
      }),
    ).toMatch(/^(IntegrityError|FlushError): /);
    session.rollback();
    const five = session.get(User, 5);
    session.connection().execute(insert(Tag).values({ name: 'x' }));
    session.connection().execDriverSql('delete from users');
    if (five !== null) five.name = 'gone';
    expect(
      await failure(() => {
        session.flush();
      }),
    ).toBe("StaleDataError: UPDATE statement on table 'users' expected to update 1 row(s); 0 were matched.");
  });

  it('values a type does not take', async () => {
    using session = SessionLocal();
    expect(await failure(() => session.scalars(select(Kinds).where(Kinds.c.color.eq('blue' as never))))).toBe(
      "StatementError: (LookupError) 'blue' is not among the defined enum values: red, green",
    );
    expect(
      await failure(() => session.scalars(select(Kinds).where(Kinds.c.at.eq('yesterday' as never)))),
    ).toBe("StatementError: (TypeError) DateTime type only accepts Date objects as input, not 'yesterday'");
  });
});
