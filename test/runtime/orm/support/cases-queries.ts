import {
  aliased,
  and,
  case_,
  delete_,
  exists,
  func,
  insert,
  not,
  select,
  text,
  update,
} from '../../../../src/runtime/index.js';
import { failure, type Case, type Db } from './harness.js';
import { Employee, Note, Post, Tag, User, postTags } from './models.js';

/** Three users of different age, the first two with posts. */
async function fill(db: Db): Promise<void> {
  const session = db.session();
  const ann = new User({
    name: 'Ann',
    age: 30,
    posts: [new Post({ title: 'a1', views: 10 }), new Post({ title: 'a2', views: 5 })],
  });
  const bob = new User({ name: 'Bob', age: 17, posts: [new Post({ title: 'b1', views: 1 })] });
  session.addAll([ann, bob, new User({ name: 'Cid', age: 50, email: 'cid@example.com' })]);
  await session.commit();
  await session.close();
}

/** Statements through a session, and what becomes of objects whose rows they change. */
export const queryCases: Case[] = [
  {
    name: 'selects columns, aggregates and groups, as rows, mappings and scalars',
    async program(db) {
      await fill(db);
      const session = db.session();
      const statement = select(
        User.c.name,
        func.count(Post.c.id).label('n'),
        func.sum(Post.c.views).label('views'),
      )
        .outerjoin(User.rel.posts)
        .groupBy(User.c.id, User.c.name)
        .orderBy(User.c.name);
      const rows = (await session.execute(statement)).all().map((row) => [row.name, row.n, row.views]);
      const mappings = (await session.execute(statement.having(func.count(Post.c.id).gt(1))))
        .mappings()
        .all();
      const average = await session.scalar(select(func.avg(User.c.age)));
      const oldest = await session.scalar(select(func.max(User.c.age)));
      return [
        rows,
        mappings,
        Math.round(average ?? 0),
        oldest,
        await session.scalar(select(func.count()).selectFrom(Tag)),
      ];
    },
    expected: [
      [
        ['Ann', 2, 15],
        ['Bob', 1, 1],
        ['Cid', 0, null],
      ],
      [{ name: 'Ann', n: 2, views: 15 }],
      32,
      50,
      0,
    ],
  },
  {
    name: 'selects entities beside columns and other entities',
    async program(db) {
      await fill(db);
      const session = db.session();
      const rows = (await session.execute(select(User, Post).join(User.rel.posts).orderBy(Post.c.id))).all();
      const pairs = rows.map(([user, post]) => `${user.name}:${post.title}`);
      const [first] = (
        await session.execute(select(User, User.c.age.add(1).label('next')).orderBy(User.c.id))
      ).all();
      const mapping = (await session.execute(select(User).where(User.c.id.eq(1)))).mappings().one() as {
        User?: User;
      };
      return [pairs, first?.[0] === rows[0]?.[0], first?.next, mapping.User === rows[0]?.[0]];
    },
    expected: [['Ann:a1', 'Ann:a2', 'Bob:b1'], true, 31, true],
  },
  {
    name: 'uses subqueries, EXISTS, CASE, UNION and a common table expression',
    async program(db) {
      await fill(db);
      const session = db.session();
      const counts = select(Post.c.authorId, func.count().label('n'))
        .groupBy(Post.c.authorId)
        .subquery('counts');
      const joined = select(User.c.name, counts.c.n)
        .join(counts, counts.c.authorId.eq(User.c.id))
        .orderBy(User.c.name);
      const silent = select(User.c.name).where(
        not(exists(select(Post.c.id).where(Post.c.authorId.eq(User.c.id)))),
      );
      const stage = case_(
        [
          [User.c.age.lt(18), 'minor'],
          [User.c.age.lt(40), 'adult'],
        ],
        { else: 'senior' },
      ).label('stage');
      const names = select(User.c.name).union(select(Post.c.title)).orderBy('name');
      const adults = select(User.c.id, User.c.name).where(User.c.age.ge(18)).cte('adults');
      return [
        (await session.execute(joined)).all().map(({ name, n }) => [name, n]),
        (await session.scalars(silent)).all(),
        (await session.scalars(select(stage).orderBy(User.c.id))).all(),
        // Databases do not agree whether capitals come first.
        (await session.scalars(names)).all().sort(),
        (
          await session.scalars(
            select(Post.c.title).join(adults, adults.c.id.eq(Post.c.authorId)).orderBy(Post.c.id),
          )
        ).all(),
      ];
    },
    expected: [
      [
        ['Ann', 2],
        ['Bob', 1],
      ],
      ['Cid'],
      ['adult', 'minor', 'senior'],
      ['Ann', 'Bob', 'Cid', 'a1', 'a2', 'b1'],
      ['a1', 'a2'],
    ],
  },
  {
    name: 'walks a tree with a recursive expression, and joins a class with itself',
    async program(db) {
      const session = db.session();
      const boss = new Employee({ name: 'Boss' });
      const middle = new Employee({ name: 'Middle', manager: boss });
      session.addAll([new Employee({ name: 'Low', manager: middle }), new Employee({ name: 'Else' })]);
      await session.flush();
      const tree = select(Employee.c.id)
        .where(Employee.c.name.eq('Boss'))
        .cte('tree', { recursive: true })
        .unionAll((self) => select(Employee.c.id).join(self, Employee.c.managerId.eq(self.c.id)));
      const below = (
        await session.scalars(select(Employee).join(tree, tree.c.id.eq(Employee.c.id)).orderBy(Employee.c.id))
      ).all();
      const manager = aliased(Employee, 'manager');
      const pairs = (
        await session.execute(
          select(Employee.c.name, manager.c.name.label('of'))
            .join(manager, Employee.rel.manager)
            .orderBy(Employee.c.id),
        )
      ).all();
      return [below.map(({ name }) => name), pairs.map((row) => [row.name, row.of])];
    },
    expected: [
      ['Boss', 'Middle', 'Low'],
      [
        ['Middle', 'Boss'],
        ['Low', 'Middle'],
      ],
    ],
  },
  {
    name: 'updates and deletes rows at once, and brings objects up to date',
    async program(db) {
      await fill(db);
      const session = db.session();
      const users = (await session.scalars(select(User).orderBy(User.c.id))).all();
      db.statements();
      const updated = await session.execute(
        update(User)
          .where(User.c.age.gt(18), User.c.name.ne('Cid'))
          .values({ age: User.c.age.add(1), email: 'x@example.com' }),
      );
      const ages = users.map(({ age, email }) => [age, email]);
      const silent = db.statements().filter((sql) => sql.startsWith('select')).length;
      const lowered = update(User)
        .where(User.c.id.eq(2))
        .values({ name: func.lower(User.c.name) });
      await session.execute(lowered);
      const bob = users[1];
      const name = bob && (await db.read(bob, 'name'));
      await session.execute(delete_(Post).where(Post.c.views.lt(6)));
      const deleted = await session.execute(delete_(User).where(User.c.id.in([3])));
      const left = users.filter((user) => session.contains(user)).length;
      await session.commit();
      return [
        updated.rowcount,
        ages,
        silent,
        name,
        deleted.rowcount,
        left,
        (await session.scalars(select(Post.c.title))).all(),
      ];
    },
    expected: [
      1,
      [
        [31, 'x@example.com'],
        [17, null],
        [50, 'cid@example.com'],
      ],
      0,
      'bob',
      1,
      2,
      ['a1'],
    ],
  },
  {
    name: 'asks the database which objects an UPDATE touches, when the program cannot tell',
    async program(db) {
      await fill(db);
      const session = db.session();
      const users = (await session.scalars(select(User).orderBy(User.c.id))).all();
      const condition = func.lower(User.c.name).eq('ann');
      await session.execute(update(User).where(condition).values({ age: 1 }));
      const ages = users.map(({ age }) => age);
      await session.execute(
        update(User).where(condition).values({ age: 2 }).executionOptions({ synchronizeSession: false }),
      );
      const stale = users.map(({ age }) => age);
      return [ages, stale];
    },
    expected: [
      [1, 17, 50],
      [1, 17, 50],
    ],
  },
  {
    name: 'inserts rows, one by one and many at a time, and from SELECTs',
    async program(db) {
      const session = db.session();
      await session.execute(insert(User).values({ name: 'Ann' }));
      const many = await session.execute(insert(Tag), [{ name: 'red' }, { name: 'blue' }]);
      await session.execute(
        insert(User).values([
          { name: 'Bob', age: 1 },
          { name: 'Cid', email: 'c@example.com' },
        ]),
      );
      await session.execute(insert(Note).fromSelect(['text', 'ownerId'], select(User.c.name, User.c.id)));
      await session.commit();
      const users = (
        await session.execute(select(User.c.name, User.c.age, User.c.email).orderBy(User.c.id))
      ).all();
      return [
        many.rowcount,
        users.map((row) => [...row]),
        (await session.scalars(select(Note.c.text).orderBy(Note.c.id))).all(),
      ];
    },
    expected: [
      2,
      [
        ['Ann', 18, null],
        ['Bob', 1, null],
        ['Cid', 18, 'c@example.com'],
      ],
      ['Ann', 'Bob', 'Cid'],
    ],
  },
  {
    name: 'executes text with parameters, and plain tables',
    async program(db) {
      await fill(db);
      const session = db.session();
      const typed = text<{ name: string; age: number }>(
        'select name, age from users where age > :age order by age',
      );
      const rows = (await session.execute(typed, { age: 20 })).all().map((row) => [row.name, row.age]);
      session.add(new Tag({ name: 'red' }));
      // Text does not flush: nobody knows what it touches.
      const before = await session.scalar(text('select count(*) from tags'));
      await session.flush();
      await session.execute(insert(postTags).values({ postId: 1, tagId: 1 }));
      const [link] = (await session.execute(select(postTags))).all();
      const wrong = await failure(() => session.execute('select 1' as never));
      return [rows, before, [link?.postId, link?.tagId], wrong];
    },
    expected: [
      [
        ['Ann', 30],
        ['Cid', 50],
      ],
      0,
      [1, 1],
      'ArgumentError: Executable SQL or text() construct expected, got select 1; wrap SQL strings in text()',
    ],
  },
  {
    name: 'says how many rows there are when one is wanted',
    async program(db) {
      await fill(db);
      const session = db.session();
      const named = (name: string) => select(User).where(User.c.name.eq(name));
      const one = (await session.scalars(named('Ann'))).one().name;
      const none = (await session.scalars(named('Nobody'))).oneOrNone();
      const missing = await failure(async () => (await session.execute(named('Nobody'))).scalarOne());
      const many = await failure(async () => (await session.execute(select(User))).one());
      const most = await failure(async () => (await session.execute(select(User))).scalarOneOrNone());
      return [one, none, missing, many, most];
    },
    expected: [
      'Ann',
      null,
      'NoResultFound: No row was found when one was required',
      'MultipleResultsFound: Multiple rows were found when exactly one was required',
      'MultipleResultsFound: Multiple rows were found when one or none was required',
    ],
  },
  {
    name: 'sets attributes to expressions the database works out',
    async program(db) {
      await fill(db);
      const session = db.session();
      const ann = await session.get(User, 1);
      if (ann === null) return undefined;
      (ann as { age: unknown }).age = User.c.age.add(12);
      await session.flush();
      return [
        await db.read(ann, 'age'),
        (await session.scalars(select(User.c.id).where(and(User.c.age.eq(42))))).all(),
      ];
    },
    expected: [42, [1]],
  },
];

/** For databases with RETURNING for every kind of statement: not MySQL. */
export const returningCases: Case[] = [
  {
    name: 'gives back columns and entities of changed rows',
    async program(db) {
      await fill(db);
      const session = db.session();
      const inserted = (
        await session.execute(
          insert(Tag)
            .values([{ name: 'red' }, { name: 'blue' }])
            .returning(Tag.c.id, Tag.c.name),
        )
      ).all();
      const ann = await session.get(User, 1);
      const [updated] = (
        await session.scalars(update(User).where(User.c.id.eq(1)).values({ age: 77 }).returning(User))
      ).all();
      const deleted = (
        await session.scalars(delete_(Post).where(Post.c.views.lt(6)).returning(Post.c.title))
      ).all();
      const entity = (await session.scalars(insert(User).values({ name: 'Dan' }).returning(User))).one();
      return [
        inserted.map((row) => [row.id, row.name]),
        updated === ann,
        ann?.age,
        deleted.sort(),
        entity.name,
        session.contains(entity),
      ];
    },
    expected: [
      [
        [1, 'red'],
        [2, 'blue'],
      ],
      true,
      77,
      ['a2', 'b1'],
      'Dan',
      true,
    ],
  },
];
